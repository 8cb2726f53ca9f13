import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("bench", "cli", "eval", "index", "page", "rag", "samples", "train")
MODULES = {
    path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
    for path in [ROOT / "app.py", *(p for name in PACKAGES for p in sorted((ROOT / name).rglob("*.py")))]
}
MAX_LINES = 260


def imported(tree: ast.Module) -> Iterator[str]:
    """Top-level names of the packages that a module imports, wherever the import stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = ast.unparse(node.func)
            if called in ("importlib.import_module", "import_module", "__import__"):
                yield str(node.args[0].value).partition(".")[0]


def importers(name):
    return [path for path, tree in MODULES.items() if name in imported(tree)]


def calls(tree: ast.Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def test_the_project_is_seen():
    assert {path.partition("/")[0] for path in MODULES} == {"app.py", *PACKAGES}


def test_imports_are_found_wherever_they_stand():
    source = "import a.b\ndef f():\n    from c.d import e\n    import_module('g.h')\nfrom . import i\n"
    assert sorted(imported(ast.parse(source))) == ["a", "c", "g"]


@pytest.mark.parametrize(
    ("library", "module"),
    [
        ("faiss", "index/vectors.py"),
        ("jinja2", "eval/html/page.py"),
        ("langchain_text_splitters", "index/chunk.py"),
        ("lunar_python", "index/lunar.py"),
        ("opencc", "index/normal.py"),
        ("pymilvus", "index/milvus/server.py"),
        ("python_calamine", "index/formats/sheet.py"),
        ("rapidocr", "index/formats/ocr.py"),
        ("rensa", "index/duplicates.py"),
        ("tantivy", "index/lexical.py"),
        ("watchfiles", "index/watch.py"),
    ],
)
def test_a_library_is_known_to_one_module(library, module):
    assert importers(library) == [module]


def test_plots_are_drawn_by_two_modules():
    assert importers("matplotlib") == ["bench/plot.py", "eval/plot.py"]


def test_models_are_loaded_by_two_modules():
    assert importers("sentence_transformers") == ["index/model/loading.py", "rag/cross_encoder.py"]


# Its files are made with it, not read; of drafts of questions the same file comes back with marks.
WRITERS = ("samples/", "page/records/word.py", "eval/drafts/sheet.py")


@pytest.mark.parametrize("library", ["bs4", "docx", "lxml", "openpyxl", "pptx", "pypdfium2"])
def test_a_parser_is_known_to_the_formats_alone(library):
    readers = [path for path in importers(library) if not path.startswith(WRITERS)]
    assert readers != []
    assert [path for path in readers if not path.startswith("index/formats/")] == []


def test_gradio_is_known_to_the_page_and_to_what_it_is_measured_against():
    assert [path for path in importers("gradio") if not path.startswith("page/")] == ["bench/empty_chat.py"]
    assert importers("gradio") != []


@pytest.mark.parametrize(
    ("package", "above"),
    [
        ("index", {"rag", "eval", "page", "cli", "app", "bench"}),
        ("rag", {"eval", "page", "cli", "app", "bench"}),
        ("eval", {"page", "cli", "app", "bench"}),
        ("page", {"eval", "cli", "app", "bench"}),
        ("samples", {"index", "rag", "eval", "page", "cli", "app", "bench"}),
        ("train", {"page", "cli", "app", "bench", "samples"}),
    ],
)
def test_imports_point_one_way(package, above):
    found = {p: above & set(imported(tree)) for p, tree in MODULES.items() if p.startswith(f"{package}/")}
    assert {path: names for path, names in found.items() if names} == {}


def test_only_the_command_line_measures():
    outside = [p for p in importers("eval") if not p.startswith(("eval/", "bench/", "train/"))]
    assert outside == ["cli/evaluate.py", "cli/evaluate_drafts.py", "cli/evaluate_tools.py"]


def test_the_benchmark_reads_the_questions_of_the_evaluation_and_no_more():
    modules = {
        node.module
        for path, tree in MODULES.items()
        if path.startswith("bench/")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "eval"
    }
    assert modules == {"eval.cases"}


def test_nobody_imports_the_command_line_the_training_or_the_tests():
    outside = {
        name: [p for p in importers(name) if not p.startswith(f"{name}/")]
        for name in ("cli", "bench", "samples", "tests", "train")
    }
    assert outside == {"cli": [], "bench": [], "samples": [], "tests": [], "train": []}


@pytest.mark.parametrize("path", MODULES)
def test_a_module_is_read_in_one_sitting(path):
    assert len((ROOT / path).read_text(encoding="utf-8").splitlines()) <= MAX_LINES


def test_no_decoding_hides_loss():
    found = [
        (path, call.lineno)
        for path, tree in MODULES.items()
        for call in calls(tree)
        for value in [k.value for k in call.keywords if k.arg == "errors"]
        + (call.args[1:2] if isinstance(call.func, ast.Attribute) and call.func.attr == "decode" else [])
        if isinstance(value, ast.Constant) and value.value == "ignore"
    ]
    assert found == []


@pytest.mark.parametrize("library", ["pickle", "cPickle", "dill", "joblib", "marshal", "shelve"])
def test_nothing_is_pickled(library):
    assert importers(library) == []


def test_no_array_may_hold_pickles():
    loads = [
        (path, call.lineno, {k.arg: ast.unparse(k.value) for k in call.keywords}.get("allow_pickle"))
        for path, tree in MODULES.items()
        for call in calls(tree)
        if ast.unparse(call.func) == "np.load"
    ]
    assert loads != []
    assert [place for place in loads if place[2] != "False"] == []


def test_the_database_of_the_page_is_known_to_its_store():
    users = [p for p in importers("sqlite3") if p.startswith("page/")]
    assert [p for p in users if "sqlite3.connect" in (ROOT / p).read_text(encoding="utf-8")] == [
        "page/records/store.py"
    ]


def test_no_bare_except():
    found = [
        (path, node.lineno)
        for path, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler) and node.type is None
    ]
    assert found == []


@pytest.mark.parametrize(
    ("package", "unknown"), [("eval/public/", "eval.fitting"), ("eval/", "eval.__main__")]
)
def test_the_rooms_of_the_evaluation_are_entered_one_way(package, unknown):
    modules = {
        node.module or ""
        for path, tree in MODULES.items()
        if path.startswith(package)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
    }
    assert not [m for m in modules if m == unknown or m.startswith(f"{unknown}.")]

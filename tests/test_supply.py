"""Where the program's parts come from: pinned by hash, under known licences, and none of them a pickle."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("bench", "cli", "eval", "index", "page", "rag", "samples", "train")
# Formats whose readers run what they read, by the name of the module.
PICKLES = {"pickle", "cPickle", "_pickle", "cloudpickle", "dill", "joblib", "marshal", "shelve"}
RUNS = ("yaml.load", "yaml.unsafe_load", "yaml.full_load", "eval", "exec", "os.system")
# Licences that would oblige whoever passes the program on; and what states none, though its makers do (MIT).
OBLIGING = re.compile(r"\b(A?GPL|General Public|Commons Attribution-NonCommercial)", re.IGNORECASE)
UNSTATED = {"axe-playwright-python"}


def plain(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(file):
    found = re.findall(r"(?m)^([\w.-]+)==([^\s;\\]+)", (ROOT / file).read_text())
    return {plain(name): version for name, version in found}


def test_every_pinned_package_has_its_hashes_and_no_other_is_installed():
    assert pins("locked.txt") == pins("constraints.txt")


@pytest.mark.parametrize("file", ["locked.txt", "supply.txt"])
def test_no_package_is_without_a_hash(file):
    entries = re.split(r"(?m)^(?=\w)", (ROOT / file).read_text())[1:]
    assert len(entries) == len(pins(file)) > 20
    for entry in entries:
        assert re.fullmatch(r"\S+==\S+( \\\n    --hash=sha256:[0-9a-f]{64})+\n", entry), entry[:80]


def test_what_is_declared_is_pinned():
    declared = re.findall(
        r'(?m)^  "([\w.-]+)', (ROOT / "pyproject.toml").read_text().split("[project.scripts]")[0]
    )
    assert {plain(name) for name in declared} <= pins("constraints.txt").keys()


def test_every_package_stands_in_the_table_of_licences_and_none_obliges():
    rows = [
        [c.strip() for c in line.split("|")[1:-1]]
        for line in (ROOT / "LICENCES.md").read_text().splitlines()[2:]
    ]
    local = {plain(name): version.partition("+")[0] for name, version, _ in rows}
    assert local == pins("constraints.txt"), "run: make licences"
    assert [row for row in rows if OBLIGING.search(row[2]) and "LGPL" not in row[2]] == []
    assert {name for name, _, licence in rows if licence == "UNKNOWN"} == UNSTATED


def modules():
    return [ROOT / "app.py", *(path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py")))]


def unsafe(tree):
    """What in a module reads a format that can run code, or may."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] in PICKLES)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in PICKLES:
            yield node.module
        elif isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            given = {k.arg: ast.unparse(k.value) for k in node.keywords}
            asked = {"np.load": ("allow_pickle", "False"), "torch.load": ("weights_only", "True")}.get(called)
            if called in RUNS or (asked and given.get(asked[0]) != asked[1]):
                yield called


def test_no_module_reads_a_pickle_or_runs_a_text():
    found = {
        path.relative_to(ROOT).as_posix(): list(unsafe(ast.parse(path.read_text()))) for path in modules()
    }
    assert {path: names for path, names in found.items() if names} == {}
    assert len(found) > 200


@pytest.mark.parametrize(
    "code",
    ["import pickle", "from joblib import load", "np.load(p)", "torch.load(p)", "yaml.load(t)", "eval(x)"],
)
def test_the_search_for_pickles_finds_them(code):
    assert list(unsafe(ast.parse(code)))


UNPICKLED = """
import sys

def refuse(event, arguments):
    if event.startswith("pickle."):
        raise SystemExit(f"a pickle was opened: {arguments}")

sys.addaudithook(refuse)
from pathlib import Path
from index.build import build_index
from index.reader import Index
from rag import Chatbot
from tests.fakes import FakeEncoder
corpus, made = Path(sys.argv[1]), Path(sys.argv[2])
for _ in range(2):
    build_index(corpus, made, FakeEncoder())
    (corpus / "b.txt").write_text("停车每小时收费3元。")
print(Chatbot(Index.open(made, FakeEncoder.name), FakeEncoder()).ask("停车每小时收费多少").text)
"""


def test_no_pickle_is_opened_while_an_index_is_made_updated_and_asked(tmp_path):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.html").write_text("<h1>停车</h1><p>停车每小时收费2元。", encoding="utf-8")
    command = [sys.executable, "-c", UNPICKLED, str(corpus), str(tmp_path / "index")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr[-500:]
    assert "元" in done.stdout
    kept = [path for path in (tmp_path / "index").rglob("*") if path.is_file()]
    assert len(kept) > 8
    # A pickle begins with the number of its protocol; arrays of objects are pickles inside.
    assert [p for p in kept if re.match(rb"\x80[\x02-\x05]", p.read_bytes()[:2])] == []
    assert [p for p in kept if p.suffix == ".npy" and b"'|O'" in p.read_bytes()[:200]] == []

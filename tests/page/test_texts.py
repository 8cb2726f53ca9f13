import ast
import json
import re
from pathlib import Path
from string import Formatter

import pytest

from page.assets import read_asset
from page.scripts import script
from page.texts import CATALOGUE, EN, TABLES, ZH, script_texts, texts_of
from rag.validity import STATUS_NAMES

CHINESE = re.compile("[\u4e00-\u9fff，；：。、「」]")
PAGE = Path(__file__).parents[2] / "page"


def fields(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("key", CATALOGUE)
def test_both_languages_say_the_same(key):
    zh, en = CATALOGUE[key]
    assert zh
    assert en
    assert fields(zh) == fields(en)


def test_texts_may_stand_in_markup_as_they_are():
    assert [key for key, said in CATALOGUE.items() if re.search('[<>&"`$\\\\]', "".join(said))] == []


def test_no_key_stands_twice():
    assert len(CATALOGUE) == sum(map(len, TABLES))


def test_every_text_that_is_asked_for_stands_in_the_catalogue():
    source = "\n".join(path.read_text(encoding="utf-8") for path in PAGE.rglob("*.py"))
    asked = set(re.findall(r"""(?:\btexts|\bt|\bZH)\(['"](\w+)['"]""", source))
    assert len(asked) > 40
    assert asked - set(CATALOGUE) == set()


# The endpoint for programs, the command line, sheets to export, which are Chinese, and names and examples.
NOT_THE_PAGE = {
    "api.py",
    "filters.py",
    "layout.py",
    "mcp.py",
    "server.py",
    "records/export.py",
    "records/store.py",
    "records/word.py",
    "tabs/asking.py",
}


def literals(path):
    """The strings of a module that are no docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = [node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)]
    return [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and n not in told]


def test_the_page_has_its_words_from_the_catalogue():
    modules = [p for p in PAGE.rglob("*.py") if p.parent.name != "texts"]
    found = {
        str(path.relative_to(PAGE)): words
        for path in modules
        if (words := [w for w in literals(path) if isinstance(w, str) and CHINESE.search(w)])
    }
    assert {name: words for name, words in found.items() if name not in NOT_THE_PAGE} == {}
    assert set(found) == NOT_THE_PAGE
    scripts = PAGE.rglob("*.js")
    assert [p.name for p in scripts if CHINESE.search(p.read_text(encoding="utf-8"))] == []


def test_no_english_text_is_chinese():
    assert [key for key, (_, en) in CATALOGUE.items() if CHINESE.search(en.replace("文据", ""))] == []


def test_a_script_stands_behind_the_texts_that_it_asks_for():
    line, _, rest = script("copy.js").partition("\n")
    told = json.loads(line.removeprefix("const TEXTS = ").removesuffix(";"))
    assert told["zh"] == {"copied": "已复制", "copy_failed": "复制失败", "copy": "复制"}
    assert told["en"] == {"copied": "Copied", "copy_failed": "Not copied", "copy": "Copy"}
    assert rest == f"{read_asset('language.js')}\n{read_asset('copy.js')}"
    with pytest.raises(KeyError):
        script_texts(["no such key"])


def test_the_states_are_called_as_in_the_notes():
    assert {k: ZH(f"status_{k}") for k in STATUS_NAMES} == STATUS_NAMES


@pytest.mark.parametrize("language", [None, "", "zh", "fr", 3, "<en>"])
def test_any_other_language_is_chinese(language):
    assert texts_of(language) is ZH


def test_values_are_filled_in_and_may_hold_braces():
    assert EN("original_failed", reason="{x}") == "The original cannot be opened: {x}"

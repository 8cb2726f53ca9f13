"""The evaluation set is what it says: gold in the corpus, near-misses without answer, enough of each."""

from collections import Counter
from pathlib import Path

import pytest

from eval.cases import Case, read_cases
from eval.lint import near_copies, problems
from index.corpus import load_corpus
from index.normal import fold

ROOT = Path(__file__).parents[2]
FOLDERS = [path.parent for path in sorted((ROOT / "eval" / "folders").glob("*/questions.jsonl"))]


@pytest.fixture(scope="module")
def cases():
    return read_cases(ROOT / "eval" / "questions.jsonl")


@pytest.fixture(scope="module")
def trained():
    return read_cases(ROOT / "eval" / "training.jsonl")


def test_the_gold_stands_in_the_corpus_and_near_misses_lack_their_answer(cases, trained):
    loaded = load_corpus(ROOT / "corpus", lambda done: None)
    assert list(problems([*cases, *trained], {d.id: d.text for d in loaded.documents})) == []


def test_there_are_folders_to_fit_on():
    assert len(FOLDERS) == 5


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_the_same_holds_of_the_folders_that_are_fitted_on(folder, cases):
    loaded = load_corpus(folder / "documents", lambda done: None)
    own = read_cases(folder / "questions.jsonl")
    assert list(problems(own, {d.id: d.text for d in loaded.documents})) == []
    assert {case.split for case in own} == {"train"}
    measured = {fold(case.question) for case in cases if not case.history}
    assert not [case.question for case in own if fold(case.question) in measured and not case.history]


def test_no_question_that_is_measured_on_was_fitted_on(cases, trained):
    assert [(ours.id, theirs.id) for ours, theirs in near_copies(trained, cases)] == []
    assert {case.split for case in trained} == {"train"}


@pytest.mark.parametrize(
    "path", sorted((ROOT / "eval" / "fresh").glob("*.jsonl")), ids=lambda path: path.name
)
def test_fresh_questions_are_neither_fitted_nor_measured_on(path, cases, trained):
    folder = ROOT / "eval" / "folders" / path.stem
    fitted = read_cases(folder / "questions.jsonl") if folder.is_dir() else [*cases, *trained]
    loaded = load_corpus(folder / "documents" if folder.is_dir() else ROOT / "corpus", lambda done: None)
    fresh = read_cases(path)
    assert list(problems(fresh, {d.id: d.text for d in loaded.documents})) == []
    assert [(ours.id, theirs.id) for ours, theirs in near_copies(fresh, fitted)] == []
    assert {case.split for case in fresh} == {"fresh"}


FRESH_FOLDERS = [path.parent for path in sorted((ROOT / "eval" / "fresh").glob("*/questions.jsonl"))]


def test_there_are_folders_that_nothing_else_speaks_of():
    assert [folder.name for folder in FRESH_FOLDERS] == ["company", "hospital", "university", "zone"]


@pytest.mark.parametrize("folder", FRESH_FOLDERS, ids=lambda path: path.name)
def test_the_gold_of_a_fresh_folder_stands_in_it(folder):
    loaded = load_corpus(folder / "documents", lambda done: None)
    fresh = read_cases(folder / "questions.jsonl")
    assert not loaded.failures
    assert list(problems(fresh, {d.id: d.text for d in loaded.documents})) == []
    assert {case.split for case in fresh} == {"fresh"}


def test_a_near_copy_is_told_from_a_question_on_something_else():
    measured = [Case("a", "青岚大桥主跨有多长？", ())]
    near = [Case("b", "青岚大桥的主跨有多长", ()), Case("c", "青岚大桥引桥宽几米", ())]
    assert [(ours.id, theirs.id) for ours, theirs in near_copies(near, measured)] == [("b", "a")]


def test_there_are_enough_of_each_kind(cases):
    of = Counter(case.category for case in cases)
    assert len(cases) >= 240
    assert sum(not case.answerable for case in cases) >= 80
    assert {name for name in of if name.startswith("near_")} == {
        "near_topic",
        "near_year",
        "near_entity",
        "near_attribute",
    }
    assert sum(bool(case.history) for case in cases) >= 30
    assert of["validity"] + of["relative_date"] >= 25
    assert sum(case.conflict for case in cases) >= 15
    assert of["table"] >= 20
    assert of["two_part"] >= 20
    assert of["list"] >= 15
    assert of["colloquial"] >= 15


def test_the_halves_are_alike(cases):
    halves = {split: Counter(c.category for c in cases if c.split == split) for split in ("dev", "test")}
    assert {case.split for case in cases} == {"dev", "test"}
    for category in {case.category for case in cases}:
        assert abs(halves["dev"][category] - halves["test"][category]) <= 2


TEXTS = {"a.txt": "西塔预计4月封顶。", "b.txt": "中塔预计5月封顶。"}


@pytest.mark.parametrize(
    ("case", "said"),
    [
        (Case("1", "西塔何时封顶", (("4月",),), gold=(("a.txt", "西塔预计4月封顶"),)), None),
        (Case("1", "西塔何时封顶", (("4月",),)), "没有写依据"),
        (Case("1", "西塔何时封顶", (("4月",),), gold=(("c.txt", "西塔"),)), "不在文件夹里"),
        (Case("1", "西塔何时封顶", (("4月",),), gold=(("a.txt", "西塔预计 4月"),)), "不是 a.txt 的原文"),
        (Case("1", "西塔何时封顶", (("5月",),), gold=(("a.txt", "西塔预计4月"),)), "没有答案要点：5月"),
        (Case("1", "东塔何时封顶", (), absent=("东塔",)), None),
        (Case("1", "东塔何时封顶", ()), "没有写哪些字眼"),
        (Case("1", "东塔何时封顶", (), absent=("中塔",)), "b.txt 里有“中塔”"),
        (Case("1", "东塔何时封顶", (), absent=("中塔",), about=("a.txt",)), None),
        (Case("1", "东塔何时封顶", (), absent=("东塔",), about=("c.txt",)), "不在文件夹里：c.txt"),
    ],
)
def test_what_is_wrong_with_a_case_is_said(case, said):
    found = list(problems([case], TEXTS))
    assert found == [] if said is None else len(found) == 1 or said in found[0]
    assert said is None or any(said in problem for problem in found)


def test_a_case_twice_is_said():
    case = Case("1", "东塔何时封顶", (), absent=("东塔",))
    assert len(list(problems([case, case], TEXTS))) == 2

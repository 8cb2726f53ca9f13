"""The folders that the encoder is trained on are what they say; nothing that is measured is among them."""

from pathlib import Path

import pytest

from eval.cases import read_cases
from index.corpus import load_corpus
from index.normal import fold
from rag.gold import doubts_of_gold
from train.folders import read_asked

ROOT = Path(__file__).parents[2]
FOLDERS = [path.parent for path in sorted((ROOT / "train" / "questions").glob("*/questions.jsonl"))]


def questions_of(*paths):
    return {fold(case.question) for path in paths for case in read_cases(path) if not case.history}


def test_there_are_folders_to_train_on():
    assert len(FOLDERS) == 110


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_quotes_stand_in_their_documents_and_hold_the_answer(folder):
    texts = {d.id: d.text for d in load_corpus(folder / "documents", lambda done: None).documents}
    cases = read_cases(folder / "questions.jsonl")
    assert len({case.id for case in cases}) == len({case.question for case in cases}) == len(cases) >= 270
    assert 0.6 < sum(case.answerable for case in cases) / len(cases) < 0.8
    assert {case.split for case in cases} == {"train"}
    doubts = {c.id: list(doubts_of_gold(c.need_all, c.gold, texts)) for c in cases if c.answerable}
    assert {number: said for number, said in doubts.items() if said} == {}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_every_quote_is_a_sentence_of_a_passage(folder):
    examples = read_asked(folder, 0.0)
    cases = read_cases(folder / "questions.jsonl")
    for is_answered in (True, False):
        kept = {question.text for question in examples.questions if bool(question.gold) == is_answered}
        assert kept == {case.question for case in cases if case.answerable == is_answered}


def test_what_is_measured_or_fitted_on_is_not_trained_on():
    trained = questions_of(*(folder / "questions.jsonl" for folder in FOLDERS))
    folders = sorted((ROOT / "eval" / "folders").glob("*/questions.jsonl"))
    sample = (ROOT / "eval" / name for name in ("questions.jsonl", "training.jsonl"))
    others = questions_of(*sample, *(ROOT / "eval" / "fresh").rglob("*.jsonl"), *folders)
    assert trained & others == set()

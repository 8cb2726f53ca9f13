"""Questions with the passages they are to be answered from, at a chosen share of noise (RGB-zh)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from eval.cases import Case, read_case, read_rows
from eval.metrics.answers import is_right
from eval.public.sets import read_paragraphs, without_answers
from index.encoder import Encoder
from index.normal import fold
from rag import Answer, answer_from_passages

PASSAGES = 5
# Room of an answer to a question of several things.
SEVERAL_CHARS = 350


@dataclass(frozen=True, slots=True)
class Given:
    """A case and the passages to answer it from; an unanswerable case has none that hold its answer."""

    case: Case
    passages: tuple[str, ...]


def read_given(path: Path, noise: float) -> list[Given]:
    """Return each question of an RGB file with five passages, `noise` of them without the answer.

    As in the benchmark (Chen et al. 2024): the number of noise passages is rounded up, and either kind fills
    what the other lacks. At noise 1 the answer is in none of them. Passages that hold an answer which no
    earlier one holds go first, so that a question of two parts has both where there is room. A question that
    has no passages at that noise is left out.
    """
    given = []
    for where, row in read_rows(path):
        case = read_case(row, where)
        noisy = math.ceil(PASSAGES * noise)
        if noise == 1:
            noisy, case = PASSAGES, Case(case.id, case.question, (), case.category)
        noisy = min(noisy, len(row["neg"]))
        holding = _varied(row["pos"], row["need_all"])[: 0 if noise == 1 else PASSAGES - noisy]
        passages = (*holding, *row["neg"][: PASSAGES - len(holding)])
        if passages:
            given.append(Given(case, passages))
    return given


def read_facts(path: Path) -> list[Given]:
    """Return each question of an RGB-fact file with all its true passages and their spliced copies."""
    given = []
    for where, row in read_rows(path):
        passages = [p for pair in zip(row["pos"], row["wrong"], strict=True) for p in pair]
        given.append(Given(read_case(row, where), tuple(passages)))
    return given


def read_given_paragraphs(path: Path, count: int) -> list[Given]:
    """Return one question each of the first paragraphs of a SQuAD-style file, with the four that follow.

    Of every third paragraph the sentences that answer are taken out: a near-miss.
    """
    rows = list(islice(read_paragraphs(path), count + PASSAGES))
    given = []
    for number, (context, questions) in enumerate(rows[:-PASSAGES]):
        question, answers = questions[number % len(questions)]
        case = Case(f"{path.stem}-{number}", question, (answers,), "mrc")
        if number % 3 == 2:
            context, case = without_answers(context, answers), Case(case.id, question, (), "mrc")
        others = [text for text, _ in rows[number + 1 : number + PASSAGES]]
        given.append(Given(case, tuple(t for t in (context, *others) if t.strip())))
    return given


def read_alone(path: Path, count: int, most: int) -> list[Given]:
    """Return up to `most` questions each of the first paragraphs of a SQuAD-style file, with it alone."""
    return [
        Given(Case(f"{path.stem}-{number}", question, (answers,), "alone"), (context,))
        for number, (context, questions) in enumerate(islice(read_paragraphs(path), count))
        for question, answers in questions[:most]
    ]


def _varied(passages: Sequence[str], need_all: Sequence[Sequence[str]]) -> list[str]:
    """Passages in their order, but first those that hold what none before them does."""
    firsts: list[str] = []
    for alternatives in need_all:
        if not any(_holds(p, alternatives) for p in firsts):
            firsts += [p for p in passages if _holds(p, alternatives) and p not in firsts][:1]
    return [*firsts, *(p for p in passages if p not in firsts)]


def _holds(passage: str, alternatives: Sequence[str]) -> bool:
    folded = fold(passage)
    return any(fold(a) in folded for a in alternatives)


def answer_given(given: Given, encoder: Encoder, max_chars: int) -> tuple[Answer, bool]:
    """Answer from the passages; true when that is right, or a refusal where there is no answer."""
    answer = answer_from_passages(given.case.question, list(given.passages), encoder, max_chars)
    if not given.case.answerable:
        return answer, not answer.answered
    return answer, answer.answered and is_right(answer.text, given.case.need_all, max_chars)

"""Cases through a chatbot to rows, and rows to a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eval.cases import Case
from eval.metrics.answers import is_right
from rag import Answer, Chatbot


@dataclass(frozen=True, slots=True)
class Row:
    """One question, its answer and what of it was right."""

    case: Case
    answer: Answer
    right: bool
    exact: bool
    found: bool

    @property
    def good(self) -> bool:
        """Right, if there is an answer; refused, if there is none."""
        return self.right if self.case.answerable else not self.answer.answered


@dataclass(frozen=True, slots=True)
class Summary:
    """Means over rows. `accuracy` counts a refused or wrong answer 0; nan where nothing was asked."""

    name: str
    answerable: int
    accuracy: float
    unanswerable: int
    refused: float
    exact: float
    recall: float
    characters: float


def run(chatbot: Chatbot, cases: Iterable[Case], max_chars: int) -> list[Row]:
    """Ask every case and judge its answer at the length cap."""
    return [_judge(chatbot, case, max_chars) for case in cases]


def summarise(name: str, rows: Sequence[Row]) -> Summary:
    """Means of some rows under a name."""
    asked = [r for r in rows if r.case.answerable]
    missing = [r for r in rows if not r.case.answerable]
    return Summary(
        name,
        len(asked),
        mean([r.right for r in asked]),
        len(missing),
        mean([not r.answer.answered for r in missing]),
        mean([r.exact for r in rows]),
        mean([r.found for r in asked if r.case.gold]),
        mean([len(r.answer.text) for r in asked if r.answer.answered]),
    )


def mean(values: Sequence[float | bool]) -> float:
    """Arithmetic mean; nan of nothing, so that an empty column is seen."""
    return sum(values) / len(values) if values else float("nan")


def _judge(chatbot: Chatbot, case: Case, max_chars: int) -> Row:
    answer = chatbot.ask(case.question, case.history, case.as_of, max_chars)
    right = answer.answered and case.answerable and is_right(answer.text, case.need_all, max_chars)
    exact = all(chatbot.document(c.document_id).text[c.start : c.end] == c.quote for c in answer.citations)
    return Row(case, answer, right, exact, _found(chatbot, case, answer))


def _found(chatbot: Chatbot, case: Case, answer: Answer) -> bool:
    """Whether a gold quote stands in one of the ten passages found."""
    passages = [
        (h.chunk.document_id, chatbot.document(h.chunk.document_id).text[h.chunk.start : h.chunk.end])
        for h in answer.hits
    ]
    return any(document == d and quote in text for document, quote in case.gold for d, text in passages)

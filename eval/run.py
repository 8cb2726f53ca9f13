"""Cases through a system, one by one, to rows that say what became of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from eval.cases import Case
from eval.clauses import is_whole
from eval.metrics.answers import (
    bears,
    character_f1,
    comparable,
    holds_item,
    is_right,
    items_held,
    unfounded_numbers,
)
from eval.metrics.ranking import first_places, ranking
from eval.metrics.selective import Decision
from index.types import Document
from rag.types import Answer, Hit, Turn


class System(Protocol):
    """What is measured: a `Chatbot`, or a baseline that stands in its place."""

    def ask(
        self, question: str, history: Sequence[Turn] = (), as_of: str | None = None, max_chars: int = 200
    ) -> Answer:
        """Answer a question."""

    def document(self, document_id: str) -> Document:
        """A document of the index."""


@dataclass(frozen=True, slots=True)
class Row:
    """A case, the answer to it, and its measures by name; those that do not apply to it are not there.

    Equal runs give equal rows, but for `answer.timings_ms`. `evidence` says of each found passage which items
    of `case.need_all` it holds the gold of.
    """

    case: Case
    answer: Answer
    evidence: tuple[frozenset[int], ...]
    measures: Mapping[str, float]

    @property
    def right(self) -> bool:
        """Whether there is an answer and it was given."""
        return self.measures.get("accuracy") == 1

    @property
    def good(self) -> bool:
        """Right, if there is an answer; refused, if there is none."""
        return self.right if self.case.answerable else not self.answer.answered

    @property
    def decision(self) -> Decision:
        """What the measures of refusal are taken from."""
        return Decision(self.case.answerable, self.answer.answered, self.right, self.answer.confidence)


def run(system: System, cases: Iterable[Case], max_chars: int) -> list[Row]:
    """Ask every case and judge its answer at the length cap."""
    return [judge(system, case, max_chars) for case in cases]


def judge(system: System, case: Case, max_chars: int) -> Row:
    """Ask a case and measure what comes."""
    answer = system.ask(case.question, case.history, case.as_of, max_chars)
    evidence = tuple(_held(system, case, hit) for hit in answer.hits)
    measures = {
        **_of_quotes(system, answer),
        **(_of_answer(case, answer, max_chars) if case.answerable else {"refused": not answer.answered}),
        **(_of_ranking(case, answer, evidence) if case.gold else {}),
    }
    return Row(case, answer, evidence, {name: float(value) for name, value in measures.items()})


def _of_quotes(system: System, answer: Answer) -> dict[str, float]:
    """What holds of every answer, right or wrong: each 1 when it is kept."""
    if not answer.citations:
        return {}
    texts = [(system.document(c.document_id).text, c) for c in answer.citations]
    slices = [text[c.start : c.end] for text, c in texts]
    return {
        "exact": all(stored == c.quote for stored, (_, c) in zip(slices, texts, strict=True)),
        "whole": all(is_whole(text, c.start, c.end) for text, c in texts),
        "numbers": not unfounded_numbers(answer.text, slices),
        "quoted": comparable(answer.text) == comparable("".join(c.quote for c in answer.citations)),
    }


def _of_answer(case: Case, answer: Answer, max_chars: int) -> dict[str, float]:
    quotes = [c.quote for c in answer.citations]
    measures = {
        "answered": float(answer.answered),
        "accuracy": float(answer.answered and is_right(answer.text, case.need_all, max_chars)),
        "citation recall": items_held(quotes, case.need_all),
    }
    if answer.answered:
        measures["F1"] = character_f1(answer.text, [quote for _, quote in case.gold])
    if quotes:
        measures["citation precision"] = sum(bears(q, case.need_all) for q in quotes) / len(quotes)
    if case.conflict:
        measures["conflict shown"] = float(any(note.kind == "conflict" for note in answer.notes))
    return measures


def _of_ranking(case: Case, answer: Answer, evidence: Sequence[frozenset[int]]) -> dict[str, float]:
    """Passage and document level. Documents rank by their best passage."""
    items = len(case.need_all)
    ranked = list(dict.fromkeys(hit.chunk.document_id for hit in answer.hits))
    documents = [
        frozenset(i for i in range(items) if any(d == id_ for d, _ in gold_of(case, i))) for id_ in ranked
    ]
    by_passage, by_document = (ranking(first_places(held, items)) for held in (evidence, documents))
    return {**by_passage, **{f"document {name}": value for name, value in by_document.items()}}


def _held(system: System, case: Case, hit: Hit) -> frozenset[int]:
    """Items whose gold stands in a passage."""
    chunk = hit.chunk
    text = system.document(chunk.document_id).text[chunk.start : chunk.end]
    return frozenset(
        item
        for item in range(len(case.need_all))
        if any(document == chunk.document_id and quote in text for document, quote in gold_of(case, item))
    )


def gold_of(case: Case, item: int) -> list[tuple[str, str]]:
    """Gold that bears an item; all of it where no quote does by itself."""
    bearing = [(document, quote) for document, quote in case.gold if holds_item(quote, case.need_all[item])]
    return bearing or list(case.gold)

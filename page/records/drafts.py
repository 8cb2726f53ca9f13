"""Draft evaluation cases: a line for each answer that somebody judged, in the form of `eval/questions.jsonl`.

A draft is to be completed by hand: `need_all` and `answerable` say what is known, which may be nothing.
`split` is `draft`, so that `wenju eval --split dev` passes it by.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from page.records.types import Exchange
from rag.question_file import DRAFT, DRAFTS, QuestionFile, Row
from rag.types import Citation

FILE_NAME = DRAFTS
_OF_FEEDBACK = "feedback-"


def draft(exchange: Exchange) -> Row:
    """The case of a judged exchange. Only an answer that was called good tells where the answer stands."""
    answer, feedback = exchange.answer, exchange.feedback
    good = feedback is not None and feedback.rating == "good"
    cited = answer.citations if good else ()
    return {
        "id": _id(exchange.id),
        "category": "feedback",
        "question": answer.question,
        "gold": [{"document": c.document_id, "quote": c.quote} for c in cited],
        "need_all": [_asked(cited)] if cited else [],
        "answerable": answer.answered if good else None,
        "split": DRAFT,
        "feedback": {
            "rating": feedback.rating if feedback else None,
            "comment": feedback.comment if feedback else "",
            "searched": [note.text for note in answer.notes if note.kind == "rewritten"],
            "answer": answer.text,
            "citations": [
                {"document": c.document_id, "start": c.start, "end": c.end, "quote": c.quote}
                for c in answer.citations
            ],
        },
    }


def exchange_of(draft_id: str) -> str | None:
    """Id of the exchange that a draft was made of; None for every other draft."""
    return draft_id.removeprefix(_OF_FEEDBACK) if draft_id.startswith(_OF_FEEDBACK) else None


def _id(exchange_id: str) -> str:
    return f"{_OF_FEEDBACK}{exchange_id}"


def _asked(citations: Collection[Citation]) -> list[str]:
    """What of each quote answers, where that is known, else the quote: alternatives of one item."""
    return list(dict.fromkeys(_answering(c) for c in citations))


def _answering(citation: Citation) -> str:
    start, end = citation.highlight or (citation.start, citation.end)
    return citation.quote[start - citation.start : end - citation.start] or citation.quote


class Drafts:
    """The file of drafts. Lines that others wrote, or completed by hand, stay as they are."""

    def __init__(self, folder: Path) -> None:
        self.file = QuestionFile(folder / DRAFTS)

    def put(self, exchange: Exchange) -> None:
        """Write the draft of an exchange, in the place of an earlier one. Raises WenjuError."""
        self.file.put(draft(exchange))

    def drop(self, exchange_ids: Collection[str]) -> None:
        """Take out the drafts of these exchanges. Raises WenjuError."""
        self.file.drop([_id(exchange_id) for exchange_id in exchange_ids])

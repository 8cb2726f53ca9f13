"""Draft evaluation cases: a line for each answer that somebody judged, in the form of `eval/questions.jsonl`.

A draft is to be completed by hand: `need_all` and `answerable` say what is known, which may be nothing.
`split` is `draft`, so that `wenju eval --split dev` passes it by.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection
from pathlib import Path
from threading import Lock
from typing import Any

from page.records.types import Exchange
from rag.types import Citation

FILE_NAME = "drafts.jsonl"


def draft(exchange: Exchange) -> dict[str, Any]:
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
        "split": "draft",
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


def _id(exchange_id: str) -> str:
    return f"feedback-{exchange_id}"


def _asked(citations: Collection[Citation]) -> list[str]:
    """What of each quote answers, where that is known, else the quote: alternatives of one item."""
    return list(dict.fromkeys(_answering(c) for c in citations))


def _answering(citation: Citation) -> str:
    start, end = citation.highlight or (citation.start, citation.end)
    return citation.quote[start - citation.start : end - citation.start] or citation.quote


class Drafts:
    """The file of drafts. Lines that others wrote, or completed by hand, stay as they are."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self._lock = Lock()

    def put(self, exchange: Exchange) -> None:
        """Write the draft of an exchange, in the place of an earlier one. Raises OSError."""
        line = json.dumps(draft(exchange), ensure_ascii=False)
        with self._lock:
            self._write([*self._without({_id(exchange.id)}), line])

    def drop(self, exchange_ids: Collection[str]) -> None:
        """Take out the drafts of these exchanges. Raises OSError."""
        with self._lock:
            kept = self._without({_id(exchange_id) for exchange_id in exchange_ids})
            if kept != self._lines():
                self._write(kept)

    def _lines(self) -> list[str]:
        try:
            return [line for line in self.path.read_text(encoding="utf-8").split("\n") if line.strip()]
        except FileNotFoundError:
            return []

    def _without(self, ids: Collection[str]) -> list[str]:
        return [line for line in self._lines() if _id_of(line) not in ids]

    def _write(self, lines: list[str]) -> None:
        new = self.path.with_suffix(".new")
        with new.open("w", encoding="utf-8", newline="\n") as file:
            file.write("".join(f"{line}\n" for line in lines))
            file.flush()
            os.fsync(file.fileno())
        new.replace(self.path)


def _id_of(line: str) -> object:
    try:
        return json.loads(line)["id"]
    except (ValueError, KeyError, TypeError):
        return None

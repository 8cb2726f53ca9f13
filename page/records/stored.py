"""An exchange to a JSON object and back; what the command line's contract names is named so here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from index.types import Chunk
from page.records.types import Cited, Exchange, Feedback
from rag.as_json import answer_as_json
from rag.times import AskedTime
from rag.types import Answer, Citation, Hit, Note, Understood

_CITATION = {field.name for field in fields(Citation)}
_UNDERSTOOD = {field.name for field in fields(Understood)}


def as_json(exchange: Exchange) -> dict[str, Any]:
    """All of an exchange but what users say of it, which is stored beside it."""
    return {
        "conversation": exchange.conversation,
        "asked": exchange.asked,
        "generation": exchange.generation,
        "answer": answer_as_json(exchange.answer, exchange.id),
        "nearest": [_passage(c) for c in exchange.nearest],
        "documents": [asdict(document) for document in exchange.documents],
    }


def from_json(stored: Mapping[str, Any], feedback: Feedback | None = None) -> Exchange:
    """The exchange of `as_json`. Of a passage only its place and its score are kept."""
    answer = stored["answer"]
    return Exchange(
        answer["id"],
        stored["conversation"],
        stored["asked"],
        _answer(answer),
        tuple(_citation(c) for c in stored["nearest"]),
        tuple(Cited(**document) for document in stored["documents"]),
        stored["generation"],
        feedback,
    )


def _answer(stored: Mapping[str, Any]) -> Answer:
    return Answer(
        question=stored["question"],
        answered=stored["answered"],
        text=stored["answer"],
        citations=tuple(_citation(c) for c in stored["citations"]),
        hits=tuple(_hit(number, h) for number, h in enumerate(stored["hits"], start=1)),
        confidence=stored["confidence"],
        notes=tuple(Note(note["kind"], note["text"]) for note in stored["notes"]),
        timings_ms=stored["timings_ms"],
        understood=_understood(stored.get("understood")),
    )


def _passage(citation: Citation) -> dict[str, Any]:
    found = asdict(citation)
    return {"document": found.pop("document_id"), **found}


def _citation(stored: Mapping[str, Any]) -> Citation:
    """What is known of a citation; the contract may have grown since, or before, it was stored."""
    given = {name: value for name, value in stored.items() if name in _CITATION}
    highlight = given.pop("highlight", None)
    return Citation(
        document_id=stored["document"],
        also_in=tuple(given.pop("also_in", ())),
        highlight=(highlight[0], highlight[1]) if highlight else None,
        **given,
    )


def _hit(number: int, stored: Mapping[str, Any]) -> Hit:
    chunk = Chunk(stored["document"], "", stored["start"], stored["end"])
    return Hit(number, chunk, stored["score"], stored["score"], 0.0)


def _understood(stored: Mapping[str, Any] | None) -> Understood | None:
    if stored is None:
        return None
    times = tuple(AskedTime(**time) for time in stored.get("times", ()))
    known = {name: tuple(values) for name, values in stored.items() if name in _UNDERSTOOD}
    return Understood(**known | {"times": times})

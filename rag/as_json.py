"""Answers as the JSON objects of the command line's contract."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rag.types import Answer, Citation, Understood


def answer_as_json(answer: Answer, question_id: str) -> dict[str, Any]:
    """One answer as a JSON-ready object."""
    return {
        "id": question_id,
        "question": answer.question,
        "answered": answer.answered,
        "answer": answer.text,
        "confidence": answer.confidence,
        "citations": [_citation(c) for c in answer.citations],
        "hits": [
            {
                "document": h.chunk.document_id,
                "start": h.chunk.start,
                "end": h.chunk.end,
                "score": round(h.score, 4),
            }
            for h in answer.hits
        ],
        "notes": [{"kind": n.kind, "text": n.text} for n in answer.notes],
        "understood": _understood(answer.understood) if answer.understood else None,
        "timings_ms": dict(answer.timings_ms),
    }


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        "number": citation.number,
        "document": citation.document_id,
        "title": citation.title,
        "heading": citation.heading,
        "published": citation.published,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        "page": citation.page,
        "status": citation.status,
        "also_in": list(citation.also_in),
        "highlight": list(citation.highlight) if citation.highlight else None,
    }


def _understood(found: Understood) -> dict[str, Any]:
    lists = {name: list(values) for name, values in asdict(found).items()}
    return lists | {"times": [asdict(time) for time in found.times]}

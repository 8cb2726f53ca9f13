"""Links to a slice of a document, for a memo or a colleague: `?doc=…&start=…&end=…&v=…`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from urllib.parse import urlencode

from rag.types import Citation

# Offsets are far below; a longer number is nobody's.
_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Place:
    """A slice of a document as a link names it; `seal` is a hash of the quote, if the link has one."""

    document_id: str
    start: int
    end: int
    seal: str = ""


def link_to(citation: Citation) -> str:
    """The query of a link that opens the citation, and nothing once the quote is not there any more."""
    return link_to_place(citation.document_id, citation.start, citation.quote)


def link_to_place(document_id: str, start: int, text: str) -> str:
    """The query of a link to `text` in a document, as `link_to` is one to a citation."""
    return "?" + urlencode({"doc": document_id, "start": start, "end": start + len(text), "v": seal(text)})


def seal(quote: str) -> str:
    """What a link knows of the quote."""
    return hashlib.sha256(quote.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def read_place(fields: object) -> Place | None:
    """The place that the fields of a link name, whatever the browser sent; None when they name none."""
    if not isinstance(fields, dict):
        return None
    document_id, seen = fields.get("doc"), fields.get("v") or ""
    numbers = [str(fields.get(name, "")) for name in ("start", "end")]
    if not (isinstance(document_id, str) and document_id and isinstance(seen, str)):
        return None
    if not all(n.isascii() and n.isdigit() and len(n) <= _DIGITS for n in numbers):
        return None
    return Place(document_id, int(numbers[0]), int(numbers[1]), seen)

"""Quotes to citations. The only place where a citation is made, and where its exactness is checked."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

from index.types import Document
from rag.compose import Quote
from rag.types import Citation
from rag.validity import status


def cite(number: int, quote: Quote, document: Callable[[str], Document], day: str | None) -> Citation:
    """Make the citation of a quote; its status is that of the document on `day`.

    Raises AssertionError when the quote is not the stored text at its place: that is a defect.
    """
    source = document(quote.candidate.sentence.document_id)
    if source.text[quote.start : quote.end] != quote.text:
        raise AssertionError(f"quote differs from {source.id}[{quote.start}:{quote.end}]")
    copies = dict.fromkeys(c.sentence.document_id for c in quote.also)
    return Citation(
        number=number,
        document_id=source.id,
        title=source.title,
        heading=quote.candidate.hit.chunk.heading,
        published=source.published,
        start=quote.start,
        end=quote.end,
        quote=quote.text,
        page=bisect_right(source.pages, quote.start) or None,
        status=status(source, day),
        also_in=tuple(i for i in copies if i != source.id),
    )

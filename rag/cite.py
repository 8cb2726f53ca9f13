"""Slices of documents to citations; of quotes it is checked here that they are slices."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable

from index.clauses import clause_path
from index.normal import fold_with_offsets, origin
from index.types import Document
from rag.codes import blanked
from rag.compose import Quote
from rag.listing import title_span
from rag.question import Query
from rag.slots import slot_spans
from rag.types import Citation


def cite(number: int, quote: Quote, query: Query, validity: str, also_in: tuple[str, ...]) -> Citation:
    """Make the citation of a quote; `validity` is the status of its document.

    Raises AssertionError when the quote is not the stored text at its place: that is a defect.
    """
    source = quote.candidate.document
    if source.text[quote.start : quote.end] != quote.text:
        raise AssertionError(f"quote differs from {source.id}[{quote.start}:{quote.end}]")
    return Citation(
        number=number,
        document_id=source.id,
        title=source.title,
        heading=_heading(quote),
        published=source.published,
        start=quote.start,
        end=quote.end,
        quote=quote.text,
        page=bisect_right(source.pages, quote.start) or None,
        status=validity,
        also_in=also_in,
        highlight=_asked_span(query, quote),
    )


def cite_titles(
    documents: Iterable[Document], validity: Callable[[Document], str], max_chars: int
) -> tuple[Citation, ...]:
    """The citations of the titles of documents, as many as fit with their marks into `max_chars`."""
    return cite_spans(((d, *title_span(d), "") for d in documents), validity, max_chars)


def cite_spans(
    spans: Iterable[tuple[Document, int, int, str]], validity: Callable[[Document], str], max_chars: int
) -> tuple[Citation, ...]:
    """The citations of (document, start, end, heading), as many as fit with their marks into `max_chars`."""
    citations: list[Citation] = []
    for document, start, end, heading in spans:
        number = len(citations) + 1
        max_chars -= end - start + len(f"[{number}]")
        if max_chars < 0:
            break
        citations.append(citation_of(number, document, (start, end), heading, validity(document)))
    return tuple(citations)


def citation_of(
    number: int, document: Document, span: tuple[int, int], heading: str, validity: str
) -> Citation:
    """A slice of a document as a citation; `validity` is its status, see `rag.validity`."""
    start, end = span
    return Citation(
        number=number,
        document_id=document.id,
        title=document.title,
        heading=heading,
        published=document.published,
        start=start,
        end=end,
        quote=document.text[start:end],
        page=bisect_right(document.pages, start) or None,
        status=validity,
    )


def _heading(quote: Quote) -> str:
    """Heading path of the quote, in a law down to its 款 and 项."""
    heading = quote.candidate.hit.chunk.heading
    return " > ".join((heading, *clause_path(quote.candidate.document.text, heading, quote.start)))


def _asked_span(query: Query, quote: Quote) -> tuple[int, int] | None:
    """Offsets in the document of the first thing of the asked kind that the question does not say itself."""
    begin = max(
        quote.start, quote.candidate.sentence.start
    )  # the name of its item, before it, answers nothing
    folded, offsets = fold_with_offsets(quote.text[begin - quote.start :])
    for said in (*query.years, *query.identifiers):
        folded = blanked(said, folded)
    for slot in sorted(query.slots):
        for span in slot_spans(slot, folded)[:1]:
            start, end = origin(offsets, *span)
            return begin + start, begin + end
    return None

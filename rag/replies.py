"""What is said to a question once its passages are found: quotes, a list of documents, or a refusal."""

from __future__ import annotations

from collections.abc import Sequence

from index.reader import Index
from index.types import Document, Label
from rag.cite import cite, cite_spans, cite_titles
from rag.copies import also_in
from rag.direct import Direct, direct_notes, references
from rag.listing import asked_listing, list_documents, listing_note
from rag.notes import (
    conflict_notes,
    date_notes,
    refusal_notes,
    stated_notes,
    unanswered_notes,
    validity_notes,
)
from rag.scope import outside
from rag.search import Asked, Search
from rag.types import Answer, Citation, Hit, Note
from rag.validity_question import asks_validity
from rag.validity_told import telling
from rag.verdict import Evidence, Verdict

REFUSAL = "文档中没有找到能回答这个问题的依据。"


class Replies:
    """Makes the answers over one opened index."""

    def __init__(self, index: Index, search: Search) -> None:
        self._index = index
        self._search = search

    def at_once(
        self, asked: Asked, hits: Sequence[Hit], direct: Direct | None, max_chars: int
    ) -> Answer | None:
        """The answer that needs no evidence: of metadata, or a refusal; None for other questions."""
        return (
            self._outside(asked, hits, direct)
            or self._listed(asked, hits, max_chars)
            or self._in_force(asked, hits, direct, max_chars)
            or self._absent(asked, hits, direct)
        )

    def decided(self, asked: Asked, whole: Evidence, verdict: Verdict, direct: Direct | None) -> Answer:
        """The answer that a verdict is, or the refusal with what speaks against the evidence."""
        if not verdict.answered:
            against = refusal_notes(whole.query, whole.hits, self._document, verdict.against)
            return self._refused(asked, whole.hits, (*_direct(direct), *against), verdict.confidence)
        citations = tuple(
            cite(n, q, query, self._status(q.candidate.document, asked), also_in(self._index, q))
            for n, (q, query) in enumerate(verdict.quotes, start=1)
        )
        notes = (
            *_direct(direct),
            *conflict_notes(verdict.dissents, citations, lambda d: self._status(d, asked)),
            *unanswered_notes(verdict.unanswered),
        )
        return self._answered(asked, whole.hits, citations, notes, verdict.confidence)

    def _listed(self, asked: Asked, hits: Sequence[Hit], max_chars: int) -> Answer | None:
        """Titles of the documents that a question after documents is about; None for any other question."""
        listing = asked_listing(asked.text, asked.day)
        if listing is None:
            return None
        inside = self._search.inside(asked)

        def is_asked(label: Label) -> bool:
            return not _is_later(label, asked.as_of) and (inside is None or label.id in inside)

        def told(document_id: str) -> str:
            return self._status(self._document(document_id), asked)

        found = list_documents(self._search.directory, listing, told, is_asked)
        known = [self._document(document_id) for document_id in found]
        citations = cite_titles(known, lambda d: self._status(d, asked), max_chars)
        if not citations:
            return None
        note = Note("rewritten", listing_note(listing, len(known), len(citations)))
        return self._answered(asked, hits, citations, (note,), 1.0)

    def _in_force(
        self, asked: Asked, hits: Sequence[Hit], direct: Direct | None, max_chars: int
    ) -> Answer | None:
        """What says whether a named document is in force, for a question after that alone; else None."""
        if direct is None or not asks_validity(named := references(asked.text)):
            return None
        inside = self._search.inside(asked)
        said = telling(
            self._index.catalog, named, direct, lambda d: self._status(d, asked) in ("in_force", "unknown")
        )
        spans = (
            (t.document, t.start, t.end, t.heading)
            for t in said
            if not _is_later(t.document, asked.as_of) and (inside is None or t.document.id in inside)
        )
        citations = cite_spans(spans, lambda d: self._status(d, asked), max_chars)
        return self._answered(asked, hits, citations, _direct(direct), 1.0) if citations else None

    def _outside(self, asked: Asked, hits: Sequence[Hit], direct: Direct | None) -> Answer | None:
        """Refuse when the scope holds no document, or none of those that the question names; else None."""
        named = direct.documents if direct and direct.only else ()
        missing = outside(self._search.inside(asked), [self._document(i) for i in named])
        return self._refused(asked, hits, (Note("missing_terms", missing),), 0.0) if missing else None

    def _absent(self, asked: Asked, hits: Sequence[Hit], direct: Direct | None) -> Answer | None:
        """Refuse a question about a document that the index does not have; None for any other question."""
        is_folder = bool(self._index.manifest.corpus)  # passages that a caller brings have no titles
        if direct is None or not direct.nothing or not is_folder:
            return None
        return self._refused(asked, hits, _direct(direct), 0.0)

    def _answered(
        self,
        asked: Asked,
        hits: Sequence[Hit],
        citations: tuple[Citation, ...],
        notes: Sequence[Note],
        confidence: float,
    ) -> Answer:
        text = "".join(f"{c.quote}[{c.number}]" for c in citations)
        in_force = validity_notes(citations, self._document, asked.day)
        notes = (*stated_notes(asked), *date_notes(citations), *in_force, *notes)
        return Answer(asked.literal, True, text, citations, tuple(hits), confidence, notes)

    def _refused(self, asked: Asked, hits: Sequence[Hit], notes: Sequence[Note], confidence: float) -> Answer:
        return Answer(
            asked.literal, False, REFUSAL, (), tuple(hits), confidence, (*stated_notes(asked), *notes)
        )

    def _document(self, document_id: str) -> Document:
        return self._index.catalog.document(document_id)

    def _status(self, document: Document, asked: Asked) -> str:
        return self._search.in_force.status(document, asked.day)


def _direct(direct: Direct | None) -> list[Note]:
    return [Note("missing_terms", text) for text in direct_notes(direct)] if direct else []


def _is_later(document: Document | Label, as_of: str | None) -> bool:
    return bool(as_of and document.published and document.published > as_of)

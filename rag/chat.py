"""A question to a cited answer or a refusal."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from index.encoder import Encoder, FloatArray
from index.generation import current_generation
from index.reader import Index
from index.types import Document
from rag.checked import MAX_CHARS, checked
from rag.cite import cite, cite_titles
from rag.copies import also_in
from rag.direct import Direct, direct_notes
from rag.followup import complete
from rag.inspection import Inspection, Setting, inspect
from rag.listing import asked_listing, list_documents, listing_note
from rag.notes import (
    conflict_notes,
    date_notes,
    refusal_notes,
    stated_notes,
    unanswered_notes,
    validity_notes,
)
from rag.rerank import RERANK_MS, Rerank, reordered
from rag.retrieve import DENSE_WEIGHT
from rag.scope import Scope, outside
from rag.search import Asked, Search
from rag.shelf import Shelf
from rag.suggest import suggest
from rag.times import asked_times, in_full
from rag.types import Answer, Citation, Hit, Note, Turn
from rag.understood import understood
from rag.verdict import Evidence, Verdict, judge
from rag.weights import Weights, stored_weights

__all__ = ["MAX_CHARS", "REFUSAL", "Chatbot"]

REFUSAL = "文档中没有找到能回答这个问题的依据。"


class Chatbot(Shelf):
    """Answers from one opened index. It keeps no conversation: history is an argument.

    `dense` is the share of the dense leg of the search, from 0 to 1.
    """

    def __init__(
        self,
        index: Index,
        encoder: Encoder,
        weights: Weights | None = None,
        rerank: Rerank | None = None,
        dense: float = DENSE_WEIGHT,
    ) -> None:
        self._rerank = rerank
        self._weights = weights or stored_weights()
        self._search = Search(index, encoder, self._weights, dense)
        super().__init__(index, self._search.directory, self._search.in_force)

    @classmethod
    def open(
        cls,
        index_dir: str | Path,
        model: str | None = None,
        reranker: str | None = None,
        rerank_ms: float = RERANK_MS,
    ) -> Chatbot:
        """Load the models and the current index; `reranker` is a folder, without one `WENJU_RERANKER`.

        A question waits for the reranker at most `rerank_ms`, 0 is without limit. Raises ModelError or
        IndexUnusableError.
        """
        from index.sentence_encoder import SentenceEncoder  # ten seconds of imports, not for `--help`
        from rag.cross_encoder import locate_reranker, open_rerank

        current_generation(Path(index_dir))  # wrong folders are said before a model is loaded
        folder = locate_reranker(reranker)
        encoder = SentenceEncoder.open(model)
        index = Index.open(Path(index_dir), encoder.name)
        return cls(index, encoder, rerank=open_rerank(folder, rerank_ms))

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        as_of: str | None = None,
        max_chars: int = MAX_CHARS,
        scope: Scope | None = None,
    ) -> Answer:
        """Answer with quotes of at most `max_chars` characters together, or refuse.

        `as_of` (ISO day) leaves out what was published later and decides what is in force; without
        it the latest day of the index does. What is not in the `scope` is not searched, and a note says so.
        Raises WenjuError for an unusable question.
        """
        started = time.perf_counter()
        searched = complete(checked(question, max_chars), history)
        asked = replace(self._asked(searched, question, as_of), scope=scope or Scope())
        vectors = self._search.vectors(asked)
        embedded = time.perf_counter()
        direct = self._search.direct(asked)
        hits = self._search.find(asked, vectors, direct)
        retrieved = time.perf_counter()
        answer = (
            self._outside(asked, hits[0], direct)
            or self._listed(asked, hits[0], max_chars)
            or self._absent(asked, hits[0], direct)
        )
        reranking: dict[str, float] = {}
        evidence: list[Evidence] = []
        if answer is None:
            evidence = self._weighed(asked, vectors, hits, direct)
            evidence, reranking = reordered(self._rerank, evidence)
            answer = self._decided(asked, evidence, direct, max_chars)
        if searched != question:
            answer = replace(answer, notes=(Note("rewritten", f"按此检索：{searched}"), *answer.notes))
        query = evidence[0].query if evidence else self._search.query(asked.text)
        found = understood(asked.text, query, asked.times, [text for text, _ in vectors[1:]])
        ended = time.perf_counter()
        stages = {
            "embed": embedded - started,
            "retrieve": retrieved - embedded,
            **reranking,
            "answer": ended - retrieved - sum(reranking.values()),
            "total": ended - started,
        }
        timings = {k: round(v * 1000, 2) for k, v in stages.items()}
        return replace(answer, question=question, timings_ms=timings, understood=found)

    def evidence(
        self, question: str, history: Sequence[Turn] = (), as_of: str | None = None
    ) -> list[Evidence]:
        """What an answer is chosen from: for the whole question, then for each part of several.

        Nothing is decided yet; for fitting and for the curious.
        """
        asked = self._asked(complete(question, history), question, as_of)
        vectors = self._search.vectors(asked)
        direct = self._search.direct(asked)
        hits = self._search.find(asked, vectors, direct)
        return self._weighed(asked, vectors, hits, direct)

    def inspect(self, question: str, settings: Sequence[Setting]) -> list[Inspection]:
        """What the search finds for a question under each setting, and why; nothing is decided."""
        asked = self._asked(checked(question, MAX_CHARS), question, None)
        return inspect(self._search, asked, settings, self.document, self._weights.evidence)

    def suggest(
        self, answer: Answer, as_of: str | None = None, scope: Scope | None = None
    ) -> tuple[str, ...]:
        """Follow-up questions of an answer, each found to be answered, see `rag.suggest`."""
        return suggest(self._index.catalog, lambda q: self.ask(q, as_of=as_of, scope=scope), answer)

    def _asked(self, searched: str, literal: str, as_of: str | None) -> Asked:
        """What is searched for, its relative times (去年) written out."""
        today = as_of or self._search.newest
        text = in_full(searched, today)
        literal = text if literal == searched else in_full(literal, today)
        return Asked(text, literal, as_of, as_of or self._latest, today, asked_times(searched, today))

    def _weighed(
        self,
        asked: Asked,
        vectors: Sequence[tuple[str, FloatArray]],
        hits: Sequence[list[Hit]],
        direct: Direct | None,
    ) -> list[Evidence]:
        found = zip(vectors, hits, strict=True)
        return [self._search.weigh(asked, text, vector, own, direct) for (text, vector), own in found]

    def _decided(
        self, asked: Asked, evidence: Sequence[Evidence], direct: Direct | None, max_chars: int
    ) -> Answer:
        whole, *parts = evidence
        verdict = judge(whole, parts, max_chars, self._weights)
        if not verdict.answered:
            against = refusal_notes(whole.query, whole.hits, self.document, verdict.against)
            return self._refused(asked, whole.hits, (*_direct(direct), *against), verdict.confidence)
        citations = tuple(
            cite(n, q, query, self._status(q.candidate.document, asked), also_in(self._index, q))
            for n, (q, query) in enumerate(verdict.quotes, start=1)
        )
        notes = (
            *_direct(direct),
            *self._conflicts(verdict, citations, asked),
            *unanswered_notes(verdict.unanswered),
        )
        return self._answered(asked, whole.hits, citations, notes, verdict.confidence)

    def _listed(self, asked: Asked, hits: Sequence[Hit], max_chars: int) -> Answer | None:
        """Titles of the documents that a question after documents is about; None for any other question."""
        listing = asked_listing(asked.text, asked.day)
        if listing is None:
            return None
        ids = list_documents(self._search.directory, listing, lambda i: self._status(self.document(i), asked))
        inside = self._search.inside(asked)
        known = [
            document
            for document in map(self.document, ids)
            if not _is_later(document, asked.as_of) and (inside is None or document.id in inside)
        ]
        citations = cite_titles(known, lambda d: self._status(d, asked), max_chars)
        if not citations:
            return None
        note = Note("rewritten", listing_note(listing, len(known), len(citations)))
        return self._answered(asked, hits, citations, (note,), 1.0)

    def _outside(self, asked: Asked, hits: Sequence[Hit], direct: Direct | None) -> Answer | None:
        """Refuse when the scope holds no document, or none of those that the question names; else None."""
        named = direct.documents if direct and direct.only else ()
        missing = outside(self._search.inside(asked), [self.document(i) for i in named])
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
        in_force = validity_notes(citations, self.document, asked.day)
        notes = (*stated_notes(asked), *date_notes(citations), *in_force, *notes)
        return Answer(asked.literal, True, text, citations, tuple(hits), confidence, notes)

    def _refused(self, asked: Asked, hits: Sequence[Hit], notes: Sequence[Note], confidence: float) -> Answer:
        return Answer(
            asked.literal, False, REFUSAL, (), tuple(hits), confidence, (*stated_notes(asked), *notes)
        )

    def _conflicts(self, verdict: Verdict, citations: Sequence[Citation], asked: Asked) -> list[Note]:
        return conflict_notes(verdict.dissents, citations, lambda d: self._status(d, asked))

    def _status(self, document: Document, asked: Asked) -> str:
        return self._search.in_force.status(document, asked.day)


def _direct(direct: Direct | None) -> list[Note]:
    return [Note("missing_terms", text) for text in direct_notes(direct)] if direct else []


def _is_later(document: Document, as_of: str | None) -> bool:
    return bool(as_of and document.published and document.published > as_of)

"""A question to a cited answer or a refusal."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from index.encoder import EncodedQuestion, Encoder
from index.engine import EMBEDDED, Engine
from index.generation import current_generation
from index.reader import Index
from rag.checked import MAX_CHARS, MAX_QUESTION, check_history, checked
from rag.direct import Direct
from rag.followup import alternative, complete
from rag.inspection import Inspection, Setting, inspect
from rag.replies import REFUSAL, Replies
from rag.rerank import RERANK_MS, Rerank, reordered
from rag.retrieve import DENSE_WEIGHT
from rag.rules import OF_FOLDER, RULES
from rag.scope import Scope
from rag.search import Asked, Search
from rag.shelf import Shelf
from rag.suggest import suggest
from rag.times import asked_times, in_full
from rag.types import Answer, Hit, Note, Turn
from rag.understood import understood
from rag.verdict import Evidence, judge
from rag.weights import Weights, stored_weights

__all__ = ["MAX_CHARS", "REFUSAL", "Chatbot"]


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
        self._rules = OF_FOLDER if index.manifest.corpus else RULES
        self._search = Search(index, encoder, self._weights, dense)
        self._replies = Replies(index, self._search)
        super().__init__(index, self._search.directory, self._search.in_force)

    @classmethod
    def open(
        cls,
        index_dir: str | Path,
        model: str | None = None,
        reranker: str | None = None,
        rerank_ms: float = RERANK_MS,
        engine: Engine = EMBEDDED,
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
        index = Index.open(Path(index_dir), encoder.name, engine)
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
        Raises WenjuError for an unusable question, IndexUnusableError for an index that was written to.
        """
        checked(question, max_chars)
        check_history(history)
        with self._sound():
            return self._surer(question, history, as_of, max_chars, scope)

    def _surer(
        self, question: str, history: Sequence[Turn], as_of: str | None, max_chars: int, scope: Scope | None
    ) -> Answer:
        """Answer the question as completed from the history, or as it stands, whichever is surer."""
        searched = complete(question, history)
        if len(searched) > MAX_QUESTION:
            searched = question
        answer = self._ask(searched, question, as_of, max_chars, scope)
        fuller = alternative(question, history) if searched == question else None
        if fuller is None:
            return answer
        other = self._ask(fuller, question, as_of, max_chars, scope)
        surer = other.answered and (not answer.answered or other.confidence > answer.confidence)
        both = answer.timings_ms.keys() | other.timings_ms.keys()
        spent = {s: round(answer.timings_ms.get(s, 0) + other.timings_ms.get(s, 0), 2) for s in sorted(both)}
        return replace(other if surer else answer, timings_ms=spent)

    def _ask(
        self, searched: str, question: str, as_of: str | None, max_chars: int, scope: Scope | None
    ) -> Answer:
        """Answer what is searched for in the place of the question as it was put."""
        started = time.perf_counter()
        asked = replace(self._asked(searched, question, as_of), scope=scope or Scope())
        vectors = self._search.vectors(asked)
        embedded = time.perf_counter()
        direct = self._search.direct(asked)
        hits = self._search.find(asked, vectors, direct)
        retrieved = time.perf_counter()
        answer = self._replies.at_once(asked, hits[0], direct, max_chars)
        reranking: dict[str, float] = {}
        evidence: list[Evidence] = []
        if answer is None:
            evidence = self._weighed(asked, vectors, hits, direct)
            evidence, reranking = reordered(self._rerank, evidence)
            verdict = judge(evidence[0], evidence[1:], max_chars, self._weights, self._rules)
            answer = self._replies.decided(asked, evidence[0], verdict, direct)
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
        found = self._weighed(asked, vectors, hits, direct)
        return [one.with_candidates(one.candidates) for one in found]

    def inspect(self, question: str, settings: Sequence[Setting]) -> list[Inspection]:
        """What the search finds for a question under each setting, and why; nothing is decided."""
        asked = self._asked(checked(question, MAX_CHARS), question, None)
        with self._sound():
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
        vectors: Sequence[tuple[str, EncodedQuestion]],
        hits: Sequence[list[Hit]],
        direct: Direct | None,
    ) -> list[Evidence]:
        found = zip(vectors, hits, strict=True)
        return [self._search.weigh(asked, text, vector, own, direct) for (text, vector), own in found]

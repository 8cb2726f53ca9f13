"""A question to a cited answer or a refusal."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from index.encoder import Encoder, FloatArray
from index.errors import WenjuError
from index.generation import current_generation
from index.reader import Index
from index.types import Document, FileReport
from rag.cite import cite
from rag.copies import also_in
from rag.evidence import Candidate, gather
from rag.followup import complete
from rag.notes import date_notes, refusal_notes, validity_notes
from rag.parts import parts_of
from rag.question import understand
from rag.retrieve import search_hybrid
from rag.scale import similarity_floor
from rag.types import Answer, Hit, Note, Turn
from rag.validity import status
from rag.verdict import Evidence, judge
from rag.weights import Weights, stored_weights

MAX_QUESTION = 2000
MAX_CHARS = 200
_MIN_CHARS = 20
_PASSAGES = 10
# Logit taken from sentences of texts that are no longer in force: the replacement goes first.
_OUT_OF_FORCE = 1.5
REFUSAL = "文档中没有找到能回答这个问题的依据。"


class Chatbot:
    """Answers from one opened index. It keeps no conversation: history is an argument."""

    def __init__(self, index: Index, encoder: Encoder, weights: Weights | None = None) -> None:
        self._index = index
        self._encoder = encoder
        self._weights = weights or stored_weights()
        self._floor = similarity_floor(encoder)
        self._latest = index.catalog.latest_date()

    @classmethod
    def open(cls, index_dir: str | Path, model: str | None = None) -> Chatbot:
        """Load the model and the current index. Raises ModelError or IndexUnusableError."""
        from index.sentence_encoder import SentenceEncoder  # ten seconds of imports, not for `--help`

        current_generation(Path(index_dir))  # a wrong folder is said before the model is loaded
        encoder = SentenceEncoder.open(model)
        return cls(Index.open(Path(index_dir), encoder.name), encoder)

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        as_of: str | None = None,
        max_chars: int = MAX_CHARS,
    ) -> Answer:
        """Answer with quotes of at most `max_chars` characters together, or refuse.

        `as_of` (ISO day) leaves out what was published later and decides what is in force; without
        it the latest day of the index does. Raises WenjuError for an unusable question.
        """
        started = time.perf_counter()
        searched = complete(checked(question, max_chars), history)
        texts = _texts(searched)
        vectors = self._encoder.encode_queries(texts)
        embedded = time.perf_counter()
        # A copy may be older than its original, and only it known on that day.
        found = [
            search_hybrid(self._index, text, vector, _PASSAGES, with_copies=as_of is not None)
            for text, vector in zip(texts, vectors, strict=True)
        ]
        retrieved = time.perf_counter()
        whole, *each = [
            self._weigh(text, vector, hits, as_of)
            for text, vector, hits in zip(texts, vectors, found, strict=True)
        ]
        answer = self._decide(question, whole, each, as_of, max_chars)
        if searched != question:
            answer = replace(answer, notes=(Note("rewritten", f"按此检索：{searched}"), *answer.notes))
        ended = time.perf_counter()
        stages = {"embed": embedded - started, "retrieve": retrieved - embedded, "answer": ended - retrieved}
        timings = {k: round(v * 1000, 2) for k, v in (stages | {"total": ended - started}).items()}
        return replace(answer, timings_ms=timings)

    def evidence(self, question: str) -> list[Evidence]:
        """What an answer is chosen from: for the whole question, then for each part of several.

        Nothing is decided yet; for fitting and for the curious.
        """
        texts = _texts(question)
        vectors = self._encoder.encode_queries(texts)
        found = [search_hybrid(self._index, t, v, _PASSAGES) for t, v in zip(texts, vectors, strict=True)]
        return [self._weigh(*each, None) for each in zip(texts, vectors, found, strict=True)]

    def document(self, document_id: str) -> Document:
        """Return a stored document, whole. Raises CorpusError when there is none of that id."""
        return self._index.catalog.document(document_id)

    def files(self) -> list[FileReport]:
        """What became of every file of the folder: the report of the index."""
        return self._index.manifest.reports()

    def close(self) -> None:
        """Release the files of the index."""
        self._index.close()

    def _weigh(self, text: str, vector: FloatArray, hits: list[Hit], as_of: str | None) -> Evidence:
        query = understand(text, self._index.lexical.frequencies, self._index.catalog.chunk_count)
        candidates = gather(self._index, query, vector, hits, self._floor, self._weights)
        return Evidence(query, hits, self._in_force(candidates, as_of))

    def _decide(
        self, question: str, whole: Evidence, each: list[Evidence], as_of: str | None, max_chars: int
    ) -> Answer:
        verdict = judge(whole, each, max_chars, self._weights)
        day = as_of or self._latest
        stated = (Note("date", f"按 {as_of} 当日的文件与效力回答"),) if as_of else ()
        hits = tuple(whole.hits)
        if not verdict.answered:
            notes = (*stated, *refusal_notes(whole.query, hits, self.document, verdict.against))
            return Answer(question, False, REFUSAL, (), hits, verdict.confidence, notes)
        citations = tuple(
            cite(n, q, query, self._status(q.candidate.document, day), also_in(self._index, q))
            for n, (q, query) in enumerate(verdict.quotes, start=1)
        )
        text = "".join(f"{c.quote}[{c.number}]" for c in citations)
        missing = (Note("missing_terms", f"没有找到关于“{part}”的依据") for part in verdict.unanswered)
        notes = (*stated, *date_notes(citations), *validity_notes(citations, self.document, day), *missing)
        return Answer(question, True, text, citations, hits, verdict.confidence, notes)

    def _status(self, document: Document, day: str | None) -> str:
        replacement = document.superseded_by
        known = replacement in self._index.catalog if replacement else False
        return status(document, day, self.document(replacement) if replacement and known else None)

    def _in_force(self, candidates: list[Candidate], as_of: str | None) -> list[Candidate]:
        """Leave out what is later than `as_of`; put texts that are out of force behind."""
        kept = []
        for candidate in candidates:
            source = candidate.document
            if as_of and source.published and source.published > as_of:
                continue
            lapsed = self._status(source, as_of or self._latest) in ("expired", "superseded")
            kept.append(replace(candidate, score=candidate.score - _OUT_OF_FORCE) if lapsed else candidate)
        return sorted(kept, key=lambda c: (-c.score, c.rank, c.sentence.start))


def _texts(question: str) -> list[str]:
    """The question, then its parts when it has several."""
    parts = parts_of(question)
    return [question] if len(parts) == 1 else [question, *parts]


def checked(question: str, max_chars: int) -> str:
    """Return the question. Raises WenjuError when it is empty, too long, or no answer would fit."""
    if not question.strip():
        raise WenjuError("问题是空的，请输入一个问题，例如：黄茅海大桥何时封顶")
    if len(question) > MAX_QUESTION:
        raise WenjuError(f"问题太长（{len(question)} 字，最多 {MAX_QUESTION} 字），请缩短后重试")
    if max_chars < _MIN_CHARS:
        raise WenjuError(f"答案长度上限太小（{max_chars}，至少 {_MIN_CHARS}），请调大 --max-chars")
    return question

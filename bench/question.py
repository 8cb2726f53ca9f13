"""A warm question over 10,000 passages, against the encoder's own time for that question.

Passages are those of the sample corpus, repeated with a running number; their vectors are random unit
vectors, so that building takes seconds: retrieval costs the same whatever the vectors are.
"""

from __future__ import annotations

import itertools
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from eval.cases import read_cases
from index.build import silent, write_generation
from index.corpus import Settings, cut, load_corpus
from index.encoder import Encoder, FloatArray, Progress
from index.load import make_document
from index.reader import Index
from index.sentence_encoder import SentenceEncoder
from index.types import Document
from rag import Chatbot

PASSAGES = 10_000
_ROUNDS = 3


class _RandomPassages:
    """Real vectors for questions, random ones for passages."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._random = np.random.default_rng(0)
        self.name = encoder.name
        self.dimensions = encoder.dimensions

    def encode_queries(self, texts: Sequence[str]) -> FloatArray:
        return self._encoder.encode_queries(texts)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> FloatArray:
        vectors = self._random.standard_normal((len(texts), self.dimensions), dtype=np.float32)
        unit: FloatArray = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit


def measure() -> str:
    """Return one line: medians in ms, and the median of the ratios question by question."""
    real = SentenceEncoder.open(None)
    encoder = _RandomPassages(real)
    questions = [case.question for case in read_cases(Path("eval/questions.jsonl"))]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        settings = Settings()
        manifest, _ = write_generation(folder, cut(list(_documents()), settings), encoder, settings)
        chatbot = Chatbot(Index.read(folder, manifest), encoder)
        for question in questions[:20]:
            chatbot.ask(question)
        pairs = [_pair(chatbot, real, q) for q in questions * _ROUNDS]
    ratio = statistics.median(whole / alone for alone, whole in pairs)
    alone, whole = (statistics.median(p[i] for p in pairs) * 1000 for i in (0, 1))
    return (
        f"question: {manifest.chunks} passages, {len(pairs)} questions: encoder {alone:.1f} ms, "
        f"whole answer {whole:.1f} ms, ratio {ratio:.2f} (limit 3)"
    )


def _pair(chatbot: Chatbot, encoder: Encoder, question: str) -> tuple[float, float]:
    started = time.perf_counter()
    encoder.encode_queries([question])
    encoded = time.perf_counter()
    chatbot.ask(question)
    return encoded - started, time.perf_counter() - encoded


def _documents() -> Iterator[Document]:
    documents = load_corpus(Path("corpus"), silent("", 0)).documents
    each = len(cut(documents, Settings()).chunks)
    for turn in itertools.count():
        if turn * each >= PASSAGES:
            return
        for d in documents:
            yield make_document(f"{turn}/{d.id}", f"{d.text}\n第{turn}版", d.sha256)

"""Deterministic stand-ins: pure functions of their input, so tests can assert exact values."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import numpy as np

from index.encoder import EncodedQuestion, FloatArray, Progress, SentenceRows, Span
from index.normal import fold
from index.tokens import bigrams


class FakeEncoder:
    """Hashed bag of bigrams, 64 dimensions, unit length; counts what it was asked to encode."""

    name = "fake@1"
    dimensions = 64

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode_queries(self, texts: Sequence[str]) -> FloatArray:
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for gram in bigrams(fold(text)) or [text]:
                digest = hashlib.sha256(gram.encode()).digest()
                row[digest[0] % self.dimensions] += 1.0 if digest[1] % 2 else -1.0
            norm = np.linalg.norm(row)
            row /= norm if norm else 1.0
        return rows

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> FloatArray:
        self.encoded += texts
        if progress:
            progress(len(texts))
        return self.encode_queries(texts)


class FakeLateEncoder(FakeEncoder):
    """Half of the vector of a sentence is that of its passage, which is passed over once for both."""

    name = "fake@late"
    is_late = True
    sentence_row = (FakeEncoder.dimensions, np.dtype(np.float16))
    reader = None

    def encode_parts(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]], progress: Progress | None = None
    ) -> tuple[FloatArray, SentenceRows]:
        wholes = self.encode_passages(texts, progress)
        inside = [
            self.encode_queries([text[start:end]])[0] + whole
            for text, whole, own in zip(texts, wholes, spans, strict=True)
            for start, end in own
        ]
        rows = np.array(inside, np.float32).reshape(-1, self.dimensions)
        return wholes, (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float16)

    def encode_question(self, text: str, parts: Sequence[Sequence[Span]]) -> list[EncodedQuestion]:
        taken = ["".join(text[start:end] for start, end in own) for own in parts]
        return [EncodedQuestion(vector) for vector in self.encode_queries([text, *taken])]


class FakeReranker:
    """Gives a text the sum of the `worth` of what it holds; remembers what it was asked to read."""

    def __init__(self, worth: Mapping[str, float] | None = None) -> None:
        self.worth = worth or {}
        self.calls: list[tuple[str, list[str]]] = []

    def scores(self, question: str, texts: Sequence[str]) -> FloatArray:
        self.calls.append((question, list(texts)))
        return np.array([sum(w for t, w in self.worth.items() if t in text) for text in texts], np.float32)


class Ticking:
    """A clock that goes on by `step` seconds whenever it is looked at."""

    def __init__(self, step: float) -> None:
        self.now, self.step = 0.0, step

    def __call__(self) -> float:
        self.now += self.step
        return self.now

"""Indexing beside the bare encoder on the same tokens, and a run in which nothing has changed."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench.bare import Bare
from bench.figures import Figure
from bench.growth import DATA
from bench.synthetic import news
from index.build import build_index, unchanged
from index.encoder import EncodedQuestion, FloatArray, Progress, SentenceReader, SentenceRows, Span
from index.sentence_encoder import SentenceEncoder

FILES = 1_000
COMMAND = "python -m bench indexing"


class _Listening:
    """The real encoder; keeps what it was given."""

    def __init__(self, encoder: SentenceEncoder) -> None:
        self._encoder = encoder
        self.name, self.dimensions = encoder.name, encoder.dimensions
        self.texts: list[str] = []

    def encode_queries(self, texts: Sequence[str]) -> FloatArray:
        return self._encoder.encode_queries(texts)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> FloatArray:
        self.texts += texts
        return self._encoder.encode_passages(texts, progress)

    @property
    def is_late(self) -> bool:
        return self._encoder.is_late

    def encode_parts(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]], progress: Progress | None = None
    ) -> tuple[FloatArray, SentenceRows]:
        self.texts += texts
        return self._encoder.encode_parts(texts, spans, progress)

    @property
    def sentence_row(self) -> tuple[int, np.dtype[Any]]:
        return self._encoder.sentence_row

    @property
    def reader(self) -> SentenceReader | None:
        return self._encoder.reader

    def encode_question(self, text: str, parts: Sequence[Sequence[Span]]) -> list[EncodedQuestion]:
        return self._encoder.encode_question(text, parts)


def measure(files: int = FILES) -> list[Figure]:
    """Both figures over the same folder; takes as long as encoding it twice."""
    bare, encoder = Bare(), _Listening(SentenceEncoder.open(None))
    bare.passages_seconds(["热身。"] * 32)
    with tempfile.TemporaryDirectory() as temporary:
        corpus, index_dir = _write(Path(temporary) / "corpus", files), Path(temporary) / "index"
        started = time.perf_counter()
        report = build_index(corpus, index_dir, encoder)
        first, encoded = time.perf_counter() - started, len(encoder.texts)
        again = min(_unchanged(corpus, index_dir, encoder.name) for _ in range(5))
        build_index(corpus, index_dir, encoder)
    calls = len(encoder.texts) - encoded
    alone = bare.passages_seconds(encoder.texts[:encoded])
    a_passage = first / report.chunks * 1000
    return [
        Figure(
            f"indexing {files:,} files",
            f"{first:.0f} s, {report.chunks:,} passages with {report.sentences:,} sentences, "
            f"{a_passage:.0f} ms a passage",
            f"bare encoder on the same tokens {alone:.0f} s",
            first / alone,
            1.15,
            COMMAND,
        ),
        Figure(
            f"run with nothing changed, {files:,} files",
            f"{again:.2f} s, {calls} texts encoded",
            f"the first build {first:.0f} s",
            again / first,
            0.02,
            COMMAND,
        ),
    ]


def _unchanged(corpus: Path, index_dir: Path, model: str) -> float:
    started = time.perf_counter()
    if unchanged(corpus, index_dir, model) is None:
        raise AssertionError("the index was not found unchanged")
    return time.perf_counter() - started


def _write(folder: Path, count: int) -> Path:
    """So many files of news."""
    folder.mkdir()
    for document in news(DATA / "news" / "crud_news.txt")[:count]:
        (folder / Path(document.id).name).write_text(document.text, encoding="utf-8")
    return folder

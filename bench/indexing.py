"""Indexing beside the bare encoder on the same tokens, and a run in which nothing has changed."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.bare import Bare
from bench.figures import Figure
from bench.growth import DATA
from bench.synthetic import RandomEncoder, news
from index.build import build_index, unchanged
from index.encoder import FloatArray, Progress
from index.sentence_encoder import SentenceEncoder

PASSAGES, FILES = 2_000, 1_000
COMMAND = "python -m bench indexing"
_A_DOCUMENT = 2.5  # passages, about


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


def measure(passages: int = PASSAGES) -> list[Figure]:
    """Both figures; the first takes as long as encoding so many passages and their sentences twice."""
    return [_first(passages), _again()]


def _first(passages: int) -> Figure:
    bare, encoder = Bare(), _Listening(SentenceEncoder.open(None))
    bare.passages_seconds(["热身。"] * 32)
    with tempfile.TemporaryDirectory() as temporary:
        corpus = _write(Path(temporary) / "corpus", round(passages / _A_DOCUMENT))
        started = time.perf_counter()
        report = build_index(corpus, Path(temporary) / "index", encoder)
        taken = time.perf_counter() - started
    alone = bare.passages_seconds(encoder.texts)
    return Figure(
        f"indexing {report.chunks:,} passages",
        f"{taken:.0f} s with {report.sentences:,} sentences, {taken / report.chunks * 1000:.0f} ms a passage",
        f"bare encoder on the same tokens {alone:.0f} s",
        taken / alone,
        1.15,
        COMMAND,
    )


def _again() -> Figure:
    encoder = RandomEncoder(SentenceEncoder.known_name() or "", 384)
    with tempfile.TemporaryDirectory() as temporary:
        corpus, index_dir = _write(Path(temporary) / "corpus", FILES), Path(temporary) / "index"
        started = time.perf_counter()
        build_index(corpus, index_dir, encoder)
        first, encoded = time.perf_counter() - started, encoder.encoded
        again = min(_unchanged(corpus, index_dir, encoder.name) for _ in range(5))
    calls = encoder.encoded - encoded
    return Figure(
        f"run with nothing changed, {FILES:,} files",
        f"{again:.2f} s, {calls} texts encoded",
        f"the first build without its encoding {first:.1f} s",
        again / first,
        0.02,
        COMMAND,
    )


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

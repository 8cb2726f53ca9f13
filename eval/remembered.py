"""An encoder that keeps its vectors on disk, so that a measurement repeated costs no encoding."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np

from index.encoder import Encoder, FloatArray, Progress, Span, as_late

CACHE = Path(".cache")
# Texts encoded before they are stored: what an interrupted run loses.
_BATCH = 256
# Another measurement holds the file for as long as it writes one batch.
_WAIT_SECONDS = 60
T = TypeVar("T")


class RememberedEncoder:
    """An `Encoder` whose every vector is computed once, ever; processes may share its file."""

    def __init__(self, encoder: Encoder, path: Path) -> None:
        self._encoder = encoder
        path.parent.mkdir(parents=True, exist_ok=True)
        self._known = sqlite3.connect(path, _WAIT_SECONDS, isolation_level=None)
        self._known.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB) STRICT")

    @property
    def name(self) -> str:
        """That of the encoder."""
        return self._encoder.name

    @property
    def dimensions(self) -> int:
        """That of the encoder."""
        return self._encoder.dimensions

    @property
    def is_late(self) -> bool:
        """As the encoder is."""
        return as_late(self._encoder) is not None

    def encode_queries(self, texts: Sequence[str]) -> FloatArray:
        """As the encoder does."""
        return self._vectors("query", texts, self._encoder.encode_queries)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> FloatArray:
        """As the encoder does; `progress` hears of the new ones alone."""
        return self._vectors("passage", texts, lambda new: self._encoder.encode_passages(new, progress))

    def encode_question(self, text: str, parts: Sequence[Sequence[Span]]) -> FloatArray:
        """As a late encoder does, each time anew: few questions have parts."""
        late = as_late(self._encoder)
        if late is None:
            raise TypeError(f"{self.name} encodes the parts of a question one by one")
        return late.encode_question(text, parts)

    def encode_parts(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]], progress: Progress | None = None
    ) -> tuple[FloatArray, FloatArray]:
        """As a late encoder does; a passage is kept with its sentences, and `progress` hears of new ones."""
        late = as_late(self._encoder)
        if late is None:
            raise TypeError(f"{self.name} makes sentence vectors one by one")
        parts = list(zip(texts, map(tuple, spans), strict=True))
        named = [(f"parts {own}\n{text}", (text, own)) for text, own in parts]

        def encode(new: Sequence[tuple[str, tuple[Span, ...]]]) -> list[FloatArray]:
            wholes, inside = late.encode_parts([text for text, _ in new], [own for _, own in new], progress)
            ends = np.cumsum([len(own) for _, own in new])
            return [np.vstack(pair) for pair in zip(wholes, np.split(inside, ends[:-1]), strict=True)]

        kept = [rows.reshape(-1, self.dimensions) for rows in self._kept(named, encode)]
        empty = np.empty((0, self.dimensions), np.float32)
        return np.vstack([empty, *(r[:1] for r in kept)]), np.vstack([empty, *(r[1:] for r in kept)])

    def close(self) -> None:
        """Release the file."""
        self._known.close()

    def _vectors(
        self, kind: str, texts: Sequence[str], encode: Callable[[Sequence[str]], FloatArray]
    ) -> FloatArray:
        rows = self._kept([(f"{kind}\n{text}", text) for text in texts], encode)
        return np.stack(rows) if rows else np.empty((0, self.dimensions), np.float32)

    def _kept(
        self, named: Sequence[tuple[str, T]], encode: Callable[[Sequence[T]], Iterable[FloatArray]]
    ) -> list[FloatArray]:
        """The numbers of each named thing, flat; those that are not kept yet are encoded first."""
        keys = [hashlib.sha256(f"{self.name}\n{name}".encode()).digest() for name, _ in named]
        found = {key: self._read(key) for key in keys}
        new = {key: thing for key, (_, thing) in zip(keys, named, strict=True) if found[key] is None}
        for start in range(0, len(new), _BATCH):
            batch = list(new.items())[start : start + _BATCH]
            arrays = encode([thing for _, thing in batch])
            self._known.executemany(
                "INSERT OR REPLACE INTO vectors VALUES (?, ?)",
                [(key, array.tobytes()) for (key, _), array in zip(batch, arrays, strict=True)],
            )
        return [np.frombuffer(self._read(key) or b"", np.float32) for key in keys]

    def _read(self, key: bytes) -> bytes | None:
        row = self._known.execute("SELECT vector FROM vectors WHERE key = ?", (key,)).fetchone()
        return None if row is None else bytes(row[0])

"""An encoder that keeps its vectors on disk, so that a measurement repeated costs no encoding."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from index.encoder import Encoder, FloatArray, Progress

CACHE = Path(".cache")
# Texts encoded before they are stored: what an interrupted run loses.
_BATCH = 256
# Another measurement holds the file for as long as it writes one batch.
_WAIT_SECONDS = 60


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

    def encode_queries(self, texts: Sequence[str]) -> FloatArray:
        """As the encoder does."""
        return self._vectors("query", texts, self._encoder.encode_queries)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> FloatArray:
        """As the encoder does; `progress` hears of the new ones alone."""
        return self._vectors("passage", texts, lambda new: self._encoder.encode_passages(new, progress))

    def close(self) -> None:
        """Release the file."""
        self._known.close()

    def _vectors(
        self, kind: str, texts: Sequence[str], encode: Callable[[Sequence[str]], FloatArray]
    ) -> FloatArray:
        keys = [hashlib.sha256(f"{self.name}\n{kind}\n{text}".encode()).digest() for text in texts]
        found = {key: self._read(key) for key in keys}
        new = {key: text for key, text in zip(keys, texts, strict=True) if found[key] is None}
        for start in range(0, len(new), _BATCH):
            batch = list(new.items())[start : start + _BATCH]
            vectors = encode([text for _, text in batch])
            self._known.executemany(
                "INSERT OR REPLACE INTO vectors VALUES (?, ?)",
                [(key, vector.tobytes()) for (key, _), vector in zip(batch, vectors, strict=True)],
            )
        rows = [np.frombuffer(self._read(key) or b"", np.float32) for key in keys]
        return np.stack(rows) if rows else np.empty((0, self.dimensions), np.float32)

    def _read(self, key: bytes) -> bytes | None:
        row = self._known.execute("SELECT vector FROM vectors WHERE key = ?", (key,)).fetchone()
        return None if row is None else bytes(row[0])

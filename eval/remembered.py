"""An encoder that keeps its vectors on disk, so that a measurement repeated costs no encoding."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from index.encoder import (
    EncodedQuestion,
    Encoder,
    FloatArray,
    LateEncoder,
    Progress,
    SentenceReader,
    SentenceRows,
    Span,
    as_late,
)

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

    @property
    def sentence_row(self) -> tuple[int, np.dtype[Any]]:
        """As the encoder's."""
        late = as_late(self._encoder)
        return late.sentence_row if late else (self.dimensions, np.dtype(np.float16))

    @property
    def reader(self) -> SentenceReader | None:
        """That of the encoder: it is asked anew each time."""
        late = as_late(self._encoder)
        return late.reader if late else None

    def encode_question(self, text: str, parts: Sequence[Sequence[Span]]) -> list[EncodedQuestion]:
        """As a late encoder does; a question without parts is remembered."""
        if parts:
            return self._late().encode_question(text, parts)

        def encode(new: Sequence[str]) -> list[FloatArray]:
            found = [self._late().encode_question(one, [])[0] for one in new]
            return [_flat(question) for question in found]

        flat = self._kept([(f"question {self.sentence_row}\n{text}", text)], encode)[0]
        vector, rest = np.split(flat, [self.dimensions])
        tokens = rest[1:].reshape(int(rest[0]), -1) if len(rest) else None
        return [EncodedQuestion(vector, tokens, self.reader)]

    def encode_parts(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]], progress: Progress | None = None
    ) -> tuple[FloatArray, SentenceRows]:
        """As a late encoder does; a passage is kept with its sentences, and `progress` hears of new ones."""
        late, (width, precision) = self._late(), self.sentence_row
        parts = list(zip(texts, map(tuple, spans), strict=True))
        named = [(f"parts {self.sentence_row} {own}\n{text}", (text, own)) for text, own in parts]

        def encode(new: Sequence[tuple[str, tuple[Span, ...]]]) -> Iterator[npt.NDArray[np.uint8]]:
            wholes, inside = late.encode_parts([text for text, _ in new], [own for _, own in new], progress)
            ends = np.cumsum([len(own) for _, own in new])
            for whole, rows in zip(wholes, np.split(inside, ends[:-1]), strict=True):
                yield np.concatenate(
                    [whole.view(np.uint8), np.ascontiguousarray(rows).view(np.uint8).ravel()]
                )

        kept = self._kept(named, encode, np.uint8)
        size = self.dimensions * np.dtype(np.float32).itemsize
        wholes = [
            np.empty((0, self.dimensions), np.float32),
            *(k[:size].view(np.float32)[None] for k in kept),
        ]
        rows = [np.empty((0, width), precision), *(k[size:].view(precision).reshape(-1, width) for k in kept)]
        return np.concatenate(wholes), np.concatenate(rows)

    def close(self) -> None:
        """Release the file."""
        self._known.close()

    def _vectors(
        self, kind: str, texts: Sequence[str], encode: Callable[[Sequence[str]], FloatArray]
    ) -> FloatArray:
        rows = self._kept([(f"{kind}\n{text}", text) for text in texts], encode)
        return np.stack(rows) if rows else np.empty((0, self.dimensions), np.float32)

    def _late(self) -> LateEncoder:
        late = as_late(self._encoder)
        if late is None:
            raise TypeError(f"{self.name} encodes sentences and the parts of a question one by one")
        return late

    def _kept(
        self,
        named: Sequence[tuple[str, T]],
        encode: Callable[[Sequence[T]], Iterable[npt.NDArray[Any]]],
        precision: npt.DTypeLike = np.float32,
    ) -> list[npt.NDArray[Any]]:
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
        return [np.frombuffer(self._read(key) or b"", precision) for key in keys]

    def _read(self, key: bytes) -> bytes | None:
        row = self._known.execute("SELECT vector FROM vectors WHERE key = ?", (key,)).fetchone()
        return None if row is None else bytes(row[0])


def _flat(question: EncodedQuestion) -> FloatArray:
    """Its vector, then for a model with a head the number of its tokens and their vectors."""
    if question.tokens is None:
        return question.vector
    count = np.array([len(question.tokens)], np.float32)
    return np.concatenate([question.vector, count, question.tokens.reshape(-1)])

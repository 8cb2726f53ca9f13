"""Texts to vectors, each text once: what an earlier generation holds is taken from there."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.encoder import Encoder, FloatArray, Progress
from index.types import Chunk, Document
from index.vectors import FlatStore

PASSAGE_VECTORS, SENTENCE_VECTORS = "passages.faiss", "sentence_vectors.npy"
PASSAGE_KEYS, SENTENCE_KEYS = "passage_keys.npy", "sentence_keys.npy"
# Called with the name of a stage and how much it has to do.
Meter = Callable[[str, int], Progress]


@dataclass(frozen=True, slots=True)
class Embedded:
    """Vectors of a list of texts; `encoded` of them went through the encoder."""

    vectors: FloatArray
    keys: list[bytes]
    encoded: int


def passage_text(document: Document, chunk: Chunk) -> str:
    """What is embedded and searched for a passage: title, number, date, heading, table heads, its text."""
    body = document.text[chunk.start : chunk.end].strip()
    if chunk.head:
        body = f"{document.text[chunk.head[0] : chunk.head[1]].strip()}\n{body}"
    title = document.title if any("\u4e00" <= c <= "\u9fff" for c in document.title) else ""
    labels = [title, document.doc_no or "", document.published or "", *chunk.heading.split(" > ")]
    context = [label for label in dict.fromkeys(labels) if label and label not in body]
    return "\n".join([" ".join(context), body]) if context else body


def embed(
    texts: Sequence[str], encoder: Encoder, known: dict[bytes, FloatArray], meter: Meter, stage: str
) -> Embedded:
    """Vectors `float32[n, d]` of the texts; each distinct text that is not `known` is encoded once."""
    keys = [hashlib.sha256(t.encode()).digest()[:16] for t in texts]
    new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    progress = meter(stage, len(new))
    fresh = dict(zip(new, encoder.encode_passages(list(new.values()), progress), strict=True))
    rows = [fresh[key] if key in fresh else known[key] for key in keys]
    vectors = (
        np.stack(rows).astype(np.float32) if rows else np.empty((0, encoder.dimensions), dtype=np.float32)
    )
    return Embedded(vectors, keys, len(new))


def known_passages(folder: Path) -> dict[bytes, FloatArray]:
    """Passage vectors of a generation by the key of their text."""
    return _by_key(folder / PASSAGE_KEYS, FlatStore.open(folder / PASSAGE_VECTORS).vectors())


def known_sentences(folder: Path) -> dict[bytes, FloatArray]:
    """Sentence vectors of a generation by the key of their text."""
    return _by_key(folder / SENTENCE_KEYS, np.load(folder / SENTENCE_VECTORS, allow_pickle=False))


def save_keys(path: Path, keys: list[bytes]) -> None:
    """Write keys as `uint8[n, 16]`."""
    np.save(path, np.frombuffer(b"".join(keys), dtype=np.uint8).reshape(-1, 16))


def _by_key(keys: Path, vectors: FloatArray) -> dict[bytes, FloatArray]:
    stored = np.load(keys, allow_pickle=False)
    return {key.tobytes(): vector for key, vector in zip(stored, vectors, strict=True)}

"""Passages and sentences to vectors, each once: what an earlier generation holds is taken from there."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.encoder import Encoder, FloatArray, LateEncoder, Progress, Span, as_late
from index.types import Chunk, Document, Sentence
from index.vectors import FlatStore

PASSAGE_VECTORS, SENTENCE_VECTORS = "passages.faiss", "sentence_vectors.npy"
PASSAGE_KEYS, SENTENCE_KEYS = "passage_keys.npy", "sentence_keys.npy"
PASSAGES, SENTENCES = "编码段落", "编码句子"  # the stages
# Called with the name of a stage and how much it has to do.
Meter = Callable[[str, int], Progress]
# Vectors by the key of what they were made from.
Known = dict[bytes, FloatArray]


@dataclass(frozen=True, slots=True)
class Passage:
    """What is embedded for a passage (`passage_text`), and the spans of its sentences in that."""

    text: str
    spans: tuple[Span, ...]

    @property
    def quotes(self) -> list[str]:
        """The sentences."""
        return [self.text[start:end] for start, end in self.spans]


@dataclass(frozen=True, slots=True)
class Embedded:
    """Vectors of a list of texts; `encoded` of them came from the encoder."""

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


def passages_of(
    documents: Sequence[Document], chunks: Sequence[Chunk], sentences: Sequence[Sentence]
) -> list[Passage]:
    """The passages as they are embedded; their sentences are given in the order of the passages."""
    by_id = {document.id: document for document in documents}
    texts = [passage_text(by_id[chunk.document_id], chunk) for chunk in chunks]
    spans: list[list[Span]] = [[] for _ in chunks]
    for sentence in sentences:
        chunk = chunks[sentence.chunk]
        body = by_id[chunk.document_id].text[chunk.start : chunk.end].rstrip()
        # The text ends with that of the passage, blanks around it left out.
        shift = len(texts[sentence.chunk]) - len(body) - chunk.start
        spans[sentence.chunk].append((sentence.start + shift, sentence.end + shift))
    return [Passage(text, tuple(own)) for text, own in zip(texts, spans, strict=True)]


def embed(
    passages: Sequence[Passage], encoder: Encoder, generations: Sequence[Path], meter: Meter
) -> tuple[Embedded, Embedded]:
    """Vectors `float32[n, d]` of the passages and of all their sentences, in order.

    What stands in one of the `generations`, which are of the same encoder, is taken from there.
    """
    late = as_late(encoder)
    if late:
        return _embed_together(passages, late, generations, meter)
    texts = [passage.text for passage in passages]
    quotes = [quote for passage in passages for quote in passage.quotes]
    return (
        _embed_texts(texts, encoder, _known_passages(generations), meter, PASSAGES),
        _embed_texts(quotes, encoder, _known_sentences(generations), meter, SENTENCES),
    )


def _embed_texts(texts: Sequence[str], encoder: Encoder, known: Known, meter: Meter, stage: str) -> Embedded:
    keys = [_key(text) for text in texts]
    new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    progress = meter(stage, len(new))
    fresh = dict(zip(new, encoder.encode_passages(list(new.values()), progress), strict=True))
    return _embedded(keys, fresh, known, encoder.dimensions)


def _embed_together(
    passages: Sequence[Passage], encoder: LateEncoder, generations: Sequence[Path], meter: Meter
) -> tuple[Embedded, Embedded]:
    """One pass of the encoder for each distinct passage of which any vector is lacking.

    The vector of a sentence depends on its passage, and so does its key: it is not that of its text alone.
    """
    known, inside = _known_passages(generations), _known_sentences(generations)
    whole = {p: _key(p.text) for p in passages}
    parts = {p: [_key(f"{start} {end}\n{p.text}") for start, end in p.spans] for p in whole}
    new = [p for p in whole if whole[p] not in known or any(key not in inside for key in parts[p])]
    progress = meter(PASSAGES, len(new))
    vectors, others = encoder.encode_parts([p.text for p in new], [p.spans for p in new], progress)
    meter(SENTENCES, 0)  # they came with their passages
    fresh = dict(zip([whole[p] for p in new], vectors, strict=True))
    fresh_inside = dict(zip([key for p in new for key in parts[p]], others, strict=True))
    return (
        _embedded([whole[p] for p in passages], fresh, known, encoder.dimensions),
        _embedded([key for p in passages for key in parts[p]], fresh_inside, inside, encoder.dimensions),
    )


def _embedded(keys: list[bytes], fresh: Known, known: Known, dimensions: int) -> Embedded:
    rows = [fresh[key] if key in fresh else known[key] for key in keys]
    vectors = np.stack(rows).astype(np.float32) if rows else np.empty((0, dimensions), dtype=np.float32)
    return Embedded(vectors, keys, len(fresh))


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:16]


def _known_passages(generations: Sequence[Path]) -> Known:
    known: Known = {}
    for folder in generations:
        known |= _by_key(folder / PASSAGE_KEYS, FlatStore.open(folder / PASSAGE_VECTORS).vectors())
    return known


def _known_sentences(generations: Sequence[Path]) -> Known:
    known: Known = {}
    for folder in generations:
        known |= _by_key(folder / SENTENCE_KEYS, np.load(folder / SENTENCE_VECTORS, allow_pickle=False))
    return known


def save_keys(path: Path, keys: list[bytes]) -> None:
    """Write keys as `uint8[n, 16]`."""
    np.save(path, np.frombuffer(b"".join(keys), dtype=np.uint8).reshape(-1, 16))


def _by_key(keys: Path, vectors: FloatArray) -> Known:
    stored = np.load(keys, allow_pickle=False)
    return {key.tobytes(): vector for key, vector in zip(stored, vectors, strict=True)}

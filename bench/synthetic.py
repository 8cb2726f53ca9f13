"""Any number of passages: the same documents again with other figures and some other characters.

The changes keep every length, so documents are cut once. Vectors are random unit vectors: what a search
costs does not depend on them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from index.build import silent
from index.corpus import Parts, Settings, cut, load_corpus
from index.duplicates import Copies
from index.encoder import EncodedQuestion, FloatArray, LateEncoder, Progress, SentenceRows, Span
from index.load import make_document
from index.sentences import split_sentences
from index.types import Chunk, Document, Sentence

_FIGURES = "0123456789"
# Characters of names and places, so that most passages have terms of their own.
_NAMES = "云溪青岚柳湾黄茅海东西南北江河湖山林城王李张刘陈杨赵周"
_POOL = 8192
# Characters of each sample document of which a model makes rows.
_TEXT = 300


class RandomEncoder:
    """Random unit vectors under the name of a model, which nobody waits for; counts the texts."""

    def __init__(self, name: str, dimensions: int) -> None:
        random = np.random.default_rng(0)
        pool = random.standard_normal((_POOL, dimensions), dtype=np.float32)
        self._pool: FloatArray = pool / np.linalg.norm(pool, axis=1, keepdims=True)
        self._random = random
        self.name = name
        self.dimensions = dimensions
        self.encoded = 0

    def encode_queries(self, texts: Sequence[str]) -> FloatArray:
        return self.encode_passages(texts)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> FloatArray:
        """Two of a pool together: a million are made in seconds, and hardly any are equal."""
        self.encoded += len(texts)
        one, other = self._random.integers(0, _POOL, (2, len(texts)))
        both = self._pool[one] + self._pool[other]
        if progress is not None:
            progress(len(texts))
        unit: FloatArray = both / np.maximum(np.linalg.norm(both, axis=1, keepdims=True), 1e-6)
        return unit


class RandomLateEncoder(RandomEncoder):
    """Gives sentences the rows that a model makes of others, for a question is compared with them all."""

    is_late = True

    def __init__(self, model: LateEncoder) -> None:
        super().__init__(model.name, model.dimensions)
        self._model = model
        self.sentence_row, self.reader = model.sentence_row, model.reader
        texts = [document.text[:_TEXT] for document in samples()]
        spans = [split_sentences(text) for text in texts]
        self._rows = model.encode_parts(texts, spans)[1]

    def encode_parts(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]], progress: Progress | None = None
    ) -> tuple[FloatArray, SentenceRows]:
        count = sum(map(len, spans))
        return self.encode_passages(texts, progress), self._rows[
            self._random.integers(0, len(self._rows), count)
        ]

    def encode_question(self, text: str, parts: Sequence[Sequence[Span]]) -> list[EncodedQuestion]:
        return self._model.encode_question(text, parts)


def news(path: Path) -> list[Document]:
    """A document of every line of a file of news, JSON strings or plain."""
    lines = path.read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line) if line.startswith('"') else line for line in lines]
    return [
        make_document(f"news/{n:05}.txt", text, f"{n:064x}") for n, text in enumerate(texts) if text.strip()
    ]


def samples() -> list[Document]:
    """The documents of the sample corpus."""
    return load_corpus(Path("corpus"), silent("", 0)).documents


def multiplied(documents: Sequence[Document], passages: int) -> Parts:
    """At least so many passages, none a copy of another."""
    base = cut(list(documents), Settings())
    turns = -(-passages // len(base.chunks))
    texts: list[Document] = []
    chunks: list[Chunk] = []
    sentences: list[Sentence] = []
    for turn in range(turns):
        table = _changes(turn)
        ids = {d.id: f"{turn}/{d.id}" for d in base.documents}
        for d in base.documents:
            changed = d.text.translate(table)
            texts.append(
                replace(d, id=ids[d.id], text=changed, title=d.title.translate(table), superseded_by=None)
            )
        before = len(chunks)
        sentences += [Sentence(ids[s.document_id], s.chunk + before, s.start, s.end) for s in base.sentences]
        chunks += [replace(c, document_id=ids[c.document_id]) for c in base.chunks]
    twins = np.arange(len(chunks), dtype=np.int32)
    return Parts(texts, chunks, sentences, Copies(twins, {}), [])


def _changes(turn: int) -> dict[int, int]:
    """What the characters of a turn become; those of turn 0 stay."""
    turned = {ord(c): ord(_FIGURES[(n + turn) % 10]) for n, c in enumerate(_FIGURES)}
    named = {ord(c): 0x4E00 + (ord(c) - 0x4E00 + 7 * turn) % 20000 for c in _NAMES}
    return turned | named

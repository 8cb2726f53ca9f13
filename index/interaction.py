"""Late interaction: every token of a question looks for the token of a sentence that fits it best.

After Khattab and Zaharia 2020 (ColBERT, arXiv:2004.12832). A head of a few matrices, trained by
`python -m train head`, turns the states of tokens into short vectors; those of a sentence are made when it is
indexed, and the tokens of a question are weighed by what they ask for. A score is a weighted mean of cosines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file, save

from index.encoder import EncodedQuestion, FloatArray, SentenceRows, Span
from index.errors import ModelError
from index.late import pool
from index.reading import Reader

FILE = "interaction.safetensors"
# Vectors of a sentence, of which so many at most are of the labels of its passage (title, heading): what it
# speaks of often stands there alone. Where there are more tokens, neighbours share a vector.
SENTENCE_TOKENS, LABEL_TOKENS = 64, 16
# Sentences of a question that are read: the likeliest by their tokens.
READ = 8
_NAMES = ("question", "passage", "weigh")
_HALF = 2  # bytes of a number in half precision
_STEPS = 127  # of an 8-bit copy on either side of 0: cosines move by < 1e-2
Rows = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """Matrices `float32[hidden, d]` for tokens of questions and of passages; `weigh` is `float32[hidden]`.

    `reader` reads their vectors, for a head that has one.
    """

    question: FloatArray
    passage: FloatArray
    weigh: FloatArray
    reader: Reader | None = None

    @classmethod
    def load(cls, folder: Path) -> Head | None:
        """The head of a model folder with its reader; None when it has none.

        Raises ModelError when the reader reads other vectors than the head makes.
        """
        head, reader = cls.alone(folder), Reader.load(folder)
        if head is None or reader is None:
            return head
        if reader.width != head.passage.shape[1]:
            raise ModelError(
                f"{folder} 的 reader.onnx 读 {reader.width} 维，逐词对照是 {head.passage.shape[1]} 维；"
                f"请重新训练：python -m train reader {folder}"
            )
        return replace(head, reader=reader)

    @classmethod
    def alone(cls, folder: Path) -> Head | None:
        """The same without its reader."""
        path = folder / FILE
        if not path.is_file():
            return None
        stored = load_file(path)
        question, passage, weigh = (stored[name].astype(np.float32) for name in _NAMES)
        return cls(question, passage, weigh)

    def save(self, folder: Path) -> None:
        """Write it into a model folder, in half precision; its reader is written by itself."""
        tensors = zip(_NAMES, (self.question, self.passage, self.weigh), strict=True)
        (folder / FILE).write_bytes(save({name: tensor.astype(np.float16) for name, tensor in tensors}))

    @property
    def width(self) -> int:
        """Length of the row of a sentence."""
        hidden, width = self.passage.shape
        return _HALF * int(hidden) + SENTENCE_TOKENS * int(width)

    def rows(self, states: FloatArray, ranges: Sequence[Span], labels: Span = (0, 0)) -> Rows:
        """Rows of sentences, `int8[len(ranges), width]`, of the states of their passage and its labels.

        First stand the bytes of the vector of the sentence in half precision (`index.late`), then the
        vectors of its tokens; behind the last are zeros. A sentence without a token is all zeros.
        """
        made = states @ self.passage
        tokens = np.zeros((len(ranges), SENTENCE_TOKENS, made.shape[1]), np.int8)
        for row, (first, end) in zip(tokens, ranges, strict=True):
            if end > first:
                found = unit(with_labels(made[slice(*labels)], made[first:end]))
                row[: len(found)] = np.rint(found * _STEPS)
        wholes = pool(states, ranges).astype(np.float16).view(np.int8)
        return np.concatenate([wholes, tokens.reshape(len(ranges), SENTENCE_TOKENS * made.shape[1])], axis=1)

    def asked(self, states: FloatArray) -> FloatArray:
        """Vectors of the tokens of a question, `float32[tokens, d]`, each as long as it weighs; 1 in all."""
        weights = np.exp((logits := states @ self.weigh) - logits.max())
        found: FloatArray = unit(states @ self.question) * (weights / weights.sum())[:, None]
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Similarities:
    """Of a question with sentences, `float32[n]` each, and with their passage; `vectors` are the sentences'.

    Without a head of late interaction all are cosines. `readings` are `float32[n, 2]`, see `index.reading`:
    those of the likeliest sentences of all passages; others have their late interaction, or the least of
    those that were read, if that is less.
    """

    cosines: FloatArray
    interactions: FloatArray
    of_passage: float
    readings: FloatArray
    vectors: FloatArray


def similarities(question: EncodedQuestion, rows: SentenceRows, counts: Sequence[int]) -> list[Similarities]:
    """What an encoder made of a question, against what it made of the sentences of passages.

    `rows` are those of all passages, which have so many sentences each.
    """
    if question.tokens is None or rows.dtype != np.int8:
        vectors = rows.astype(np.float32)
        cosines: FloatArray = vectors @ question.vector
        matched = cosines[:, None]
    else:
        bytes_of_vector = _HALF * len(question.vector)
        vectors = np.ascontiguousarray(rows[:, :bytes_of_vector]).view(np.float16).astype(np.float32)
        cosines = vectors @ question.vector
        matched = matches(question.tokens, rows[:, bytes_of_vector:])
    interactions = matched.sum(axis=1)
    readings = _readings(question, rows, interactions)
    ends = np.cumsum(counts).tolist()
    return [
        Similarities(
            cosines[own],
            interactions[own],
            float(matched[own].max(axis=0, initial=0.0).sum()),
            readings[own],
            vectors[own],
        )
        for own in (slice(end - count, end) for count, end in zip(counts, ends, strict=True))
    ]


def _readings(question: EncodedQuestion, rows: SentenceRows, interactions: FloatArray) -> FloatArray:
    readings: FloatArray = np.repeat(interactions[:, None], 2, axis=1)
    if question.reader is None or question.tokens is None or not len(rows):
        return readings
    chosen = np.argsort(-interactions, kind="stable")[:READ]
    tokens = rows[chosen, _HALF * len(question.vector) :].reshape(len(chosen), SENTENCE_TOKENS, -1)
    read = interactions[chosen, None] + question.reader.read(question.tokens, tokens)
    readings = np.minimum(readings, read.min(axis=0))
    readings[chosen] = read
    return readings


def matches(asked: FloatArray, tokens: Rows) -> FloatArray:
    """For each sentence the best cosine of each token of a question, times its weight, `float32[n, tokens]`.

    `asked` is what a head makes of a question, `tokens` the second part of what it makes of sentences.
    """
    vectors = tokens.reshape(len(tokens), SENTENCE_TOKENS, asked.shape[1]).astype(np.float32)
    # Sentence by sentence: one product of all would go to several threads, and wait for them on busy cores.
    found: FloatArray = (asked @ vectors.transpose(0, 2, 1)).max(axis=2) / np.float32(_STEPS)
    return found


def with_labels(labels: FloatArray, sentence: FloatArray) -> FloatArray:
    """The states that a sentence is compared by: its own, and those of its labels as far as there is room."""
    above = gathered(labels, LABEL_TOKENS)
    return np.concatenate([above, gathered(sentence, SENTENCE_TOKENS - len(above))])


def gathered(states: FloatArray, most: int) -> FloatArray:
    """At most so many means of neighbouring states, in order; the states themselves where they are few."""
    count = len(states)
    if count <= most:
        return states
    borders = np.linspace(0, count, most + 1).astype(np.int64)
    found: FloatArray = np.add.reduceat(states, borders[:-1], axis=0)
    found /= np.diff(borders).astype(np.float32)[:, None]
    return found


def unit(rows: FloatArray) -> FloatArray:
    """Rows of length 1."""
    found: FloatArray = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return found

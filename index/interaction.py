"""Late interaction: every token of a question looks for the token of a sentence that fits it best.

After Khattab and Zaharia 2020 (ColBERT, arXiv:2004.12832). A head of a few matrices, trained by
`python -m train head`, turns the states of tokens into short vectors; those of a sentence are made when it is
indexed, and the tokens of a question are weighed by what they ask for. A score is a weighted mean of cosines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file, save

from index.encoder import EncodedQuestion, FloatArray, SentenceRows, Span

FILE = "interaction.safetensors"
# Vectors of a sentence. One of 20 has more tokens: its neighbours share a vector then.
SENTENCE_TOKENS = 64
_STEPS = 127  # of an 8-bit copy on either side of 0: cosines move by < 1e-2
Rows = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """Matrices `float32[hidden, d]` for tokens of questions and of passages; `weigh` is `float32[hidden]`."""

    question: FloatArray
    passage: FloatArray
    weigh: FloatArray

    @classmethod
    def load(cls, folder: Path) -> Head | None:
        """The head of a model folder; None when it has none."""
        path = folder / FILE
        if not path.is_file():
            return None
        stored = load_file(path)
        return cls(*(stored[name].astype(np.float32) for name in ("question", "passage", "weigh")))

    def save(self, folder: Path) -> None:
        """Write it into a model folder, in half precision."""
        tensors = {"question": self.question, "passage": self.passage, "weigh": self.weigh}
        (folder / FILE).write_bytes(
            save({name: tensor.astype(np.float16) for name, tensor in tensors.items()})
        )

    @property
    def width(self) -> int:
        """Length of the row of a sentence."""
        return SENTENCE_TOKENS * int(self.passage.shape[1])

    def rows(self, states: FloatArray, ranges: Sequence[Span]) -> Rows:
        """Rows of sentences, `int8[len(ranges), width]`, of the states of their passage.

        Behind the last token of a sentence are zeros; a sentence without a token is all zeros.
        """
        made = states @ self.passage
        rows = np.zeros((len(ranges), SENTENCE_TOKENS, made.shape[1]), np.int8)
        for row, (first, end) in zip(rows, ranges, strict=True):
            if end > first:
                found = unit(gathered(made[first:end]))
                row[: len(found)] = np.rint(found * _STEPS)
        return rows.reshape(len(ranges), self.width)

    def asked(self, states: FloatArray) -> FloatArray:
        """Vectors of the tokens of a question, `float32[tokens, d]`, each as long as it weighs; 1 in all."""
        weights = np.exp((logits := states @ self.weigh) - logits.max())
        found: FloatArray = unit(states @ self.question) * (weights / weights.sum())[:, None]
        return found


def similarities(question: EncodedQuestion, rows: SentenceRows) -> FloatArray:
    """Of sentences with a question, by what their encoder made of both: late interaction, or cosines."""
    if question.tokens is not None and rows.dtype == np.int8:
        return interaction(question.tokens, rows)
    cosines: FloatArray = rows.astype(np.float32) @ question.vector
    return cosines


def interaction(asked: FloatArray, rows: Rows) -> FloatArray:
    """Scores of sentences, `float32[n]`, from 0 to 1, by what `asked` and `rows` of a head gave."""
    tokens = rows.reshape(-1, asked.shape[1]).astype(np.float32)
    cosines = (tokens @ asked.T).reshape(len(rows), SENTENCE_TOKENS, len(asked))
    found: FloatArray = cosines.max(axis=1).sum(axis=1) / np.float32(_STEPS)
    return found


def gathered(states: FloatArray) -> FloatArray:
    """At most `SENTENCE_TOKENS` means of neighbouring states, in order; the states where they are few."""
    count = len(states)
    if count <= SENTENCE_TOKENS:
        return states
    borders = np.linspace(0, count, SENTENCE_TOKENS + 1).astype(np.int64)
    found: FloatArray = np.add.reduceat(states, borders[:-1], axis=0)
    found /= np.diff(borders).astype(np.float32)[:, None]
    return found


def unit(rows: FloatArray) -> FloatArray:
    """Rows of length 1."""
    found: FloatArray = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return found

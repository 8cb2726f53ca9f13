"""Reading: a small transformer over a question and a sentence, of the vectors that late interaction compares.

Late interaction takes the best fit of each token by itself; what stands around a token it does not see. A
reader sees the tokens of both together, and says how much likelier than its late interaction tells a sentence
is the one that answers, and answers at all. It is trained by `python -m train reader`. Its layers are narrow,
but a sentence has dozens of tokens: only the likeliest are read.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.encoder import FloatArray

FILE = "reader.onnx"
# Names in the graph (`index.model.reading_graph`).
QUESTION, SENTENCE, READ, TOLD = "question", "sentence", "is_read", "corrections"
# Vectors are of length 1 and weights sum to 1; a layer learns faster where numbers are about 1.
VECTOR_SCALE, WEIGHT_SCALE = 7.0, 5.0
_BESIDE = 2  # numbers that a vector enters with


class Reader:
    """A graph that `index.model.reading_graph` made; threads may share it."""

    def __init__(self, graph: Path) -> None:
        from index.model.shared import SharedGraph  # no command that reads nothing loads ONNX Runtime

        self._graph = SharedGraph(graph, 1)  # eight sentences: two threads would wait for each other

    @classmethod
    def load(cls, folder: Path) -> Reader | None:
        """The reader of a model folder; None when it has none."""
        return cls(folder / FILE) if (folder / FILE).is_file() else None

    @property
    def width(self) -> int:
        """Length of the vectors that it reads."""
        return self._graph.width(QUESTION) - _BESIDE

    def read(self, asked: FloatArray, tokens: npt.NDArray[np.int8]) -> FloatArray:
        """What to add to the late interaction of each sentence, `float32[n, 2]`.

        The first is for the choice among sentences, the second for whether a sentence answers at all.
        `asked` are the vectors of a question's tokens, each as long as it weighs, `float32[t, d]`; `tokens`
        are those of sentences, `int8[n, most, d]`, behind the last of which are zeros.
        """
        weights = np.linalg.norm(asked, axis=1)
        question = asked / np.maximum(weights, 1e-9)[:, None]
        is_token: npt.NDArray[np.bool_] = np.any(tokens, axis=2)
        longest = int(is_token.sum(axis=1).max(initial=1))
        is_token = is_token[:, :longest]
        vectors = tokens[:, :longest].astype(np.float32)
        vectors /= np.maximum(np.linalg.norm(vectors, axis=2), 1.0)[..., None]
        return self._graph.run(TOLD, _entering(question, weights, vectors, is_token))


def _entering(
    question: FloatArray, weights: FloatArray, vectors: FloatArray, is_token: npt.NDArray[np.bool_]
) -> dict[str, npt.NDArray[np.float32 | np.int32]]:
    """What enters the graph: each token with how well it fits the best of the other side, and a weight.

    That is the weight of the question's token. What is read begins with a token that gathers.
    """
    count, size = len(vectors), len(question)
    cosines = np.where(is_token[:, None], question @ vectors.transpose(0, 2, 1), np.float32(-1))
    weighed = weights * np.float32(WEIGHT_SCALE)
    fits = np.stack([cosines.max(axis=2), np.broadcast_to(weighed, (count, size))], axis=2)
    fitting = np.stack([cosines.max(axis=1), weighed[cosines.argmax(axis=1)]], axis=2)
    scale = np.float32(VECTOR_SCALE)
    of_question = np.broadcast_to(question * scale, (count, *question.shape))
    return {
        QUESTION: np.concatenate([of_question, fits], axis=2),
        SENTENCE: np.concatenate([vectors * scale, fitting], axis=2),
        READ: np.pad(is_token.astype(np.int32), ((0, 0), (1 + size, 0)), constant_values=1),
    }

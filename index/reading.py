"""Reading: a small transformer over a question and a sentence, of the vectors that late interaction compares.

Late interaction takes the best fit of each token by itself; what stands around a token it does not see. A
reader sees the tokens of both together, and says how much likelier than its late interaction tells a sentence
is the one that answers, and answers at all. It is trained by `python -m train reader`. Its layers are narrow,
but a sentence has dozens of tokens: only the likeliest are read. Layers are normed first (Xiong et al. 2020,
arXiv:2002.04745).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.encoder import FloatArray

PREFIX = "reader."
HEADS = 4
# Vectors are of length 1 and weights sum to 1; a layer learns faster where numbers are about 1.
VECTOR_SCALE, WEIGHT_SCALE = 7.0, 5.0
_TINY = 1e-5
_NEVER = np.float32(-1e4)


@dataclass(frozen=True, slots=True, eq=False)
class Reader:
    """Tensors by their names in `train.reading.TorchReader`; matrices are `float32[out, in]` there."""

    tensors: Mapping[str, FloatArray]

    @property
    def layers(self) -> int:
        """How many layers it has."""
        return sum(name.endswith(".expand.weight") for name in self.tensors)

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
        states, is_read = self._entered(question, weights, vectors, is_token)
        barred = np.where(is_read, np.float32(0), _NEVER)[:, None, None, :]
        last = self.layers - 1
        for layer in range(self.layers):
            states = self._passed(f"layers.{layer}.", states, barred, only_first=layer == last)
        return self._product("out", self._normed("norm", states[:, 0]))

    def _entered(
        self, question: FloatArray, weights: FloatArray, vectors: FloatArray, is_token: npt.NDArray[np.bool_]
    ) -> tuple[FloatArray, npt.NDArray[np.bool_]]:
        """States of a token that gathers, of those of the question, of those of each sentence.

        A token comes with how well it fits the best of the other side, and how much the question's weighs.
        """
        count, size = len(vectors), len(question)
        cosines = np.where(is_token[:, None], question @ vectors.transpose(0, 2, 1), np.float32(-1))
        weighed = weights * np.float32(WEIGHT_SCALE)
        fits = np.stack([cosines.max(axis=2), np.broadcast_to(weighed, (count, size))], axis=2)
        fitting = np.stack([cosines.max(axis=1), weighed[cosines.argmax(axis=1)]], axis=2)
        scale = np.float32(VECTOR_SCALE)
        of_question = np.broadcast_to(question * scale, (count, *question.shape))
        states = np.concatenate(
            [
                np.broadcast_to(self.tensors["first"], (count, 1, len(self.tensors["first"]))),
                self._product("question", np.concatenate([of_question, fits], axis=2)),
                self._product("sentence", np.concatenate([vectors * scale, fitting], axis=2)),
            ],
            axis=1,
        )
        return states, np.concatenate([np.ones((count, 1 + size), np.bool_), is_token], axis=1)

    def _passed(self, name: str, states: FloatArray, barred: FloatArray, only_first: bool) -> FloatArray:
        """States behind a layer; of the last one only the first is needed."""
        normed = self._normed(f"{name}norm_attention", states)
        if only_first:
            states = states[:, :1]
        asking = _in_heads(self._product(f"{name}ask", normed[:, : states.shape[1]]))
        told = self._product(f"{name}tell", normed)
        keys = _in_heads(told[..., : told.shape[-1] // 2], is_transposed=True)
        values = _in_heads(told[..., told.shape[-1] // 2 :])
        asking *= np.float32(asking.shape[-1] ** -0.5)
        shares = asking @ keys
        shares += barred
        shares -= shares.max(axis=-1, keepdims=True)
        np.exp(shares, out=shares)
        together = shares @ values
        together /= shares.sum(axis=-1, keepdims=True)
        together = together.transpose(0, 2, 1, 3)
        attended: FloatArray = self._product(f"{name}join", np.reshape(together, states.shape))
        attended += states
        inner = self._product(f"{name}expand", self._normed(f"{name}norm_expand", attended))
        found: FloatArray = attended + self._product(f"{name}contract", np.maximum(inner, 0, out=inner))
        return found

    def _product(self, name: str, states: FloatArray) -> FloatArray:
        rows = states.reshape(-1, states.shape[-1]) @ self.tensors[f"{name}.weight"].T
        rows += self.tensors[f"{name}.bias"]
        return rows.reshape(*states.shape[:-1], -1)

    def _normed(self, name: str, states: FloatArray) -> FloatArray:
        centred: FloatArray = states - states.mean(axis=-1, keepdims=True)
        squares = np.einsum("...d,...d->...", centred, centred)[..., None] / np.float32(states.shape[-1])
        centred *= self.tensors[f"{name}.weight"] / np.sqrt(squares + np.float32(_TINY))
        centred += self.tensors[f"{name}.bias"]
        return centred


def _in_heads(states: FloatArray, is_transposed: bool = False) -> FloatArray:
    """`float32[n, tokens, d]` as `[n, heads, tokens, d / heads]`, or with its last two axes exchanged."""
    count, tokens, width = states.shape
    parted = states.reshape(count, tokens, HEADS, width // HEADS)
    return np.ascontiguousarray(
        parted.transpose(0, 2, 3, 1) if is_transposed else parted.transpose(0, 2, 1, 3)
    )

"""What the project asks of an embedding model. The real one is in `sentence_encoder`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
Progress = Callable[[int], None]
Span = tuple[int, int]


class Encoder(Protocol):
    """Texts to unit vectors. Equal texts give equal vectors, whatever stands beside them."""

    @property
    def name(self) -> str:
        """What the manifest records: an index is only read with the encoder that made it."""

    @property
    def dimensions(self) -> int:
        """Length of a vector."""

    def encode_queries(self, texts: Sequence[str]) -> FloatArray:
        """`float32[len(texts), dimensions]`, each row of length 1."""

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> FloatArray:
        """As `encode_queries`; `progress` is called with the number of texts done since the last call."""


@runtime_checkable
class LateEncoder(Encoder, Protocol):
    """An `Encoder` that can make the vectors of sentences in the pass of their passage (`index.late`)."""

    @property
    def is_late(self) -> bool:
        """Whether its model is meant to: one that was not trained for it is better at sentences alone."""

    def encode_parts(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]], progress: Progress | None = None
    ) -> tuple[FloatArray, FloatArray]:
        """Vectors of passages, as `encode_passages` gives them, and of all their sentences, in order.

        `spans` are the sentences of each passage, as (start, end) in its text. Every one gets a unit vector.
        """

    def encode_question(self, text: str, parts: Sequence[Sequence[Span]]) -> FloatArray:
        """Vectors of a question, as `encode_queries` gives it, and of its parts, in one pass.

        A part is what it takes of the question, as (start, end) in its text, in order.
        """


def as_late(encoder: Encoder) -> LateEncoder | None:
    """The encoder, when its sentences are to be made by late chunking."""
    return encoder if isinstance(encoder, LateEncoder) and encoder.is_late else None

"""What the project asks of an embedding model. The real one is in `sentence_encoder`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
Progress = Callable[[int], None]
Span = tuple[int, int]
SentenceRows = npt.NDArray[Any]


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


class SentenceReader(Protocol):
    """What a model has to read a few sentences with, see `index.reading`."""

    def read(self, asked: FloatArray, tokens: npt.NDArray[np.int8]) -> FloatArray:
        """`float32[n, 2]` of the tokens of a question and of sentences."""


@dataclass(frozen=True, slots=True, eq=False)
class EncodedQuestion:
    """The vector of a question, `float32[d]`; for a model with a head those of its tokens, `float32[n, t]`.

    `reader` is the model's, for one that has it.
    """

    vector: FloatArray
    tokens: FloatArray | None = None
    reader: SentenceReader | None = None


@runtime_checkable
class LateEncoder(Encoder, Protocol):
    """An `Encoder` that can make the vectors of sentences in the pass of their passage (`index.late`)."""

    @property
    def is_late(self) -> bool:
        """Whether its model is meant to: one that was not trained for it is better at sentences alone."""

    @property
    def sentence_row(self) -> tuple[int, np.dtype[Any]]:
        """Length and precision of what it makes of a sentence."""

    @property
    def reader(self) -> SentenceReader | None:
        """What its questions are encoded with, see `EncodedQuestion`."""

    def encode_parts(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]], progress: Progress | None = None
    ) -> tuple[FloatArray, SentenceRows]:
        """Vectors of passages, as `encode_passages` gives them, and rows of all their sentences, in order.

        `spans` are the sentences of each passage, as (start, end) in its text. The row of one is a unit
        vector, or with a head of late interaction what `index.interaction` says.
        """

    def encode_question(self, text: str, parts: Sequence[Sequence[Span]]) -> list[EncodedQuestion]:
        """A question, its vector as `encode_queries` gives it, and its parts, in one pass.

        A part is what it takes of the question, as (start, end) in its text, in order.
        """


def as_late(encoder: Encoder) -> LateEncoder | None:
    """The encoder, when its sentences are to be made by late chunking."""
    return encoder if isinstance(encoder, LateEncoder) and encoder.is_late else None


def encode_question(encoder: Encoder, text: str) -> EncodedQuestion:
    """A question by any encoder."""
    late = as_late(encoder)
    return late.encode_question(text, [])[0] if late else EncodedQuestion(encoder.encode_queries([text])[0])

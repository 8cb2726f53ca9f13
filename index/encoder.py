"""What the project asks of an embedding model. The real one is in `sentence_encoder`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
Progress = Callable[[int], None]


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

"""How alike two sentences and their passages are in what they mean, whatever their words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from index.encoder import FloatArray
from index.interaction import unit


@dataclass(frozen=True, slots=True, eq=False)
class Meaning:
    """Vectors `float32[hidden]` of a sentence and of its passage, the mean of that one's sentences.

    `stretch` takes their distances to those of the encoder of the fit, see `rag.scale`.
    """

    sentence: FloatArray
    passage: FloatArray
    stretch: float

    def likeness(self, other: Meaning) -> tuple[float, float]:
        """Cosines of the sentences and of the passages; 1 for the same."""
        ours, theirs = (unit(np.stack([m.sentence, m.passage])) for m in (self, other))
        sentences, passages = (1 - self.stretch * (1 - (ours * theirs).sum(axis=1))).tolist()
        return sentences, passages

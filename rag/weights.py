"""Fitted numbers in the open: `weights.json`, written by `python -m eval fit`, read here."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from index.encoder import FloatArray


@dataclass(frozen=True, slots=True)
class Linear:
    """A logistic model over named features: `p = 1 / (1 + exp(-(bias + weights . x)))`."""

    names: tuple[str, ...]
    weights: FloatArray
    bias: float

    @classmethod
    def read(cls, stored: Mapping[str, float], names: tuple[str, ...]) -> Linear:
        """Take the weights of the named features; a feature without a weight is an error."""
        return cls(names, np.array([stored[n] for n in names], dtype=np.float32), float(stored["bias"]))

    def logits(self, features: npt.NDArray[np.float32]) -> FloatArray:
        """Scores of rows `float32[n, len(names)]`; higher is likelier."""
        scores: FloatArray = (features @ self.weights + self.bias).astype(np.float32)
        return scores


def probability(logit: float) -> float:
    """Return the logistic function, without overflow."""
    return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, logit))))


@cache
def stored_weights() -> Mapping[str, Mapping[str, float]]:
    """All fitted weights, by model."""
    loaded: Mapping[str, Mapping[str, float]] = json.loads(
        files("rag").joinpath("weights.json").read_text(encoding="utf-8")
    )
    return loaded

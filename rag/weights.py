"""Fitted numbers in the open: `weights.json`, written by `python -m eval fit`, read here."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

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
    def read(cls, stored: Mapping[str, float]) -> Linear:
        """Take the named weights; all but `bias` name features."""
        names = tuple(name for name in stored if name != "bias")
        return cls(names, np.array([stored[n] for n in names], dtype=np.float32), float(stored["bias"]))

    def logits(self, rows: npt.NDArray[np.float32], names: tuple[str, ...]) -> FloatArray:
        """Scores of rows `float32[n, len(names)]`, higher is likelier; a feature without a weight counts 0.

        Raises ValueError when a weight has no feature.
        """
        columns = [names.index(name) for name in self.names]
        scores: FloatArray = (rows[:, columns] @ self.weights + self.bias).astype(np.float32)
        return scores

    def as_dict(self) -> dict[str, float]:
        """The form that `read` takes."""
        return {"bias": self.bias, **dict(zip(self.names, self.weights.tolist(), strict=True))}


@dataclass(frozen=True, slots=True)
class Weights:
    """All that was fitted: which sentence, whether it answers, from which confidence on it is shown.

    `floors` are the similarities of unrelated texts to the encoder of the fit, see `rag.scale`.
    """

    evidence: Linear
    answerable: Linear
    threshold: float
    floors: Mapping[str, float]

    @classmethod
    def read(cls, stored: Mapping[str, Any], floors: Mapping[str, float]) -> Weights:
        """From one of the sets of `weights.json`."""
        return cls(
            Linear.read(stored["evidence"]),
            Linear.read(stored["answerable"]),
            float(stored["threshold"]["answer"]),
            floors,
        )

    def as_dict(self) -> dict[str, dict[str, float]]:
        """The form that `read` takes."""
        return {
            "evidence": self.evidence.as_dict(),
            "answerable": self.answerable.as_dict(),
            "threshold": {"answer": self.threshold},
        }


@dataclass(frozen=True, slots=True)
class WeightSets:
    """Weights for a folder that somebody keeps, and for passages that a caller brings.

    A folder of rules and reports is asked otherwise than a handful of passages that a search engine found,
    and a few passages hold the answer less often. `account` is for a folder, see `rag.accounts`;
    `account_by_words` for brought passages, which all mean much the same.
    """

    folder: Weights
    brought: Weights
    account: Linear
    account_by_words: Linear

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> WeightSets:
        """From the object of `weights.json`."""
        floors = {name: float(floor) for name, floor in stored["floors"].items()}
        folder, brought = (Weights.read(stored[kind], floors) for kind in ("folder", "brought"))
        accounts = (Linear.read(stored[name]) for name in ("account", "account_by_words"))
        return cls(folder, brought, *accounts)

    def as_dict(self) -> dict[str, Any]:
        """The form that `read` takes."""
        return {
            "folder": self.folder.as_dict(),
            "brought": self.brought.as_dict(),
            "account": self.account.as_dict(),
            "account_by_words": self.account_by_words.as_dict(),
            "floors": dict(self.folder.floors),
        }


def probability(logit: float) -> float:
    """Return the logistic function, without overflow."""
    return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, logit))))


@cache
def stored_sets() -> WeightSets:
    """Return the weights that come with the program."""
    return WeightSets.read(json.loads(files("rag").joinpath("weights.json").read_text(encoding="utf-8")))


def stored_weights() -> Weights:
    """Return those for a folder."""
    return stored_sets().folder

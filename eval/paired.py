"""How sure a figure is: bootstrap intervals, and the exact paired test of two systems."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import binomtest, bootstrap

_RESAMPLES = 4000
_SEED = 0


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean with its 95 % interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


def estimate(values: Sequence[float | bool]) -> Estimate:
    """Mean of the values with a percentile bootstrap interval; it is the mean itself when all are equal."""
    numbers = np.asarray(values, dtype=np.float64)
    mean = float(numbers.mean())
    if len(numbers) < 2 or np.ptp(numbers) == 0:
        return Estimate(mean, mean, mean)
    found = bootstrap(
        (numbers,), np.mean, n_resamples=_RESAMPLES, method="percentile", rng=_SEED, vectorized=True
    ).confidence_interval
    return Estimate(mean, float(found.low), float(found.high))


def difference(ours: Sequence[bool], theirs: Sequence[bool]) -> tuple[Estimate, float]:
    """Paired difference of two systems on the same questions, and its exact McNemar p-value.

    Raises ValueError when the two were not asked the same number of questions.
    """
    pairs = list(zip(ours, theirs, strict=True))
    wins = sum(a and not b for a, b in pairs)
    losses = sum(b and not a for a, b in pairs)
    p = float(binomtest(wins, wins + losses).pvalue) if wins + losses else 1.0
    return estimate([float(a) - float(b) for a, b in pairs]), p

"""How sure a figure is: intervals of one system, and paired tests of two."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import binomtest, bootstrap, permutation_test

Rows = npt.NDArray[np.float64]

_RESAMPLES = 4000
_EXCHANGES = 999
_FLIPS = 9999
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


def wilson(wins: int, count: int) -> Estimate:
    """Share of `count` with its 95 % Wilson interval, which holds for few of them, too."""
    found = binomtest(wins, count).proportion_ci(method="wilson")
    return Estimate(wins / count, float(found.low), float(found.high))


def exchanged(statistic: Callable[[Rows], float], ours: Rows, theirs: Rows, kin: Sequence[str]) -> float:
    """p-value, two-sided, of the difference of a statistic of two systems, by a paired permutation test.

    `ours` and `theirs` are rows `float64[n, k]` of the same questions. The rows of a kin (one question
    asked in several ways) are exchanged together, for they are no independent witnesses. With m random
    exchanges it is at least 1 / (m + 1) (Phipson and Smyth 2010), and 1 where the statistic has no value.
    """
    seen = abs(statistic(ours) - statistic(theirs))
    if np.array_equal(ours, theirs) or np.isnan(seen):
        return 1.0
    codes = np.unique(np.asarray(kin), return_inverse=True)[1]
    generator = np.random.default_rng(_SEED)
    as_far = 0
    for _ in range(_EXCHANGES):
        swapped = (generator.random(codes.max() + 1) < 0.5)[codes][:, None]
        gain = statistic(np.where(swapped, theirs, ours)) - statistic(np.where(swapped, ours, theirs))
        as_far += abs(gain) >= seen - 1e-12
    return (as_far + 1) / (_EXCHANGES + 1)


def chance_of_loss(gains: Sequence[float]) -> float:
    """p-value, one-sided, of a mean gain as low as this, by a paired randomisation test.

    `gains` are ours less theirs, a question each. Where neither gains, an exchange changes nothing; those
    are left out, so that the test is exact when 12 or fewer remain. 1 when none does.
    """
    moved = [gain for gain in gains if gain]
    if not moved:
        return 1.0
    found = permutation_test(
        (np.array([*moved, 0.0]),),  # SciPy takes no sample of one; either sign of 0 is the same
        np.sum,
        permutation_type="samples",
        alternative="less",
        n_resamples=_FLIPS,
        vectorized=True,
        rng=_SEED,
    )
    return float(found.pvalue)


def holm(ps: Sequence[float]) -> list[float]:
    """p-values of several tests, each so corrected that 0.05 holds for all together (Holm 1979)."""
    corrected, least = [1.0] * len(ps), 0.0
    for rank, place in enumerate(sorted(range(len(ps)), key=lambda i: ps[i])):
        least = max(least, min(1.0, (len(ps) - rank) * ps[place]))
        corrected[place] = least
    return corrected

"""Whether a confidence is what it says: the share that is right, where it is so high."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata

from eval.paired import Estimate, wilson

FloatVector = npt.NDArray[np.float64]
# Tenths as they are written, so that a confidence of 0.3 falls into the bin that begins there.
_EDGES = tuple(n / 10 for n in range(11))


@dataclass(frozen=True, slots=True)
class Bin:
    """Confidences from `low` to below `high`, 1 in the last: how many, their mean, and the share right."""

    low: float
    high: float
    count: int
    confidence: float
    right: Estimate


def reliability(
    confidences: Sequence[float] | FloatVector, right: Sequence[float] | FloatVector
) -> list[Bin]:
    """Bins of a tenth that are not empty, the share right with its Wilson interval."""
    sure, held = np.asarray(confidences, np.float64), np.asarray(right, np.float64)
    places = _places(sure)
    return [
        Bin(
            _EDGES[place],
            _EDGES[place + 1],
            int((places == place).sum()),
            float(sure[places == place].mean()),
            wilson(int(held[places == place].sum()), int((places == place).sum())),
        )
        for place in np.unique(places).tolist()
    ]


def calibration_error(
    confidences: Sequence[float] | FloatVector, right: Sequence[float] | FloatVector
) -> float:
    """Mean over all of how far the mean confidence of a bin is from its share right (Naeini et al. 2015)."""
    sure, held = np.asarray(confidences, np.float64), np.asarray(right, np.float64)
    off = np.bincount(_places(sure), weights=sure - held)
    return float(np.abs(off).sum() / len(sure))


def auroc(confidences: Sequence[float] | FloatVector, right: Sequence[float] | FloatVector) -> float:
    """Chance that a right one is surer than a wrong one, ties half; nan when all are right or none is."""
    held = np.asarray(right, np.float64) > 0
    wins, losses = int(held.sum()), int((~held).sum())
    if not wins or not losses:
        return float("nan")
    ranks = rankdata(confidences)
    return float((ranks[held].sum() - wins * (wins + 1) / 2) / (wins * losses))


def _places(confidences: FloatVector) -> npt.NDArray[np.int64]:
    return np.digitize(confidences, _EDGES[1:-1])

"""A logistic model over named features, fitted."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from index.encoder import FloatArray
from rag.weights import Linear

_INVERSE_RIDGE = 0.3


def logistic(
    rows: FloatArray,
    labels: npt.NDArray[np.bool_],
    counts: npt.NDArray[np.float64],
    features: tuple[str, ...],
    names: tuple[str, ...],
) -> Linear:
    """Weights of the features `names` of rows `float32[n, len(features)]`, each row counted as it says."""
    rows = rows[:, [features.index(name) for name in names]]
    spread = rows.std(axis=0)
    spread[spread == 0] = 1.0
    model = LogisticRegression(C=_INVERSE_RIDGE, max_iter=2000).fit(rows / spread, labels, counts)
    return Linear(names, (model.coef_[0] / spread).astype(np.float32), float(model.intercept_[0]))

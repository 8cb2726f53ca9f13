"""Fits the weights of `rag/weights.json` on development questions.

Two linear models: which sentence holds the answer, and whether the quotes do. Near-misses are questions
whose answering sentences or passages were taken out, and questions changed by rule.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import softmax
from sklearn.linear_model import LogisticRegression

from eval.fitting.samples import Sample, holds_answer, holds_item, is_brought, is_vetoed, quotes_of, rescored
from index.encoder import FloatArray
from rag import answerable, evidence
from rag.verdict import RULES, Rules
from rag.weights import Linear, Weights, stored_weights

FloatVector = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_ROUND = 4
_RIDGE = 1e-3
_INVERSE_RIDGE = 0.3
# Not fitted, for the development questions hold few siblings: 0 to -3 change nothing on them, and a
# sentence on 西塔 must not stand before one on 中塔 when that is asked.
_SET = {"contrast": -2.0}


@dataclass(frozen=True, slots=True)
class Keep:
    """Shares of the right answers that the thresholds keep, of a folder and of brought passages."""

    folder: float = 0.987
    brought: float = 0.912


def fit(
    samples: Sequence[Sample], keep: Keep, without: frozenset[str] = frozenset(), rules: Rules = RULES
) -> Weights:
    """Weights fitted on the samples; each threshold keeps its share of the right answers of its kind.

    Features `without` are left out of both models and `rules` are turned off for an ablation.
    """
    selection = _fit_evidence(samples, tuple(f for f in evidence.FEATURES if f not in without))
    ordered = [rescored(s, selection) for s in samples if s.decides]
    each = [(s, quotes_of(s, rules)) for s in ordered]
    quoted = [(s, quotes) for s, quotes in each if quotes and not is_vetoed(s, quotes, rules)]
    rows = np.stack([answerable.features(s.whole.query, quotes, s.whole.hits) for s, quotes in quoted])
    right = np.array([holds_answer(s, quotes) for s, quotes in quoted])
    counts = np.array([s.weight for s, _ in quoted])
    decision = _logistic(rows, right, counts, tuple(f for f in answerable.FEATURES if f not in without))
    chances = 1 / (1 + np.exp(-decision.logits(rows, answerable.FEATURES)))
    brought = np.array([is_brought(s) for s, _ in quoted])
    folder, few = chances[right & ~brought], chances[right & brought]
    return Weights(
        selection,
        decision,
        float(np.quantile(folder if len(folder) else few, 1 - keep.folder)),
        float(np.quantile(few if len(few) else folder, 1 - keep.brought)),
        stored_weights().floor,
    )


def save(weights: Weights, path: Path) -> None:
    """Write the weights as readable JSON."""
    stored = {
        model: {k: round(v, _ROUND) for k, v in named.items()} for model, named in weights.as_dict().items()
    }
    path.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


def _fit_evidence(samples: Sequence[Sample], names: tuple[str, ...]) -> Linear:
    """Conditional logit: the likelihood that the first of a softmax over a question's sentences is right."""
    columns = [evidence.FEATURES.index(name) for name in names]
    groups = []
    for sample in samples:
        holds = np.array([holds_item(sample.case, c) for c in sample.whole.candidates], dtype=bool)
        if holds.any() and not holds.all():
            rows = np.stack([c.features for c in sample.whole.candidates])[:, columns]
            groups.append((rows, holds, sample.weight))
    spread = np.concatenate([rows for rows, _, _ in groups]).std(axis=0)
    spread[spread == 0] = 1.0
    scaled = [(rows / spread, holds, weight) for rows, holds, weight in groups]
    found = minimize(_loss, np.zeros(len(spread)), args=(scaled,), jac=True, method="L-BFGS-B").x
    weights = dict(zip(names, (found / spread).tolist(), strict=True))
    return Linear.read({"bias": 0.0} | weights | {k: v for k, v in _SET.items() if k in names})


def _loss(
    weights: FloatVector, groups: Sequence[tuple[FloatVector, Flags, float]]
) -> tuple[float, FloatVector]:
    """Weighted mean negative log likelihood with its gradient, and a small ridge."""
    loss, gradient, total = 0.0, np.zeros_like(weights), 0.0
    for rows, holds, count in groups:
        chances = softmax(rows @ weights)
        right = chances * holds
        loss -= count * float(np.log(right.sum()))
        gradient -= count * (rows.T @ (right / right.sum() - chances))
        total += count
    return loss / total + _RIDGE * float(weights @ weights), gradient / total + 2 * _RIDGE * weights


def _logistic(rows: FloatArray, labels: Flags, counts: FloatVector, names: tuple[str, ...]) -> Linear:
    rows = rows[:, [answerable.FEATURES.index(name) for name in names]]
    spread = rows.std(axis=0)
    spread[spread == 0] = 1.0
    model = LogisticRegression(C=_INVERSE_RIDGE, max_iter=2000).fit(rows / spread, labels, counts)
    return Linear(names, (model.coef_[0] / spread).astype(np.float32), float(model.intercept_[0]))

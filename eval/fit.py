"""Fits the weights of `rag/weights.json` on development questions.

Two linear models: which sentence holds the answer, and whether the best one does. Near-misses are
questions whose answering sentences or passages were taken out of the index.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import softmax
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from eval.given import read_given
from eval.metrics import comparable, is_right
from eval.perturb import near_misses
from eval.sets import Case
from index.encoder import Encoder, FloatArray
from rag import answerable, evidence
from rag.chat import MAX_CHARS, Chatbot
from rag.compose import Quote, compose
from rag.evidence import Candidate
from rag.passages import chatbot_over
from rag.verdict import Evidence
from rag.veto import conflict
from rag.weights import Linear, stored_weights

FloatVector = npt.NDArray[np.float64]

_ROUND = 4
_RIDGE = 1e-3
_INVERSE_RIDGE = 0.3
# Share of passages without the answer: those of the benchmark, and none that holds it.
NOISES = (0, 0.4, 0.8, 1)
# Not fitted, for the development questions hold few siblings: 0 to -3 change nothing on them, and a
# sentence on 西塔 must not stand before one on 中塔 when that is asked.
_SET = {"contrast": -2.0}


@dataclass(frozen=True, slots=True)
class Sample:
    """A case with what the chatbot found for it, and how much it counts."""

    case: Case
    evidence: Evidence
    weight: float = 1.0


def collect(chatbot: Chatbot, cases: Sequence[Case], weight: float = 1.0) -> list[Sample]:
    """Evidence of every case."""
    return [Sample(case, chatbot.evidence(case.question), weight) for case in cases]


def collect_given(path: Path, encoder: Encoder) -> Iterator[Sample]:
    """Evidence of the questions of an RGB file over their own five passages, at each share of noise."""
    for noise in NOISES:
        for given in read_given(path, noise):
            with chatbot_over(given.passages, encoder) as chatbot:
                near = near_misses([given.case]) if noise in (0, NOISES[-2]) else []
                yield from collect(chatbot, [given.case, *near])


def fit(samples: Sequence[Sample], keep: float) -> dict[str, dict[str, float]]:
    """Weights fitted on the samples; the threshold keeps the share `keep` of the right answers."""
    selection = _fit_evidence(samples)
    rescored = [_rescore(s, selection) for s in samples]
    rescored = [s for s in rescored if not _vetoed(s)]
    features = np.stack([_decision_features(s) for s in rescored])
    right = np.array([_is_right(s) for s in rescored])
    weights = np.array([s.weight for s in rescored])
    decision = _logistic(features, right, weights)
    chances = 1 / (1 + np.exp(-decision.logits(features)))
    threshold = float(np.quantile(chances[right], 1 - keep, weights=weights[right], method="inverted_cdf"))
    return {
        "evidence": _stored(selection),
        "answerable": _stored(decision),
        "similarity": dict(stored_weights()["similarity"]),
        "threshold": {"answer": round(threshold, _ROUND)},
    }


def describe(samples: Sequence[Sample], weights: dict[str, dict[str, float]]) -> str:
    """How well the weights separate the samples, by category."""
    selection = Linear.read(weights["evidence"], evidence.FEATURES)
    decision = Linear.read(weights["answerable"], answerable.FEATURES)
    rescored = [_rescore(s, selection) for s in samples]
    rows = np.stack([_decision_features(s) for s in rescored])
    chances = 1 / (1 + np.exp(-decision.logits(rows)))
    right = np.array([_is_right(s) for s in rescored])
    vetoed = np.array([_vetoed(s) for s in rescored])
    lines = [f"answerable AUROC {roc_auc_score(right, chances):.3f}, n {len(right)}"]
    for category in sorted({s.case.category for s in samples}):
        chosen = np.array([s.case.category == category for s in samples])
        kept = (chances[chosen] >= weights["threshold"]["answer"]) & ~vetoed[chosen]
        lines.append(
            f"{category:<18} n {chosen.sum():>4}  right before refusal {right[chosen].mean():.3f}"
            f"  vetoed {vetoed[chosen].mean():.3f}"
            f"  right {(right[chosen] & kept).mean():.3f}  refused {1 - kept.mean():.3f}"
        )
    return "\n".join(lines)


def save(weights: dict[str, dict[str, float]], path: Path) -> None:
    """Write the weights as readable JSON."""
    path.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")


def _fit_evidence(samples: Sequence[Sample]) -> Linear:
    """Conditional logit: the likelihood that the first of a softmax over a question's sentences is right."""
    groups = []
    for sample in samples:
        holds = np.array([_holds(sample.case, c) for c in sample.evidence.candidates], dtype=bool)
        if holds.any() and not holds.all():
            groups.append((np.stack([c.features for c in sample.evidence.candidates]), holds))
    spread = np.concatenate([rows for rows, _ in groups]).std(axis=0)
    spread[spread == 0] = 1.0
    scaled = [(rows / spread, holds) for rows, holds in groups]
    found = minimize(_loss, np.zeros(len(spread)), args=(scaled,), jac=True, method="L-BFGS-B").x
    weights = dict(zip(evidence.FEATURES, (found / spread).tolist(), strict=True)) | _SET
    return Linear.read(weights | {"bias": 0.0}, evidence.FEATURES)


def _loss(
    weights: FloatVector, groups: Sequence[tuple[FloatVector, npt.NDArray[np.bool_]]]
) -> tuple[float, FloatVector]:
    """Mean negative log likelihood with its gradient, and a small ridge."""
    loss, gradient = 0.0, np.zeros_like(weights)
    for rows, holds in groups:
        chances = softmax(rows @ weights)
        right = chances * holds
        loss -= float(np.log(right.sum()))
        gradient -= rows.T @ (right / right.sum() - chances)
    count = len(groups)
    return loss / count + _RIDGE * float(weights @ weights), gradient / count + 2 * _RIDGE * weights


def _logistic(rows: FloatArray, labels: npt.NDArray[np.bool_], weights: FloatVector) -> Linear:
    spread = rows.std(axis=0)
    spread[spread == 0] = 1.0
    model = LogisticRegression(C=_INVERSE_RIDGE, max_iter=2000).fit(rows / spread, labels, weights)
    return Linear(
        answerable.FEATURES, (model.coef_[0] / spread).astype(np.float32), float(model.intercept_[0])
    )


def _rescore(sample: Sample, model: Linear) -> Sample:
    candidates = sample.evidence.candidates
    if not candidates:
        return sample
    scores = model.logits(np.stack([c.features for c in candidates])).tolist()
    scored = [replace(c, score=s) for c, s in zip(candidates, scores, strict=True)]
    ordered = sorted(scored, key=lambda c: (-c.score, c.rank, c.sentence.start))
    return replace(sample, evidence=replace(sample.evidence, candidates=ordered))


def _quotes(sample: Sample) -> list[Quote]:
    return compose(sample.evidence.query, sample.evidence.candidates, MAX_CHARS)


def _decision_features(sample: Sample) -> FloatArray:
    return answerable.features(sample.evidence.query, _quotes(sample), sample.evidence.hits)


def _vetoed(sample: Sample) -> bool:
    return conflict(sample.evidence.query, _quotes(sample)) is not None


def _is_right(sample: Sample) -> bool:
    quotes = _quotes(sample)
    return sample.case.answerable and is_right("".join(q.text for q in quotes), sample.case.need_all)


def _holds(case: Case, candidate: Candidate) -> bool:
    said = comparable(candidate.text)
    return any(comparable(a) in said for alternatives in case.need_all for a in alternatives)


def _stored(model: Linear) -> dict[str, float]:
    named = dict(zip(model.names, model.weights.tolist(), strict=True))
    return {k: round(v, _ROUND) for k, v in ({"bias": model.bias} | named).items()}

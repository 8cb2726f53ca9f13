"""What the weights are worth on questions that they were not fitted on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import roc_auc_score

from eval.paired import estimate
from eval.samples import Sample, holds_answer, is_good, is_vetoed, quotes_of, rescored, verdict
from rag.chat import MAX_CHARS
from rag.weights import Weights

FOLDS = 5
_BINS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a sample under some weights. `holding` is right before any refusal."""

    sample: Sample
    good: bool
    answered: bool
    holding: bool
    vetoed: bool
    confidence: float


def outcomes(samples: Sequence[Sample], weights: Weights, max_chars: int = MAX_CHARS) -> list[Outcome]:
    """Judge each sample under the weights."""
    return [_outcome(sample, weights, max_chars) for sample in samples]


def out_of_fold(samples: Sequence[Sample], fit: Callable[[Sequence[Sample]], Weights]) -> list[Outcome]:
    """Judge each sample under weights fitted on the other folds; a question is in one fold with its kin."""
    found = []
    for fold in range(FOLDS):
        weights = fit([s for s in samples if _fold(s) != fold])
        found += outcomes([s for s in samples if _fold(s) == fold], weights)
    return found


def by_group(found: Sequence[Outcome]) -> Iterator[str]:
    """One line a group: right or refused where either is right, with its interval."""
    yield f"{'group':<34}{'n':>5}  {'good, 95 % interval':<24}{'held':>7}{'refused':>9}{'vetoed':>8}"
    for group in dict.fromkeys(o.sample.group for o in found):
        own = [o for o in found if o.sample.group == group]
        good = estimate([o.good for o in own])
        held, refused, vetoed = (
            np.mean([value(o) for o in own])
            for value in (lambda o: o.holding, lambda o: not o.answered, lambda o: o.vetoed)
        )
        yield f"{group:<34}{len(own):>5}  {good!s:<24}{held:>7.3f}{refused:>9.3f}{vetoed:>8.3f}"


def calibration(found: Sequence[Outcome]) -> Iterator[str]:
    """Reliability of the confidence: its mean and the share that is right, in bins of a tenth."""
    known = [o for o in found if not o.vetoed]
    chances = np.array([o.confidence for o in known])
    right = np.array([o.holding for o in known])
    yield f"AUROC {roc_auc_score(right, chances):.3f}, n {len(known)}"
    error = 0.0
    for low, high in zip(_BINS, _BINS[1:], strict=False):
        inside = (chances >= low) & ((chances < high) | (high == 1.0))
        if inside.any():
            error += abs(chances[inside].mean() - right[inside].mean()) * inside.sum() / len(known)
            yield (
                f"confidence {low:.1f}-{high:.1f}  n {inside.sum():>5}"
                f"  mean {chances[inside].mean():.3f}  right {right[inside].mean():.3f}"
            )
    yield f"expected calibration error {error:.3f}"


def _outcome(sample: Sample, weights: Weights, max_chars: int) -> Outcome:
    ordered = rescored(sample, weights.evidence)
    given = verdict(sample, weights, max_chars)
    quotes = quotes_of(ordered)
    return Outcome(
        sample,
        is_good(sample, given),
        given.answered,
        holds_answer(sample, quotes),
        is_vetoed(ordered, quotes),
        given.confidence,
    )


def _fold(sample: Sample) -> int:
    return hashlib.sha256(sample.origin.encode()).digest()[0] % FOLDS

"""What the weights are worth on questions that they were not fitted on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from eval.fitting.samples import (
    Sample,
    holds_answer,
    holds_item,
    is_good,
    is_vetoed,
    quotes_of,
    rescored,
    verdict,
    weights_of,
)
from eval.paired import estimate
from eval.reliability import Bin, FloatVector, auroc, calibration_error, reliability
from rag.chat import MAX_CHARS
from rag.rules import RULES, Rules
from rag.weights import WeightSets

FOLDS = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a sample under some weights.

    `holding` is right before any refusal; `first` when the likeliest sentence holds what is needed.
    """

    sample: Sample
    good: bool
    answered: bool
    holding: bool
    first: bool
    vetoed: bool
    confidence: float


def outcome(sample: Sample, sets: WeightSets, rules: Rules = RULES, max_chars: int = MAX_CHARS) -> Outcome:
    """Judge a sample under the weights of its kind."""
    ordered = rescored(sample, weights_of(sample, sets).evidence)
    given = verdict(sample, sets, rules, max_chars)
    quotes = quotes_of(ordered, rules)
    return Outcome(
        sample,
        is_good(sample, given),
        given.answered,
        holds_answer(sample, quotes),
        any(holds_item(sample.case, c) for c in ordered.whole.candidates[:1]),
        is_vetoed(ordered, quotes, rules),
        given.confidence,
    )


def out_of_fold(
    samples: Sequence[Sample],
    fit: Callable[[Sequence[Sample]], WeightSets],
    judged: Callable[[Sample, WeightSets], Outcome] = outcome,
) -> list[Outcome]:
    """Judge each sample under weights fitted on the other folds; a question is in one fold with its kin."""
    found = []
    for fold in range(FOLDS):
        sets = fit([s for s in samples if _fold(s) != fold])
        found += [judged(s, sets) for s in samples if _fold(s) == fold]
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


def bins(found: Sequence[Outcome]) -> list[Bin]:
    """Reliability of the confidence where nothing plain speaks against the evidence."""
    return reliability(*_confidences(found))


def calibration(found: Sequence[Outcome]) -> Iterator[str]:
    """Reliability of the confidence: its mean and the share that is right, in bins of a tenth."""
    confidences, right = _confidences(found)
    yield f"AUROC {auroc(confidences, right):.3f}, n {len(right)}"
    for each in bins(found):
        yield (
            f"confidence {each.low:.1f}-{each.high:.1f}  n {each.count:>5}"
            f"  mean {each.confidence:.3f}  right {each.right}"
        )
    yield f"expected calibration error {calibration_error(confidences, right):.3f}"


def _confidences(found: Sequence[Outcome]) -> tuple[FloatVector, FloatVector]:
    known = [o for o in found if o.sample.decides and not o.vetoed]
    return np.array([o.confidence for o in known]), np.array([float(o.holding) for o in known])


def _fold(sample: Sample) -> int:
    return hashlib.sha256(sample.origin.encode()).digest()[0] % FOLDS

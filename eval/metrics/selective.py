"""Whether it was decided well to answer or to refuse.

A question counts as answered rightly only when it has an answer and was given it; the confidence is that of
its answer or refusal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of a question: whether it has an answer, was given one, and a right one."""

    answerable: bool
    answered: bool
    right: bool
    confidence: float


def refusal_precision(decisions: Sequence[Decision]) -> float:
    """Share of the refused that have no answer; nan when nothing was refused."""
    return _share([not d.answerable for d in decisions if not d.answered])


def refusal_recall(decisions: Sequence[Decision]) -> float:
    """Share of those without an answer that were refused; nan when there are none."""
    return _share([not d.answered for d in decisions if not d.answerable])


def false_refusals(decisions: Sequence[Decision]) -> float:
    """Share of those with an answer that were refused; nan when there are none."""
    return _share([not d.answered for d in decisions if d.answerable])


def risk_coverage(decisions: Sequence[Decision]) -> tuple[list[float], list[float]]:
    """(coverages, risks): the share of all questions answered, the surest first, and the share of them wrong.

    What was refused comes last, as wrong: with an answer it lost it, without one any answer would be false.
    Equal confidences share a point, so that no order among them is made up.
    """
    ordered = sorted(decisions, key=lambda d: (not d.answered, -d.confidence))
    wrong = np.cumsum([not (d.answered and d.right) for d in ordered])
    keys = [(d.answered, d.confidence) for d in ordered]
    last = [i for i, key in enumerate(keys) if i + 1 == len(keys) or keys[i + 1] != key]
    return [(i + 1) / len(ordered) for i in last], [float(wrong[i]) / (i + 1) for i in last]


def aurc(decisions: Sequence[Decision]) -> float:
    """Area under the risk-coverage curve as a mean of the risks over all coverages (Geifman et al. 2019).

    Lower is better; nan without questions.
    """
    if not decisions:
        return float("nan")
    coverages, risks = risk_coverage(decisions)
    widths = np.diff([0.0, *coverages])
    return float(np.dot(widths, risks))


def coverage_at(decisions: Sequence[Decision], accuracy: float) -> float:
    """Largest share of the questions, the surest first, of which at least `accuracy` are right; else 0."""
    coverages, risks = risk_coverage(decisions) if decisions else ([], [])
    return max((c for c, r in zip(coverages, risks, strict=True) if 1 - r >= accuracy - 1e-12), default=0.0)


def _share(values: Sequence[bool]) -> float:
    return sum(values) / len(values) if values else float("nan")

"""Rows to means: one number a measure, by category and over all."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.metrics.selective import aurc, coverage_at, false_refusals, refusal_precision, refusal_recall
from eval.reliability import calibration_error
from eval.run import Row

ACCURATE = 0.95


@dataclass(frozen=True, slots=True)
class Summary:
    """Means over some rows, by name; a measure that applies to none of them is not there.

    A question without hits counts 0 in the measures of ranking, a refused or wrong answer 0 in `accuracy`.
    """

    name: str
    questions: int
    means: Mapping[str, float]

    def mean(self, name: str) -> float:
        """A mean, nan where there is none."""
        return self.means.get(name, math.nan)


def summarise(name: str, rows: Sequence[Row]) -> Summary:
    """Means of some rows under a name."""
    names = dict.fromkeys(measure for row in rows for measure in row.measures)
    means = {n: mean([row.measures[n] for row in rows if n in row.measures]) for n in names}
    means["characters"] = mean([len(row.answer.text) for row in rows if row.answer.answered])
    return Summary(
        name, len(rows), {n: v for n, v in {**means, **_decided(rows)}.items() if not math.isnan(v)}
    )


def by_category(rows: Sequence[Row]) -> list[Summary]:
    """A summary of each category in the order of their names, then one of `all`."""
    categories = sorted({row.case.category for row in rows})
    groups = [summarise(c or "-", [row for row in rows if row.case.category == c]) for c in categories]
    return [*groups, summarise("all", rows)]


def mean(values: Sequence[float | bool]) -> float:
    """Arithmetic mean; nan of nothing, so that an empty column is seen."""
    return sum(values) / len(values) if values else math.nan


def _decided(rows: Sequence[Row]) -> dict[str, float]:
    decisions = [row.decision for row in rows]
    if not decisions:
        return {}
    both = {d.answerable for d in decisions} == {True, False}
    found = {
        "refusal recall": refusal_recall(decisions),
        "refusal precision": refusal_precision(decisions) if both else math.nan,
        "false refusals": false_refusals(decisions),
    }
    if both:
        found["AURC"] = aurc(decisions)
        found[f"coverage at {ACCURATE:.0%}"] = coverage_at(decisions, ACCURATE)
        found["calibration error"] = calibration_error(
            [d.confidence for d in decisions], [d.right for d in decisions]
        )
    return found

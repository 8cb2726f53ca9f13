"""Rows as text for people."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from eval.latency import stages
from eval.run import Row
from eval.summary import Summary, by_category, summarise

# (head, name of the measure); the last is no share.
_COLUMNS = (
    ("accuracy", "accuracy"),
    ("F1", "F1"),
    ("R@5", "R@5"),
    ("R@10", "R@10"),
    ("RR@10", "RR@10"),
    ("nDCG@10", "nDCG@10"),
    ("cit.prec", "citation precision"),
    ("cit.rec", "citation recall"),
    ("refused", "refusal recall"),
    ("falsely", "false refusals"),
    ("exact", "exact"),
    ("chars", "characters"),
)
_WIDTH = 9
_OVERALL = (
    "refusal precision",
    "AURC",
    "coverage at 95%",
    "calibration error",
    "conflict shown",
    "document R@5",
    "document RR@10",
    "document nDCG@10",
    "whole",
    "numbers",
    "quoted",
)


def table(rows: Sequence[Row]) -> str:
    """Means by category and over all, and below what is measured of the whole alone."""
    summaries = by_category(rows)
    return "\n".join([_head(), *map(_line, summaries), "", *_overall(summaries[-1])])


def comparison(systems: dict[str, Sequence[Row]]) -> str:
    """One line a system, all its rows together."""
    return "\n".join([_head("system"), *(_line(summarise(name, rows)) for name, rows in systems.items())])


def latency(rows: Sequence[Row]) -> str:
    """Median and 95th percentile of each stage, in ms."""
    lines = [f"{'stage':<20}{'p50 ms':>{_WIDTH}}{'p95 ms':>{_WIDTH}}"]
    lines += [f"{s.name:<20}{s.median:>{_WIDTH}.1f}{s.late:>{_WIDTH}.1f}" for s in stages(rows)]
    return "\n".join(lines)


def failures(rows: Sequence[Row]) -> str:
    """Every question that was answered wrongly, wrongly refused, or not refused."""
    lines = []
    for row in rows:
        if not row.good:
            wanted = "，".join("/".join(alternatives) for alternatives in row.case.need_all) or "（应拒答）"
            lines.append(f"{row.case.id} {row.case.question} → {wanted}")
            lines.append(f"    {row.answer.confidence:.2f} {row.answer.text}")
            lines += [f"    {note.kind}: {note.text}" for note in row.answer.notes]
    return "\n".join(lines)


def _head(first: str = "category") -> str:
    return f"{first:<20}{'n':>5}" + "".join(f"{head:>{_WIDTH}}" for head, _ in _COLUMNS)


def _line(summary: Summary) -> str:
    shown = (_figure(name, summary.mean(name)) for _, name in _COLUMNS)
    return f"{summary.name:<20}{summary.questions:>5}" + "".join(f"{text:>{_WIDTH}}" for text in shown)


def _overall(summary: Summary) -> Iterator[str]:
    for name in _OVERALL:
        if name in summary.means:
            yield f"{name:<20}{_figure(name, summary.mean(name)):>{_WIDTH}}"


def _figure(name: str, value: float) -> str:
    if math.isnan(value):
        return "-"
    return f"{value:.0f}" if name == "characters" else f"{value:.3f}"

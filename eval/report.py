"""Rows as text for people."""

from __future__ import annotations

import math
from collections.abc import Sequence

from eval.run import Row, Summary, summarise

_HEAD = f"{'category':<20}{'n':>5}{'accuracy':>10}{'recall@10':>11}{'refused':>9}{'exact':>7}{'chars':>7}"


def table(rows: Sequence[Row]) -> str:
    """Means by category, and over all."""
    categories = sorted({r.case.category for r in rows})
    groups = [summarise(c or "-", [r for r in rows if r.case.category == c]) for c in categories]
    return "\n".join([_HEAD, *map(_line, groups), _line(summarise("all", rows))])


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


def _line(s: Summary) -> str:
    figures = [(s.accuracy, 10), (s.recall, 11), (s.refused, 9), (s.exact, 7)]
    shown = "".join(f"{'-' if math.isnan(v) else f'{v:.3f}':>{width}}" for v, width in figures)
    length = "-" if math.isnan(s.characters) else f"{s.characters:.0f}"
    return f"{s.name:<20}{s.answerable + s.unanswerable:>5}{shown}{length:>7}"

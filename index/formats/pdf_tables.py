"""Ruled tables of a page: each row one line, the lines of a cell joined."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence

from index.formats.layout import Box, Line, reading_lines
from index.formats.pdf_page import Rule

# Rules within so many points of each other are one, drawn twice or thick.
_NEAR = 3.0
_MIN_RULES = 3


def table_lines(boxes: Sequence[Box], across: Sequence[Rule], down: Sequence[Rule]) -> list[Line]:
    """Lines of a page in reading order, tables as rows of cells split by ` | `."""
    grid = _grid(across, down)
    if grid is None:
        return reading_lines(boxes)
    ys, xs = grid
    inside = [
        b for b in boxes if ys[0] <= (b.top + b.bottom) / 2 <= ys[-1] and xs[0] - _NEAR <= b.left <= xs[-1]
    ]
    above = [b for b in boxes if b not in inside and (b.top + b.bottom) / 2 < ys[0]]
    rest = [b for b in boxes if b not in inside and b not in above]
    return [*reading_lines(above), *_rows(inside, ys, xs), *reading_lines(rest)]


def _grid(across: Sequence[Rule], down: Sequence[Rule]) -> tuple[list[float], list[float]] | None:
    """Heights of the horizontal and places of the vertical rules of a table, if the page has one."""
    if not down:
        return None
    top, bottom = min(t for _, t, _ in down), max(b for _, _, b in down)
    ys = _distinct([y for y, _, _ in across if top - _NEAR <= y <= bottom + _NEAR])
    xs = _distinct([x for x, _, _ in down])
    return (ys, xs) if len(ys) >= _MIN_RULES and len(xs) >= _MIN_RULES else None


def _distinct(places: Sequence[float]) -> list[float]:
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > _NEAR:
            found.append(place)
    return found


def _rows(boxes: Sequence[Box], ys: list[float], xs: list[float]) -> list[Line]:
    cells: dict[int, dict[int, list[Box]]] = defaultdict(lambda: defaultdict(list))
    for box in boxes:
        row = bisect_right(ys, (box.top + box.bottom) / 2)
        cells[row][bisect_right(xs, box.left + _NEAR)].append(box)
    lines = []
    for row in sorted(cells):
        parts = [_cell(cells[row][column]) for column in sorted(cells[row])]
        held = [box for column in cells[row].values() for box in column]
        lines.append(
            Line(
                " | ".join(parts), min(b.top for b in held), max(b.height for b in held), cells=len(parts) > 1
            )
        )
    return lines


def _cell(boxes: list[Box]) -> str:
    """Text of a cell, its lines joined."""
    text = ""
    for box in sorted(boxes, key=lambda b: (round(b.top / max(b.height, 1.0)), b.left)):
        gap = " " if text and text[-1].isascii() and box.text[:1].isascii() else ""
        text += gap + box.text.strip()
    return text

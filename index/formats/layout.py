"""Lines on a page to paragraphs in reading order: columns, table rows, lines that the width broke.

Shared by the text layer of PDF files and by OCR. Coordinates grow to the right and downwards, in any unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median


@dataclass(frozen=True, slots=True)
class Box:
    """A piece of a line of text and the rectangle that it fills."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        """Height of the line, about one em."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Line:
    """A line of one column.

    `full` says that it reaches the column's right margin, `indented` that it begins behind the left one.
    `gap` is the white above it in ems. `cells` is set for a row of a table.
    """

    text: str
    top: float
    height: float
    full: bool = False
    indented: bool = False
    centred: bool = False
    gap: float = 0.0
    cells: bool = False


# Boxes overlap in height by this share when they stand on one line.
_SAME_LINE = 0.5
# White between boxes of a line, in ems, from which they are cells and not words.
_CELL_GAP = 1.2
# White between columns of running text, in ems.
_GUTTER = 0.8
# Columns have at least this many lines and ems, and lines that fill this share of their width; cells of
# tables do not. Headlines and pictures across them are at most this share of a page's pieces.
_MIN_COLUMN_LINES = 5
_MIN_COLUMN_WIDTH = 8
_ACROSS = 0.2
_FILLED = 0.8
# Lines of one paragraph differ less in height; boxes of OCR are uneven.
_SAME_SIZE = 0.35
# Within this many ems of the margin a line is full.
_MARGIN = 1.6
_INDENT = 1.2
_ENDS = "。！？；：:;!?…"
_NUMERAL = "[一二三四五六七八九十百千零〇]+"
# What begins a paragraph whatever stands above it.
_BEGINS = re.compile(
    rf"第{_NUMERAL}[编章节条](?:[\s　【]|$)|第{_NUMERAL}条之|[（(]{_NUMERAL}[）)]|{_NUMERAL}、|[□■●◆]|附件"
)


def reading_lines(boxes: Sequence[Box]) -> list[Line]:
    """Lines of a page in the order in which they are read."""
    return [line for column in _columns([b for b in boxes if b.text.strip()]) for line in _lines(column)]


def join_lines(lines: Sequence[Line]) -> Iterator[tuple[int, str, bool]]:
    """(number, text, begins) of every line; one that does not begin a paragraph runs on from the last."""
    before: Line | None = None
    for number, line in enumerate(lines):
        begins = before is None or not _runs_on(before, line)
        gap = "" if begins or before is None else _space(before.text, line.text)
        yield number, gap + line.text, begins
        before = line


def _runs_on(before: Line, line: Line) -> bool:
    """Whether a line goes on with the sentence of the one before."""
    if before.cells or line.cells or _BEGINS.match(line.text):
        return False
    if abs(before.height - line.height) > _SAME_SIZE * max(before.height, line.height):
        return False
    if before.centred and line.centred:
        # A title of two lines; a list of short lines has no white around it.
        return line.gap < 1.0 and not before.text.endswith(tuple(_ENDS))
    if before.text.endswith(("，", "、", ",")):
        return line.gap < 2.0
    return before.full and not line.indented and line.gap < 2.0


def _space(before: str, after: str) -> str:
    """Latin words are set apart, Chinese ones are not."""
    return " " if before[-1:].isascii() and after[:1].isascii() and before[-1:] != "-" else ""


def _rows(boxes: list[Box]) -> list[list[Box]]:
    """Boxes of one height, from top to bottom, each row from left to right."""
    rows: list[list[Box]] = []
    for box in sorted(boxes, key=lambda b: (b.top + b.bottom) / 2):
        middle = (box.top + box.bottom) / 2
        row = rows[-1] if rows else []
        if row and middle - median((b.top + b.bottom) / 2 for b in row) < _SAME_LINE * min(
            box.height, row[0].height
        ):
            row.append(box)
        else:
            rows.append([box])
    return [sorted(row, key=lambda b: b.left) for row in rows]


@dataclass(frozen=True, slots=True)
class _Column:
    """Rows of one column and its margins."""

    rows: list[list[Box]]
    left: float
    right: float


def _columns(boxes: list[Box], edges: tuple[float, float] | None = None) -> Iterator[_Column]:
    """Columns in reading order; what stands across them stands before or behind those beside it."""
    if not boxes:
        return
    left, right = edges or (min(b.left for b in boxes), max(b.right for b in boxes))
    gutter = _gutter(boxes)
    if gutter is None:
        yield _Column(_rows(boxes), left, right)
        return
    across = sorted((b for b in boxes if b.left < gutter < b.right), key=lambda b: b.top)
    top = float("-inf")
    waiting: list[Box] = []
    for border in [*across, None]:
        bottom = border.top if border else float("inf")
        band = [b for b in boxes if b not in across and top <= (b.top + b.bottom) / 2 < bottom]
        if band:
            if waiting:
                yield _Column(_rows(waiting), left, right)
                waiting = []
            yield from _columns([b for b in band if b.right <= gutter])
            yield from _columns([b for b in band if b.left >= gutter])
        if border:
            waiting.append(border)
            top = max(top, bottom)
    if waiting:
        yield _Column(_rows(waiting), left, right)


def _gutter(boxes: list[Box]) -> float | None:
    """Middle of the white between two columns of running text, if there is one."""
    em = median(b.height for b in boxes)
    best: tuple[float, float] | None = None
    for low, high in _whites(boxes, em):
        middle = (low + high) / 2
        sides = [b for b in boxes if b.right <= middle], [b for b in boxes if b.left >= middle]
        if all(_is_running(side, em) for side in sides) and (best is None or high - low > best[0]):
            best = high - low, middle
    return best[1] if best else None


def _whites(boxes: list[Box], em: float) -> Iterator[tuple[float, float]]:
    """Strips from top to bottom that few boxes reach into."""
    edges = sorted({e for b in boxes for e in (b.left, b.right)})
    few = _ACROSS * len(boxes)
    low: float | None = None
    for left, right in pairwise(edges):
        crossing = sum(b.left < right and b.right > left for b in boxes)
        if crossing > few:
            if low is not None and left - low >= _GUTTER * em:
                yield low, left
            low = None
        elif low is None:
            low = left


def _is_running(boxes: list[Box], em: float) -> bool:
    """Whether a side is a column of text: wide, with enough lines, most of which fill it."""
    if len(boxes) < _MIN_COLUMN_LINES:
        return False
    left, right = min(b.left for b in boxes), max(b.right for b in boxes)
    widths = [row[-1].right - row[0].left for row in _rows(boxes)]
    full = sum(width >= _FILLED * min(right - left, max(widths)) for width in widths)
    return right - left >= _MIN_COLUMN_WIDTH * em and full >= len(widths) / 2


def _lines(column: _Column) -> Iterator[Line]:
    bottom = column.rows[0][0].top
    for row in column.rows:
        height = median(b.height for b in row)
        top = min(b.top for b in row)
        joined, cells = _join_row(row, height)
        begin, end = row[0].left - column.left, column.right - row[-1].right
        yield Line(
            joined,
            top,
            height,
            full=end <= _MARGIN * height,
            indented=begin > _INDENT * height or joined[:1] in "\u3000",
            centred=begin > 2 * height and abs(begin - end) < 2 * height,
            gap=(top - bottom) / height,
            cells=cells,
        )
        bottom = max(b.bottom for b in row)


def _join_row(row: list[Box], height: float) -> tuple[str, bool]:
    """Text of a row, and whether it is made of cells."""
    text, cells = row[0].text, False
    for before, box in zip(row, row[1:], strict=False):
        if box.left - before.right >= _CELL_GAP * height:
            text, cells = f"{text.rstrip()} | {box.text.lstrip()}", True
        else:
            text += _space(before.text, box.text) + box.text
    return text, cells

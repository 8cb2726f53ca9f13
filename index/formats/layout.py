"""Lines on a page to paragraphs in reading order: columns, table rows, lines that the width broke.

Shared by the text layer of PDF files and by OCR. Coordinates grow to the right and downwards, in any unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
# Columns have at least this many lines, which fill this share of their width; cells of tables do not.
_MIN_COLUMN_LINES = 5
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
    rows = _rows([b for b in boxes if b.text.strip()])
    return [line for column in _columns(rows) for line in _lines(column)]


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
        return before.height > 1.0 and line.gap < 1.0 and not before.text.endswith(tuple(_ENDS))
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


def _columns(rows: list[list[Box]]) -> Iterator[_Column]:
    """Columns in reading order; what stands across the page stands before or behind those beside it."""
    if not rows:
        return
    em = median(b.height for row in rows for b in row)
    left, right = _margins(rows)
    plain: list[list[Box]] = []
    start = 0
    while start < len(rows):
        found = _beside(rows, start, em)
        if found is None:
            plain.append(rows[start])
            start += 1
            continue
        if plain:
            yield _Column(plain, left, right)
            plain = []
        start, sides = found
        for side in sides:
            yield from _columns(side)
    if plain:
        yield _Column(plain, left, right)


def _margins(rows: list[list[Box]]) -> tuple[float, float]:
    return min(row[0].left for row in rows), max(row[-1].right for row in rows)


def _beside(rows: list[list[Box]], start: int, em: float) -> tuple[int, list[list[list[Box]]]] | None:
    """(end, left and right rows) of the longest band of two sides that begins at a row, if one does."""
    best: tuple[int, list[list[list[Box]]]] | None = None
    for low, high in _gutters(rows[start], em):
        end = start
        while end < len(rows):
            narrowed = _narrowed([b for b in rows[end] if b.left < high and b.right > low], low, high)
            if narrowed[1] - narrowed[0] < _GUTTER * em:
                break
            low, high = narrowed
            end += 1
        sides = [
            [side for row in rows[start:end] if (side := [b for b in row if b.left < low])],
            [side for row in rows[start:end] if (side := [b for b in row if b.right > high])],
        ]
        if all(map(_is_running, sides)) and (best is None or end > best[0]):
            best = end, sides
    return best


def _gutters(row: list[Box], em: float) -> Iterator[tuple[float, float]]:
    for before, after in zip(row, row[1:], strict=False):
        if after.left - before.right >= _GUTTER * em:
            yield before.right, after.left


def _narrowed(boxes: list[Box], low: float, high: float) -> tuple[float, float]:
    """White that is left between two margins when boxes reach into it from either side."""
    middle = (low + high) / 2
    for box in boxes:
        if box.left < middle < box.right:
            return middle, middle
        if box.right <= middle:
            low = max(low, box.right)
        else:
            high = min(high, box.left)
    return low, high


def _is_running(column: list[list[Box]]) -> bool:
    """Whether a column is of running text: enough lines, most of which fill it."""
    if len(column) < _MIN_COLUMN_LINES:
        return False
    left, right = _margins(column)
    full = sum(r[-1].right - r[0].left >= _FILLED * (right - left) for r in column)
    return full >= len(column) / 2


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

"""Tables of spreadsheets to lines: a row becomes a sentence that names the head of each of its cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_NUMBER = re.compile(r"[-+￥¥$]?[\d,.]+%?")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Span:
    """A merged cell: rows [top, bottom] and columns [left, right], both ends in it."""

    top: int
    left: int
    bottom: int
    right: int


def row_lines(rows: Sequence[Sequence[str]], spans: Sequence[Span] = ()) -> Iterator[str]:
    """Lines of a sheet, from its cells as text; blank rows have none.

    What stands above the heads or alone in its row stays a line of its own. `镇街：青岚街道；金额：12.5。` is
    a row beneath heads; heads of several rows are joined. Without heads, cells are split by ` | `.
    """
    filled = _fill(rows, spans)
    top, bottom = _heads(filled, spans)
    names = _names(filled[top:bottom]) if bottom else []
    for number, row in enumerate(filled):
        cells = [c for c in row if c]
        own = sum(not c.isspace() and c != "" for c in rows[number])  # without what is merged from above
        if not own or top <= number < bottom:
            continue
        if own == 1 == len(set(cells)) and (len(cells) > 1 or _is_alone(rows[number])):
            yield cells[0]
        elif number < top or not bottom:
            yield " | ".join(_once(row, number, spans))
        else:
            yield _sentence(names, row)
    if bottom and not any(any(row) for row in filled[bottom:]):
        yield " | ".join(name for name in names if name)


def _fill(rows: Sequence[Sequence[str]], spans: Sequence[Span]) -> list[list[str]]:
    """Rows of one width, cells on one line, and a merged cell in every place that it covers."""
    width = max((len(row) for row in rows), default=0)
    filled = [[" ".join(c.split()) for c in row] + [""] * (width - len(row)) for row in rows]
    for span in spans:
        for row in range(span.top, min(span.bottom + 1, len(filled))):
            for column in range(span.left, min(span.right + 1, width)):
                filled[row][column] = filled[span.top][span.left]
    return filled


def _heads(filled: list[list[str]], spans: Sequence[Span]) -> tuple[int, int]:
    """Rows [top, bottom) of the heads; (0, 0) when there are none."""
    width = max((sum(map(bool, row)) for row in filled), default=0)
    for top, row in enumerate(filled):
        cells = [c for c in row if c]
        if len(set(cells)) < 2 or 2 * len(cells) < width:
            continue
        if not are_heads(cells) or any("。" in c for c in cells):
            return 0, 0
        over = [span for span in spans if span.top == top and span.left < width]
        bottom = max([top, *(span.bottom for span in over)])
        if bottom == top and any(span.right > span.left for span in over):
            bottom += 1
        return top, bottom + 1
    return 0, 0


def are_heads(cells: Sequence[str]) -> bool:
    """Whether cells may head columns: figures do not, but a row of years does (指标, 2021, 2022)."""
    figures = [c for c in cells if _NUMBER.fullmatch(c)]
    years = len(set(figures)) >= 2 and all(map(_YEAR.fullmatch, figures))
    return not figures or years and not _NUMBER.fullmatch(cells[0])


def _names(heads: list[list[str]]) -> list[str]:
    """Name of each column: its heads from above, each once."""
    return [" ".join(dict.fromkeys(filter(None, column))) for column in zip(*heads, strict=True)]


def _sentence(names: list[str], row: list[str]) -> str:
    parts = [f"{name}：{cell}" if name else cell for name, cell in zip(names, row, strict=True) if cell]
    joined = "；".join(dict.fromkeys(parts))
    return joined if joined.endswith(("。", "！", "？")) else f"{joined}。"


def _is_alone(row: Sequence[str]) -> bool:
    """Whether the only cell of a row stands at its beginning, as a note or a group's title does."""
    return bool(row and row[0].strip())


def _once(row: list[str], number: int, spans: Sequence[Span]) -> list[str]:
    """Cells of a row; one merged across columns stands once."""
    covered = {
        column
        for span in spans
        if span.top <= number <= span.bottom
        for column in range(span.left + 1, span.right + 1)
    }
    cells = [cell for column, cell in enumerate(row) if column not in covered]
    while cells and not cells[-1]:
        cells.pop()
    return cells

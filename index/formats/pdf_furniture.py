"""Running heads, page numbers and the repeated heads of tables: what stands on a page for the page's sake."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from index.formats.layout import Line

# Furniture stands within this share of the page's height from its upper or lower edge.
_EDGE = 0.09
_PAGE_NUMBER = re.compile(r"[-—–\s·•.]*(?:第\s*)?\d{1,4}\s*(?:页)?(?:[\s/，,共]*\d{1,4}\s*页?)?[-—–\s·•.]*")


def without_furniture(pages: Sequence[tuple[list[Line], float]]) -> list[list[Line]]:
    """Lines of the pages (lines, height) without page numbers and what repeats at the edges of most pages.

    The rows of a table that goes over several pages stand at the edges too: one counts as repeated only
    when it is the same to the last figure, and stays where it stands first.
    """
    marks = [list(_marks(lines, height)) for lines, height in pages]
    shared = Counter(mark for page in marks for mark in {mark for mark, _ in page if mark})
    often = {mark for mark, count in shared.items() if count >= max(3, 0.6 * len(pages))}
    seen: set[str] = set()
    kept = []
    for (lines, height), page in zip(pages, marks, strict=True):
        left = []
        for line, (mark, is_row) in zip(lines, page, strict=True):
            repeats = mark in often and not (is_row and mark not in seen)
            seen.add(mark)
            number = _at_edge(line, height) and _PAGE_NUMBER.fullmatch(line.text.strip())
            if not repeats and not number:
                left.append(line)
        kept.append(left)
    return kept


def _marks(lines: Sequence[Line], height: float) -> Iterator[tuple[str, bool]]:
    """(what to compare, whether it is a row of a table) of each line; empty for what is no furniture."""
    for n, line in enumerate(lines):
        around = [*lines[max(0, n - 1) : n], *lines[n + 1 : n + 2]]
        is_row = line.cells and any(other.cells for other in around)
        mark = line.text if is_row else re.sub(r"[\d\s]+", "", line.text)
        yield mark if _at_edge(line, height) and any(map(str.isalpha, mark)) else "", is_row


def _at_edge(line: Line, height: float) -> bool:
    return line.top < _EDGE * height or line.top + line.height > (1 - _EDGE) * height

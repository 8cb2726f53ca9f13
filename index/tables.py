"""Tables in a text: rows are lines whose cells are split by ` | `, as the readers and Markdown write them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.types import Chunk

# A row that names the head of each cell, as `index.formats.rows` writes it: 镇街：青岚街道；金额：12.5。
_NAMED_ROW = re.compile(r"(?:[^：；\n]{1,40}：[^；\n]*；){2,}[^；\n]*")
_RULE = re.compile(r"[\s|:-]+")
_NUMBER = re.compile(r"[-+]?[\d,.]+%?")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows [start, end) of a text; `head` are (start, end) of the line that names the columns."""

    start: int
    end: int
    head: tuple[int, int]


def find_tables(text: str) -> Iterator[Table]:
    """Tables of at least two rows whose first row is no figure; others have no heads."""
    rows: list[tuple[int, int]] = []
    start = 0
    for line in [*text.split("\n"), ""]:
        if " | " in line or (line.startswith("|") and line.rstrip().endswith("|")):
            rows.append((start, start + len(line)))
        else:
            yield from _table(text, rows)
            rows = []
        start += len(line) + 1


def is_named_row(sentence: str) -> bool:
    """Whether a sentence is a row of a table that names its columns: taken apart it means nothing."""
    return _NAMED_ROW.fullmatch(sentence.strip()) is not None


def with_heads(text: str, chunks: Sequence[Chunk]) -> list[Chunk]:
    """Passages, with the heads of the table that each goes on with: a row is nothing without them."""
    tables = list(find_tables(text))
    named: list[Chunk] = []
    at = 0
    for chunk in chunks:
        while at < len(tables) and tables[at].end <= chunk.start:
            at += 1
        inside = at < len(tables) and tables[at].head[1] <= chunk.start
        named.append(replace(chunk, head=tables[at].head) if inside else chunk)
    return named


def _table(text: str, rows: list[tuple[int, int]]) -> Iterator[Table]:
    if len(rows) < 2:
        return
    start, end = rows[0]
    cells = [cell.strip() for cell in text[start:end].strip(" |").split("|")]
    if not _RULE.fullmatch(text[start:end]) and not any(_NUMBER.fullmatch(cell) for cell in cells):
        yield Table(start, rows[-1][1], rows[0])

"""A whole system beside itself with one component off: columns of figures, their differences, a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from eval.paired import Rows, exchanged

Found = TypeVar("Found")


def mean(rows: Rows) -> float:
    """Arithmetic mean, the statistic of most columns."""
    return float(rows.mean())


@dataclass(frozen=True, slots=True)
class Column(Generic[Found]):
    """A figure: of which questions it is taken, what is measured of each, and how that becomes one number."""

    name: str
    counts: Callable[[Found], bool]
    measured: Callable[[Found], tuple[float, ...]]
    statistic: Callable[[Rows], float] = mean


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure without a component, how far it is from that of the whole, and the p of the difference."""

    value: float
    gain: float
    p: float

    def __str__(self) -> str:
        if self.gain == 0:
            return f"{self.value:.3f}"
        return f"{self.value:.3f} ({self.gain:+.3f}, p {self.p:.3f})"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under column names; `counts` are the questions of each column."""

    columns: tuple[str, ...]
    counts: tuple[int, ...]
    rows: Mapping[str, tuple[Cell, ...]]

    def lines(self, first: str) -> Iterator[str]:
        """Lines of a Markdown table; `first` heads the names of the rows."""
        heads = [f"{name}, n {count}" for name, count in zip(self.columns, self.counts, strict=True)]
        yield f"| {' | '.join([first, *heads])} |"
        yield f"|---|{'---|' * len(heads)}"
        for name, cells in self.rows.items():
            yield f"| {' | '.join([name, *map(str, cells)])} |"


def compare(
    columns: Sequence[Column[Found]], found: Mapping[str, Sequence[Found]], kin: Callable[[Found], str]
) -> Table:
    """The first of the systems `found` is the whole, to which the others are compared, question by question.

    All hold the same questions in the same order. Columns without questions are left out.
    """
    whole = next(iter(found.values()))
    chosen = {c: [i for i, each in enumerate(whole) if c.counts(each)] for c in columns}
    filled = [c for c in columns if chosen[c]]
    rows = {
        name: tuple(_cell(c, _picked(own, chosen[c]), _picked(whole, chosen[c]), kin) for c in filled)
        for name, own in found.items()
    }
    return Table(tuple(c.name for c in filled), tuple(len(chosen[c]) for c in filled), rows)


def _picked(found: Sequence[Found], places: Sequence[int]) -> list[Found]:
    return [found[i] for i in places]


def _cell(
    column: Column[Found], own: Sequence[Found], whole: Sequence[Found], kin: Callable[[Found], str]
) -> Cell:
    ours, theirs = (np.array([column.measured(f) for f in each], np.float64) for each in (own, whole))
    value = column.statistic(ours)
    p = exchanged(column.statistic, ours, theirs, [kin(f) for f in whole])
    return Cell(value, value - column.statistic(theirs), p)

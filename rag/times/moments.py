"""The expressions of time of a text as moments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rag.times.period import Period
from rag.times.reading import Basis, Issue, Reading
from rag.times.resolve import read
from rag.times.words import ends_sentence, expressions, plain

_TO = re.compile(r" *(?:[至到~-]|–|—{1,2}) *")
_ENDS = {"dated", "bare_day", "numeric", "day_word"}  # kinds that a range may begin and end with
_ANY_DAY = "2000-02-15"  # near enough to 春节 for a bare 春节前


@dataclass(frozen=True, slots=True)
class Moment:
    """`text[start:end]` names the days from `first` to `last` (ISO, inclusive); a note says `shown`.

    `basis` tells what it rests on: itself, the sentence before it, the day of publication, or the calendar
    of plans. `fuzzy` are words such as 近日.
    """

    start: int
    end: int
    first: str
    last: str
    shown: str
    basis: Basis = "itself"
    fuzzy: bool = False

    @property
    def is_relative(self) -> bool:
        """Whether a reader cannot tell the days from the expression alone."""
        return self.basis != "itself"


@dataclass(frozen=True, slots=True)
class _Part:
    """An expression with its days; `yearless` without a year, so that the end of a range may be moved."""

    start: int
    end: int
    period: Period
    basis: Basis
    kind: str
    yearless: bool


def moments(text: str, published: str | None) -> list[Moment]:
    """Every expression of time in a text, in order, none over another.

    `published` is YYYY-MM-DD, YYYY-MM or YYYY; without it, or when it is less exact than an expression
    needs, the expression is left out.
    """
    return list(_moments(text, published))


@lru_cache(maxsize=4096)  # a question with a date reads the same fifty passages as the one before it
def _moments(text: str, published: str | None) -> tuple[Moment, ...]:
    text = plain(text)
    return tuple(
        Moment(
            part.start,
            part.end,
            part.period.first.isoformat(),
            part.period.last.isoformat(),
            part.period.shown,
            part.basis,
            part.kind == "fuzzy",
        )
        for part in _joined(text, _parts(text, Reading(Issue.parse(published))))
    )


def undated(text: str) -> list[str]:
    """Expressions of a text whose days cannot be told without its date of publication."""
    return [text[m.start : m.end] for m in moments(text, _ANY_DAY) if m.basis == "published"]


def _parts(text: str, reading: Reading) -> Iterator[_Part]:
    last = 0
    for match in expressions(text):
        if ends_sentence(text, last, match.start()):
            reading.new_sentence()
        last = match.end()
        if found := read(match, reading):
            yearless = match.lastgroup == "dated" and not (match["year"] or match["year_word"])
            end = match.start() + len(match.group().rstrip())
            start = end - len(match.group().strip())
            yield _Part(start, end, *found, match.lastgroup or "", yearless)


def _joined(text: str, parts: Iterator[_Part]) -> list[_Part]:
    """Parts, those with a 至 between them as one."""
    joined: list[_Part] = []
    for part in parts:
        range_ = joined and _TO.fullmatch(text, joined[-1].end, part.start) and _range(joined[-1], part)
        if range_:
            joined[-1] = range_
        else:
            joined.append(part)
    return joined


def _range(first: _Part, last: _Part) -> _Part | None:
    """From one part to another, which is moved by a year or a month if it names none (12月28日至1月2日)."""
    if {first.kind, last.kind} - _ENDS:
        return None
    period = first.period.to(last.period)
    moved = last.period.later(years=int(last.yearless), months=int(last.kind == "bare_day"))
    period = period or (moved and first.period.to(moved))
    basis: Basis = "published" if "published" in (first.basis, last.basis) else first.basis
    return _Part(first.start, last.end, period, basis, last.kind, last.yearless) if period else None

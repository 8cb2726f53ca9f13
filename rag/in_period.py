"""Passages that speak of the times that a question asks after come before those that do not."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from heapq import nlargest

from index.types import Chunk, Document
from rag.evidence import Candidate
from rag.question import Query
from rag.times import AskedTime, Moment, asked_times, moments
from rag.types import Hit

# Added to the mixed score of a passage that fits, half of it to one that fits in part: enough to tell notices
# apart that differ in their years alone. Taken from one that cannot speak of the times.
_FITS = 0.5
_CANNOT = 1.5
_HALF = 0.5
# A year is a feature of the evidence; what is shorter is compared here.
_SHORTER = 360
# What is known up to a time was written before it.
UP_TO = re.compile(r"截[至止]|为止|[以之]前|以来")
_BEFORE = re.compile(r"[（(含）)]*(?:[以之]?前(?![往来后])|止)")
_SINCE = re.compile(r"[（(含）)]*(?:[以之]后|起(?![草诉步]))")
_ONLY_WHEN = re.compile(r"[\W_]*(?:\d{4}\s*[-/.年]\s*)?\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?[\W_]*")


Fits = dict[tuple[int, tuple[AskedTime, ...]], float]


def by_period(
    hits: Sequence[Hit],
    times: tuple[AskedTime, ...],
    document: Callable[[str], Document],
    known: Fits,
    top: int,
) -> list[Hit]:
    """Return the `top` best of the hits, which come best first, those that fit the times before their like.

    They stay in their order when none fits. Passages are read until those left could not come before the
    best, even if they fit. How they fit is looked up in `known`, and kept there: parts of a question find
    much the same.
    """
    weighed: list[Hit] = []
    best: list[float] = []  # scores of the `top` best so far
    any_fits = False
    for hit in hits:
        if any_fits and len(best) == top > 0 and best[-1] > hit.score + _FITS:
            break
        if (hit.number, times) not in known:
            known[hit.number, times] = fit(document(hit.chunk.document_id), hit.chunk, times)
        fits = known[hit.number, times]
        any_fits |= fits > 0
        more = fits * (_FITS if fits > 0 else _CANNOT)
        weighed.append(replace(hit, score=hit.score + more, bonus=hit.bonus + more))
        best = nlargest(top, [*best, weighed[-1].score])
    return sorted(weighed, key=lambda hit: (-hit.score, hit.number))[:top] if any_fits else list(hits[:top])


def fit(document: Document, chunk: Chunk, times: Sequence[AskedTime]) -> float:
    """How a passage fits the best of the times: 1, .5 in part, 0 when nothing tells, -1 when it cannot.

    It fits when it, its heading or its title names days within the time, in part when it names more than
    these. So does one published within the time whose title names no other. One that was published before
    all of them, and is no rule in force by then, cannot speak of what it does not name.
    """
    published = document.published
    titled = moments(document.title, published)
    if published and not titled and any(t.first <= published <= t.last for t in times):
        return 1.0
    text = f"{chunk.heading}\n{document.text[chunk.start : chunk.end]}"
    named = max(map(_agreement(times), [*titled, *moments(text, published)]), default=0.0)
    if named or not published:
        return named
    return -float(_is_over(document, published, min(t.first for t in times)))


def _reaches(moment: Moment, text: str, times: Sequence[AskedTime]) -> bool:
    """Whether a day bounds one of the times: what is published 2024年6月30日前 was so in May."""
    behind = text[moment.end :]
    if _BEFORE.match(behind):
        return any(t.last <= moment.last for t in times)
    return bool(_SINCE.match(behind)) and any(moment.first <= t.first for t in times)


def _agreement(times: Sequence[AskedTime]) -> Callable[[Moment], float]:
    def of(moment: Moment) -> float:
        if any(t.first <= moment.first and moment.last <= t.last for t in times):
            return 1.0
        return _HALF * any(moment.first <= t.last and t.first <= moment.last for t in times)

    return of


def _is_over(document: Document, published: str, first: str) -> bool:
    """Whether a document was written before a day, and is no rule that was in force on it."""
    in_force = document.effective and (document.expires is None or document.expires >= first)
    return published < first and not in_force


def of_period(query: Query, found: Sequence[Candidate], times: Sequence[AskedTime]) -> list[Candidate]:
    """Leave out sentences on other times than the asked months or days; all are kept when none is on these.

    The bare date of a page says nothing to a question that has a date, but for one that asks when.
    """
    if not times or query.slots & {"day", "when"}:
        return list(found)
    kept = [c for c in found if not _ONLY_WHEN.fullmatch(c.folded)]
    if any(_days(time) >= _SHORTER for time in times):
        return kept
    fits = [_speaks_of(c, times) for c in kept]
    return [c for c, f in zip(kept, fits, strict=True) if f >= 0] if max(fits, default=0) > 0 else kept


def other_period(query: Query, candidate: Candidate) -> tuple[str, str] | None:
    """(asked time, the time that a sentence names instead) for months and days; None when nothing differs.

    A question after a time itself asks for another than its own, which need but be that of the passage.
    One after whole years is left to others.
    """
    times = [t for t in asked_times(query.text, None) if _days(t) < _SHORTER]
    if not times:
        return None
    if query.slots & {"day", "when"} and (
        UP_TO.search(query.text) or fit(candidate.document, candidate.hit.chunk, times) > 0
    ):
        return None
    named = [m for m in moments(candidate.text, candidate.document.published) if not m.fuzzy]
    agree = _agreement(times)
    if not named or any(_reaches(m, candidate.text, times) or agree(m) for m in named):
        return None
    return times[0].shown, named[0].shown


def bounds(query: Query, candidate: Candidate) -> bool:
    """Whether a sentence tells until or since when, on one side of which the asked month or day lies."""
    times = [t for t in asked_times(query.text, None) if _days(t) < _SHORTER]
    named = moments(candidate.text, candidate.document.published) if times else ()
    return any(_reaches(moment, candidate.text, times) for moment in named)


def _speaks_of(candidate: Candidate, times: Sequence[AskedTime]) -> int:
    """1 for a sentence on one of the times or published within, -1 for one on others alone, else 0."""
    published = candidate.document.published
    named = [m for m in moments(candidate.text, published) if not m.fuzzy]
    if any(map(_agreement(times), named)):
        return 1
    if named or not published:
        return -bool(named)
    return int(any(t.first <= published <= t.last for t in times))


def _days(time: AskedTime) -> int:
    return (date.fromisoformat(time.last) - date.fromisoformat(time.first)).days

"""How the years that a sentence speaks of fit those that are asked."""

from __future__ import annotations

import re

from rag.question import Query
from rag.times import moments
from rag.years import year_places, years_of

# 本办法施行前已经核准的补贴: of all that was before.
_BEFORE_IT = re.compile(
    r"本(?:办法|规定|细则|通知|方案|意见|条例)(?:施行|实施|执行|发布|印发|生效)(?:之?前|以前)"
)
_RELATIVE_YEARS = {"今年": 0, "本年": 0, "当年": 0, "去年": -1, "上年": -1, "明年": 1, "前年": -2}
# 比去年增长5% speaks of another year than 去年.
_RELATIVE = re.compile(rf"(?<![比较])(?:{'|'.join(_RELATIVE_YEARS)})(?!同期|相比)")


def year_agreement(
    query: Query, folded: str, labels: str, passage: str, published: str | None, speaks: bool | None = None
) -> float:
    """How the years that a sentence speaks of fit the asked ones, from 1 to -1.

    1 when it names one, .5 when one stands near it, -.5 when it names another and one stands near it or the
    other stands near it alone, -1 when another alone is named, 0 when none is.

    A sentence speaks of the years it names or counts from its date (今年); else of those of its title and
    heading, else of its passage's, else of none, but not of a year after its document's that is not named.
    Of those that are not its document `speaks` or not, where that is known, see `rag.validity.stands_in`.
    """
    if not query.years:
        return 0.0
    if published and _BEFORE_IT.search(folded) and all(year <= published[:4] for year in query.years):
        return 0.5
    spoken = years_of(folded) | relative_years(folded, published)
    if query.years & spoken:
        return 1.0
    spoken |= _years_of_other_plans(query, folded)
    headed = years_of(labels)
    if query.years & headed:
        return 0.5
    around = years_of(passage)
    if spoken:
        return -0.5 if query.years & around else -1.0
    if headed:
        return -1.0
    if query.years & around:
        return 0.5
    if speaks is not None:
        return 0.0 if speaks else -1.0
    if published and all(year > published[:4] for year in query.years):
        return -1.0
    return -0.5 if around else 0.0


def other_columns(query: Query, folded: str, head: str) -> bool:
    """Whether a row stands under a head of several years, none of them asked, and names no asked one."""
    columns = years_of(head) if query.years else frozenset()
    return len(columns) > 1 and not query.years & (columns | years_of(folded))


def _years_of_other_plans(query: Query, folded: str) -> frozenset[str]:
    """Years of the plans that a text names (“十三五”期间), but for those that an asked year lies in."""
    if "五" not in folded:
        return frozenset()
    plans = (
        frozenset(map(str, range(int(m.first[:4]), int(m.last[:4]) + 1)))
        for m in moments(folded, None)
        if m.basis == "plan"
    )
    return frozenset(year for plan in plans if not plan & query.years for year in plan)


def relative_years(folded: str, published: str | None) -> frozenset[str]:
    """Years that 今年, 去年, … name in a document of that date; none when the date is unknown."""
    return frozenset(year for _, year in _relative_places(folded, published))


def years_told(folded: str, published: str | None) -> list[tuple[int, str]]:
    """(place, year) of every year that a text names, in order."""
    return sorted([*year_places(folded), *_relative_places(folded, published)])


def _relative_places(folded: str, published: str | None) -> list[tuple[int, str]]:
    if not published:
        return []
    year = int(published[:4])
    return [(m.start(), str(year + _RELATIVE_YEARS[m[0]])) for m in _RELATIVE.finditer(folded)]

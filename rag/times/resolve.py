"""From one expression of time to its days, in the light of what stands before it."""

from __future__ import annotations

import re
from datetime import date, timedelta

from rag.numerals import number
from rag.times.dated import NEIGHBOURS, dated
from rag.times.period import Period, days, five_year_plan, week, whole_year
from rag.times.reading import Found, Issue, Reading
from rag.times.words import contradicts_day, is_forecast

_DAYS = {"前": -2, "昨": -1, "今": 0, "明": 1, "后": 2}
_WEEKDAYS = {**{c: i for i, c in enumerate("一二三四五六日")}, "天": 6}
_SOON = timedelta(days=3)  # farther ahead a day alone is of the month before, unless the text is a forecast
_FUZZY_DAYS = {"目前": 0, "当前": 0, "日前": 14, "近日": 14, "近日来": 14, "近期": 30}


def read(match: re.Match[str], reading: Reading) -> Found | None:
    """Days that an expression of `rag.times.words` names and what they rest on; None when nothing tells."""
    try:
        return _READERS[match.lastgroup or ""](match, reading)
    except (OverflowError, ValueError):  # before the year 1 or after 9999
        return None


def _bare_day(match: re.Match[str], reading: Reading) -> Found | None:
    first, last = number(match["bare_from"] or match["day_alone"]), number(match["day_alone"])
    if reading.month:
        month, basis = reading.month
        period = days(month.year, month.month, first, last)
    else:
        period, basis = _near(reading.issue, first, last, is_forecast(match)), "published"
    if not period:
        return None
    reading.date = (period, basis)
    return reading.date


def _near(issue: Issue | None, first: int, last: int, forecast: bool) -> Period | None:
    """Day of the month of publication, or of the month before: rule 2."""
    if not issue or not issue.month:
        return None
    this = days(issue.first.year, issue.month, first, last)
    if not issue.day or (forecast and this):
        return this
    year, month = divmod(issue.first.year * 12 + issue.month - 2, 12)
    before = days(year, month + 1, first, last)
    if not this or (before and this.first - issue.day > _SOON):
        return before
    return this


def _day_word(match: re.Match[str], reading: Reading) -> Found | None:
    word = match["word"]
    if word[0] in "当同次翌":
        step, base = int(word[0] in "次翌"), reading.date
        if not base or base[0].first != base[0].last:
            return None
        day, basis = base[0].first + timedelta(days=step), base[1]
    else:
        if not reading.issue or not reading.issue.day:
            return None
        day, basis = reading.issue.day + timedelta(days=_DAYS[word[0]]), "published"
        if contradicts_day(match, day.day):
            return None  # 今天（23日） of a text that was published on the 24th
    reading.date = (Period(day, day), basis)
    return reading.date


def _week(match: re.Match[str], reading: Reading) -> Found | None:
    if not reading.issue or not reading.issue.day:
        return None
    weekday = match["weekday"]
    first, last = (5, 6) if weekday == "末" else (_WEEKDAYS[weekday],) * 2 if weekday else (0, 6)
    return week(reading.issue.day, NEIGHBOURS[match["week_word"][0]], first, last), "published"


def _fuzzy(match: re.Match[str], reading: Reading) -> Found | None:
    issue, back = reading.issue, _FUZZY_DAYS.get(match["fuzzy_word"])
    if not issue:
        return None
    if back is None:
        name = f"{issue.first.year}年之前几年"
        return Period(date(issue.first.year - 3, 1, 1), issue.last, name), "published"
    at = issue.first.isoformat() if issue.day else issue.first.isoformat()[: 7 if issue.month else 4]
    return Period(issue.first - timedelta(days=back), issue.last, f"{at}前后"), "published"


def _plan(match: re.Match[str], reading: Reading) -> Found | None:
    return five_year_plan(number(match["plan_name"][:-1])), "plan"


def _numeric(match: re.Match[str], reading: Reading) -> Found | None:
    day = int(match["nd"])
    period = days(int(match["ny"]), int(match["nm"]), day, day)
    if not period:
        return None
    reading.date = reading.period = (period, "sentence")
    return period, "itself"


def _years(match: re.Match[str], reading: Reading) -> Found | None:
    first, last = match["from_year"], match["to_year"]
    last = last if len(last) == 4 else first[:2] + last
    period = whole_year(int(first)).to(whole_year(int(last)))
    return (period, "itself") if period else None


_READERS = {
    "dated": dated,
    "bare_day": _bare_day,
    "day_word": _day_word,
    "week": _week,
    "fuzzy": _fuzzy,
    "plan": _plan,
    "numeric": _numeric,
    "years": _years,
}

"""Years, months and parts of a year, with a year or one told by what stands before: rules in `rag.times`."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from rag.numerals import number
from rag.times.in_year import NUMERALS, feast, in_month, within
from rag.times.period import Period, last_day, months, named, part_of_month, whole_year
from rag.times.reading import Basis, Found, Issue, Reading
from rag.times.words import closes, is_compared, is_counted_from, looks_ahead

_YEARS = {
    "今": 0,
    "本": 0,
    "年内": 0,
    "去": -1,
    "上": -1,
    "大": -3,
    "前": -2,
    "明": 1,
    "来": 1,
    "下": 1,
    "后": 2,
}
NEIGHBOURS = {"上": -1, "本": 0, "这": 0, "下": 1}
_NEWS_DAYS = 10  # a day so near publication is news, whatever year the sentence began with
_FEAST_DAYS = 120  # a feast farther off than this could be last year's or the next
_FAR = 6  # months ahead or back from which a month is taken for another year's
_FAR_ENDED = 4  # the same for 1—N月, which is said of what is over


def dated(match: re.Match[str], reading: Reading) -> Found | None:
    """Days of an expression of the kind `dated`; None when nothing tells its year."""
    headed = bool(match["year"] or match["year_word"])
    word = match["month_word"] or match["month_edge"] or match["quarter_word"]
    if match["same"] or (headed and word and word[0] in "同当"):
        return _same_period(match, reading, _head(match, reading) if headed else None)
    found = _by_word(match, reading, word) if word else _of_year(match, reading, headed)
    if not found:
        return None
    if closes(match) and (match["edge"] or match["part"] or match["month_edge"] or "")[-1:] in ("底", "末"):
        found = last_day(found[0]), found[1]
    _remember(match, reading, found, headed)
    return _until(match, reading, found)


def _of_year(match: re.Match[str], reading: Reading, headed: bool) -> Found | None:
    year = _head(match, reading) if headed else _bare_year(match, reading)
    period = within(match, year[0]) if year else None
    return (period, year[1]) if year and period else None


def _head(match: re.Match[str], reading: Reading) -> tuple[int, Basis] | None:
    word, issue = match["year_word"], reading.issue
    if match["year"]:
        return number(match["year"]), "itself"
    if word in ("当年", "同年", "次年", "翌年"):
        step = int(word in ("次年", "翌年"))
        named = reading.year and reading.year[1] == "sentence"  # after 今年 it is some other year
        return (reading.year[0] + step, "sentence") if reading.year and named else None
    if word[0] == "上":
        if reading.year:
            return reading.year[0] - 1, reading.year[1]
        # 全年…比上年 of January to March speaks of the year that is over.
        if issue and (issue.month or 12) <= 3 and "全年" in match.string[: match.start()]:
            return None
    step = _YEARS["年内"] if word == "年内" else _YEARS[word[0]]
    return (issue.first.year + step, "published") if issue else None


def _bare_year(match: re.Match[str], reading: Reading) -> tuple[int, Basis] | None:
    issue = reading.issue
    if match["feast"]:
        return _feast_year(match, issue)
    if reading.year and not (match["day"] and issue and not reading.month and _is_news(match, issue)):
        return _carried(match, reading, reading.year)
    if not issue:
        return None
    period = within(match, issue.first.year)
    shift = _shift(match, period, issue.month) if period and issue.month else 0
    return issue.first.year + shift, "published"


def _carried(match: re.Match[str], reading: Reading, year: tuple[int, Basis]) -> tuple[int, Basis]:
    """Year of the sentence; the next one for 3月 after 2021年10月, if that is not after publication."""
    if reading.month and match["month"] and reading.issue and number(match["month"]) < reading.month[0].month:
        period = within(match, reading.month[0].year + 1)
        if period and period.first <= reading.issue.last:
            return year[0] + 1, year[1]
    return year


def _is_news(match: re.Match[str], issue: Issue) -> bool:
    period = within(match, issue.first.year)
    return bool(issue.day and period and abs((issue.day - period.last).days) <= _NEWS_DAYS)


def _shift(match: re.Match[str], period: Period, month: int) -> int:
    """Years from the one of publication to the one that a bare month is of: rule 3."""
    is_total = period.first.month == 1 and period.last.month > 1 and not match["half"]
    ahead = (period.last if is_total else period.first).month - month
    if looks_ahead(match):
        return int(ahead <= -_FAR)
    return -int(ahead >= (_FAR_ENDED if is_total else _FAR))


def _feast_year(match: re.Match[str], issue: Issue | None) -> tuple[int, Basis] | None:
    if not issue or not issue.day:
        return None
    day, years = issue.day, range(issue.first.year - 1, issue.first.year + 2)
    far, year = min((abs((feast(match["feast"], y).first - day).days), y) for y in years)
    return (year, "published") if far <= _FEAST_DAYS else None


def _by_word(match: re.Match[str], reading: Reading, word: str) -> Found | None:
    """上月, 月底, 上季度 from publication; 当月, 次月 from the month before them."""
    if word[0] in "当同次":
        base = reading.month
    else:
        issue = reading.issue
        base = (date(issue.first.year, issue.month, 1), "published") if issue and issue.month else None
    if not base:
        return None
    step = {"次": 1, **NEIGHBOURS}.get(word[0], 0)
    if match["quarter_word"]:
        year, quarter = divmod((base[0].year * 12 + base[0].month - 1) // 3 + step, 4)
        period = months(year, 3 * quarter + 1, 3 * quarter + 3, f"{NUMERALS[quarter + 1]}季度")
        return (period, base[1]) if period else None
    year, month = divmod(base[0].year * 12 + base[0].month - 1 + step, 12)
    if match["month_edge"]:
        return part_of_month(year, month + 1, word[-1]), base[1]
    named_days = in_month(match, year, month + 1)
    return (named_days, base[1]) if named_days else None


def _same_period(match: re.Match[str], reading: Reading, year: tuple[int, Basis] | None) -> Found | None:
    """去年同期: the period named before it, a year back; the year alone when there is none."""
    before = reading.period
    if before and before[0].last > before[0].first:
        steps = (
            -1
            if match["year_word"] in ("去年", "上年", "上一年")
            else (year[0] if year else 0) - before[0].first.year
        )
        moved = before[0].later(years=steps) if steps < 0 else None
        if moved:
            days_named = named(moved.first, moved.last).partition("年")[2]
            inner = f"（{days_named}）" if days_named else ""
            return replace(moved, name=f"{moved.first.year}年同期{inner}"), before[1]
    return (replace(whole_year(year[0]), name=f"{year[0]}年同期"), year[1]) if year else None


def _remember(match: re.Match[str], reading: Reading, found: Found, headed: bool) -> None:
    period, basis = found[0], "sentence" if found[1] == "itself" else found[1]
    is_bound = bool(match["edge"]) or (period.first.month, period.last.month) == (1, 12)
    if is_compared(match) or (is_bound and is_counted_from(match)):
        return
    reading.period = (period, basis)
    if headed:
        reading.year = (period.first.year, basis)
        reading.month = None
    if match["month"] or match["month_word"]:
        reading.month = (period.last.replace(day=1), basis)
    if match["day"]:
        reading.date = (period, basis)


def _until(match: re.Match[str], reading: Reading, found: Found) -> Found:
    """以来 and 至今 last until publication."""
    issue = reading.issue
    if not match["until"] or not issue or issue.last < found[0].first:
        return found
    return Period(found[0].first, issue.last), found[1] if match["until"] == "以来" else "published"

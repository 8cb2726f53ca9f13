"""What the part after a year names in it: 4月15日, 前三季度, 底, 春节."""

from __future__ import annotations

import re
from datetime import date

from index.lunar import spring_festival
from rag.numerals import number
from rag.times.period import Period, days, months, part_of_month, whole_year

NUMERALS = "零一二三四"


def within(match: re.Match[str], year: int) -> Period | None:
    """What the part after the year names in a year; the whole year when there is none."""
    if match["month"]:
        return _in_months(match, year)
    if match["half"]:
        first = 1 if match["half"][0] == "上" else 7
        return months(year, first, first + 5, match["half"])
    if match["quarters"]:
        count = number(match["quarters"])
        return months(year, 1, 3 * count, f"前{NUMERALS[count]}季度")
    if match["months"]:
        count = number(match["months"])
        return months(year, 1, count, f"前{count}个月")
    if match["quarter"]:
        return _in_quarter(match, year)
    if match["edge"]:
        month = 1 if match["edge"][-1] == "初" else 12
        return months(year, month, month, match["edge"][-1])
    return feast(match["feast"], year) if match["feast"] else whole_year(year)


def _in_months(match: re.Match[str], year: int) -> Period | None:
    month = number(match["month"])
    if not match["from_month"]:
        return in_month(match, year, month)
    return None if match["day"] or match["part"] else months(year, number(match["from_month"]), month)


def in_month(match: re.Match[str], year: int, month: int) -> Period | None:
    """Days or ten days that a match names in a month; the whole month when it names none."""
    if match["day"]:
        day = number(match["day"])
        return days(year, month, number(match["from_day"] or match["day"]), day)
    return part_of_month(year, month, match["part"]) if match["part"] else months(year, month, month)


def _in_quarter(match: re.Match[str], year: int) -> Period | None:
    count = number(match["quarter"])
    period = months(year, 3 * count - 2, 3 * count, f"{NUMERALS[count]}季度")
    if match["quarter_end"] == "末":
        return part_of_month(year, 3 * count, "末")
    return months(year, 3 * count - 2, 3 * count - 2) if match["quarter_end"] else period


def feast(name: str, year: int) -> Period:
    """Day of 春节 or 元旦 in a year."""
    day = spring_festival(year) if name == "春节" else date(year, 1, 1)
    return Period(day, day, f"{year}年{name}（{day.month}月{day.day}日）")

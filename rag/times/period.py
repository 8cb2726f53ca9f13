"""Periods of the calendar and their Chinese names: 2023年4月, 2023年前三季度（1—9月）, 2022年3月1日—5日."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

_TENTHS = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31), "初": (1, 10), "底": (21, 31)}


@dataclass(frozen=True, slots=True)
class Period:
    """Days from first to last, both included. `name` replaces the name that the days have."""

    first: date
    last: date
    name: str = ""

    @property
    def shown(self) -> str:
        """What a note calls it."""
        return self.name or named(self.first, self.last)

    def to(self, other: Period) -> Period | None:
        """From the first day of this to the last of the other; None when that ends before it begins."""
        if other.last < self.first:
            return None
        name = f"{self.shown}—{other.shown}" if self.name or other.name else ""
        return Period(self.first, other.last, name)

    def later(self, years: int = 0, months: int = 0) -> Period | None:
        """The same days some years or months later, without its name; None outside years 1 to 9999."""
        try:
            return Period(_moved(self.first, years, months), _moved(self.last, years, months))
        except ValueError:
            return None


def named(first: date, last: date) -> str:
    """Shortest name of the days from first to last: whole years, whole months, or days."""
    ends_month = last.day == monthrange(last.year, last.month)[1]
    if first.day == 1 and ends_month:
        return _months_named(first, last)
    start = f"{first.year}年{first.month}月{first.day}日"
    if first == last:
        return start
    year = f"{last.year}年" if last.year != first.year else ""
    month = f"{last.month}月" if year or last.month != first.month else ""
    return f"{start}—{year}{month}{last.day}日"


def _months_named(first: date, last: date) -> str:
    if (first.month, last.month) == (1, 12):
        return f"{first.year}年" if first.year == last.year else f"{first.year}—{last.year}年"
    if first.year != last.year:
        return f"{first.year}年{first.month}月—{last.year}年{last.month}月"
    return f"{first.year}年{_span(first.month, last.month)}月"


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}—{last}"


def _moved(day: date, years: int, months: int) -> date:
    """The same day of another month; its last day where that month is shorter, or the day is its last."""
    count = (day.year + years) * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    end = monthrange(year, month + 1)[1] if 1 <= year <= 9999 else 0
    is_end = day.day == monthrange(day.year, day.month)[1]
    return date(year, month + 1, end if is_end else min(day.day, end))


def months(year: int, first: int, last: int, name: str = "") -> Period | None:
    """Whole months of a year; None when they are in no order. `name` stands between year and months."""
    if not first <= last:
        return None
    label = f"{year}年{name}（{_span(first, last)}月）" if name else ""
    return Period(date(year, first, 1), date(year, last, monthrange(year, last)[1]), label)


def whole_year(year: int) -> Period:
    """January to December."""
    return Period(date(year, 1, 1), date(year, 12, 31))


def days(year: int, month: int, first: int, last: int) -> Period | None:
    """Days of one month; None when the calendar has none of them."""
    try:
        return Period(date(year, month, first), date(year, month, last)) if first <= last else None
    except ValueError:
        return None


def part_of_month(year: int, month: int, part: str) -> Period:
    """上旬 and 初, 中旬, 下旬 and 底 are ten days or what is left; 末 is the last day."""
    end = monthrange(year, month)[1]
    if part == "末":
        return Period(
            date(year, month, end), date(year, month, end), f"{year}年{month}月末（{month}月{end}日）"
        )
    first, last = _TENTHS[part]
    return Period(date(year, month, first), date(year, month, min(last, end)), f"{year}年{month}月{part}")


def last_day(period: Period) -> Period:
    """The day on which a period ends."""
    return Period(period.last, period.last)


def five_year_plan(number: int) -> Period:
    """Five years of the sixth plan (六五, from 1981) and of those after it (十四五 is the fourteenth)."""
    first = 1981 + 5 * (number - 6)
    return Period(date(first, 1, 1), date(first + 4, 12, 31))


def week(day: date, weeks: int, first: int, last: int) -> Period:
    """Days of the week that lies some weeks from a day's; Monday is 0. Raises OverflowError."""
    monday = day + timedelta(days=7 * weeks - day.weekday())
    return Period(monday + timedelta(days=first), monday + timedelta(days=last))

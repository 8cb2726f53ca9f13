"""Stretches of time that a question names, as whole days."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass

_Y = r"(?:19|20)\d{2}"
_PART = r"(?:[上下]半年|第?[一二三四1-4]季度|\d{1,2}月份?)"
PERIOD = rf"(?:{_Y}年?(?:[-至到~—]+){_Y}年|{_Y}年(?:以来|{_PART})?|[今去前本]年{_PART}?)"
_YEARS = re.compile(rf"({_Y})年?[-至到~—]+({_Y})年")
_RELATIVE = {"今": 0, "本": 0, "去": 1, "前": 2}
_END = "9999-12-31"
_QUARTERS = {c: i % 4 for i, c in enumerate("一二三四1234")}


@dataclass(frozen=True, slots=True)
class Period:
    """First and last ISO day, both within."""

    first: str
    last: str

    def holds(self, published: str) -> bool:
        """Whether a day lies within; of a year alone, whether all of it does."""
        if len(published) == 4:
            return self.first <= f"{published}-01-01" and f"{published}-12-31" <= self.last
        return self.first <= published <= self.last

    @property
    def years(self) -> range:
        """Years that lie within as a whole."""
        first, last = int(self.first[:4]), int(self.last[:4])
        whole = self.first.endswith("-01-01") and self.last.endswith("-12-31")
        return range(first, last + 1) if whole else range(0)

    def __str__(self) -> str:
        (year, month), (to_year, to_month) = self.first.split("-")[:2], self.last.split("-")[:2]
        if self.last == _END:
            return f"{year}年以来"
        if self.years:
            return f"{year}年" if year == to_year else f"{year}—{to_year}年"
        if month == to_month:
            return f"{year}年{int(month)}月"
        return f"{year}年{int(month)}—{int(to_month)}月"


def period_of(text: str, day: str | None) -> Period | None:
    """Read what `PERIOD` matched; 今年 counts from an ISO day, None where it is unknown."""
    if years := _YEARS.match(text):
        return Period(f"{years[1]}-01-01", f"{years[2]}-12-31")
    if text[0] in _RELATIVE:
        if not day:
            return None
        year, rest = int(day[:4]) - _RELATIVE[text[0]], text[2:]
    else:
        year, rest = int(text[:4]), text[5:]
    if rest == "以来":
        return Period(f"{year}-01-01", _END)
    first, last = _months(rest)
    if not 1 <= first <= last <= 12:
        return None
    return Period(f"{year}-{first:02}-01", f"{year}-{last:02}-{monthrange(year, last)[1]:02}")


def _months(part: str) -> tuple[int, int]:
    """First and last month of 上半年, 一季度, 3月 or, of nothing, of the year."""
    if not part:
        return 1, 12
    if part.endswith("半年"):
        return (1, 6) if part[0] == "上" else (7, 12)
    if part.endswith("季度"):
        quarter = _QUARTERS[part.removeprefix("第")[0]]
        return 3 * quarter + 1, 3 * quarter + 3
    month = int(part.removesuffix("份").removesuffix("月"))
    return month, month

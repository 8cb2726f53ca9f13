"""The year of a day that a text names by month, lunar day and cyclic year: 1月28日大年初七，癸卯兔年.

The only module that knows lunar_python.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from lunar_python import Lunar, Solar

_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_ANIMALS = "鼠牛虎兔龙蛇马羊猴鸡狗猪"
_ONES = "一二三四五六七八九"
_DAYS = [
    *(f"初{n}" for n in _ONES),
    "初十",
    *(f"十{n}" for n in _ONES),
    "二十",
    *(f"廿{n}" for n in _ONES),
    "三十",
]
_MONTHS = {
    "大年": 1,
    "正月": 1,
    "二月": 2,
    "三月": 3,
    "四月": 4,
    "五月": 5,
    "六月": 6,
    "七月": 7,
    "八月": 8,
    "九月": 9,
    "十月": 10,
    "冬月": 11,
    "十一月": 11,
    "腊月": 12,
    "十二月": 12,
}
_FEASTS = {
    "元宵": (1, 15),
    "端午": (5, 5),
    "七夕": (7, 7),
    "中元": (7, 15),
    "中秋": (8, 15),
    "重阳": (9, 9),
    "腊八": (12, 8),
}
_LUNAR = (
    rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})(?P<day>{'|'.join(_DAYS)})"
    rf"|(?P<feast>{'|'.join(_FEASTS)})(?:节|佳节)?"
)
# A day with its lunar day right behind it. One with a year before it is stated: nothing is left to find.
_DAY = re.compile(
    rf"(?<![年\d])(?<!年[ \u3000])(?P<m>\d{{1,2}})月(?P<d>\d{{1,2}})日[\s，,、（(]{{0,2}}"
    rf"(?:正?值|恰逢|适逢|正是|是)?(?:农历|阴历|夏历|旧历)?(?:{_LUNAR})"
)
_YEAR = re.compile(
    rf"(?P<stem>[{_STEMS}])(?P<branch>[{_BRANCHES}])(?:[{_ANIMALS}])?年|(?P<animal>[{_ANIMALS}])年(?![级份龄])"
)
_STATED_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})年")
# The cyclic year stands within so many characters of the day that it belongs to.
_REACH = 30
_FIRST, _LAST = 1950, 2100


@cache
def spring_festival(year: int) -> date:
    """First day of the first lunar month, 春节, in that year."""
    solar = Lunar.fromYmd(year, 1, 1).getSolar()
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


def inferred_day(text: str) -> str | None:
    """Latest day (ISO) of which month, day, lunar day and cyclic year agree on one year; else None.

    Where they agree on several years, one that the text names decides. Facts that contradict each other
    give nothing.
    """
    named = {int(y) for y in _STATED_YEAR.findall(text)}
    days: list[date] = []
    for match in _DAY.finditer(text):
        years = [year for year, cyclic in _cyclic_years(text, match) if _agrees(year, cyclic, match)]
        if len(years) > 1:
            years = [y for y in years if y in named]
        if len(years) == 1:
            days.append(date(years[0], int(match["m"]), int(match["d"])))
    return max(days).isoformat() if days else None


def _cyclic_years(text: str, day: re.Match[str]) -> Iterator[tuple[int, int]]:
    """(year of the day, cyclic year by the spring it begins in) that the cyclic year beside a day allows."""
    found = _YEAR.search(text, day.end(), day.end() + _REACH) or _YEAR.search(
        text, max(0, day.start() - _REACH), day.start()
    )
    if not found:
        return
    for year in range(_FIRST, _LAST + 1):
        # 1984 was 甲子, a year of the rat.
        stem, branch = (year - 1984) % 10, (year - 1984) % 12
        if found["animal"]:
            fits = _ANIMALS[branch] == found["animal"]
        else:
            fits = (_STEMS[stem], _BRANCHES[branch]) == (found["stem"], found["branch"])
        if fits:
            # January and February may belong to the cyclic year before.
            yield year, year
            if int(day["m"]) <= 2:
                yield year + 1, year


def _agrees(year: int, cyclic: int, day: re.Match[str]) -> bool:
    """Whether the day of that year is the lunar day named, in that cyclic year."""
    try:
        date(year, int(day["m"]), int(day["d"]))
    except ValueError:
        return False
    lunar = Solar.fromYmd(year, int(day["m"]), int(day["d"])).getLunar()
    named = _FEASTS[day["feast"]] if day["feast"] else (_MONTHS[day["month"]], _DAYS.index(day["day"]) + 1)
    return (lunar.getYear(), abs(lunar.getMonth()), lunar.getDay()) == (cyclic, *named)

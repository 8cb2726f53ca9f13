"""Dates as documents write them, to ISO form."""

from __future__ import annotations

import re
from datetime import date

# What is typed for 〇: circles, the letter O, the figure.
_ZERO = "〇零○◯ＯO0０"
_DIGITS = str.maketrans(f"一二三四五六七八九{_ZERO}", "123456789" + "0" * len(_ZERO))
# `\d` and `int` take full-width digits too.
_YEAR = r"(?:[1１][9９]|[2２][0０])\d{2}"
_WESTERN = rf"(?P<y>{_YEAR})\s*[年./．／－-]\s*(?P<m>\d{{1,2}})\s*[月./．／－-]\s*(?P<d>\d{{1,2}})\s*日?"
_DIGIT = "一二三四五六七八九"
_CHINESE = (
    rf"(?P<cy>[一二][{_ZERO}{_DIGIT}]{{3}})\s*年\s*(?P<cm>一?十[一二]?|[{_DIGIT}])\s*月\s*"
    rf"(?P<cd>[一二三]?十[{_DIGIT}]?|[{_DIGIT}])日"
)
DATE = re.compile(rf"(?<!\d)(?:{_WESTERN}|{_CHINESE})(?!\d)")
_COMPACT = re.compile(rf"(?<!\d)({_YEAR})(\d{{2}})(\d{{2}})(?!\d)")


def find_date(text: str, start: int = 0, end: int | None = None) -> tuple[str, int, int] | None:
    """First whole date in `text[start:end]` as (ISO, start, end); impossible dates are passed over."""
    for match in DATE.finditer(text, start, len(text) if end is None else end):
        if iso := _iso(match):
            return iso, match.start(), match.end()
    return None


def date_in_name(name: str) -> str | None:
    """Date of a file name: `2023-01-29_…`, `2023_01_29…`, `20230129…`, `2023年1月29日…`."""
    found = _find_in_name(name)
    return found[0] if found else None


def without_date(name: str) -> str:
    """Return a file name without its date."""
    found = _find_in_name(name)
    return name[: found[1]] + name[found[2] :] if found else name


def _find_in_name(name: str) -> tuple[str, int, int] | None:
    if found := find_date(name.replace("_", "-")):
        return found
    match = _COMPACT.search(name)
    iso = match and _checked(int(match[1]), int(match[2]), int(match[3]))
    return (iso, match.start(), match.end()) if match and iso else None


def _iso(match: re.Match[str]) -> str | None:
    if match["y"]:
        return _checked(int(match["y"]), int(match["m"]), int(match["d"]))
    year = int(match["cy"].translate(_DIGITS))
    return _checked(year, _small_number(match["cm"]), _small_number(match["cd"]))


def _small_number(numeral: str) -> int:
    """Chinese numeral below 100, e.g. 二十三."""
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return int(numeral.translate(_DIGITS))
    return (int(tens.translate(_DIGITS)) if tens else 1) * 10 + (int(ones.translate(_DIGITS)) if ones else 0)


def _checked(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None

"""Whether two dates, sums or shares can both be true of one thing, and how near they are."""

from __future__ import annotations

import math
import re

from rag.numerals import in_digits, number

_DATE = re.compile(r"(?:(\d{4})[年\-/.])?(?:(\d{1,2})[月\-/.])?(?:(\d{1,2})[日号]?)?$")
_IS_DATE = re.compile(r"(?<!个)(?<!工作)[年月日号季]|^\d{4}[-/.]\d")
_NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*([千万亿]*)([^\d\s]{0,4})")
_TENTHS = re.compile(r"([一二两三四五六七八九])成")
_ONE = re.compile(r"^一(?=个?(?:月|年|周|天|日|小时|学期))")
_SCALES = {"千": 1e3, "万": 1e4, "亿": 1e8}
# 约, 近, 超, 余, 多: the number is rounded, by up to this share.
_ROUNDED = re.compile(r"[约近超余多逾]")
_ROUNDING = 0.1
# Days of a year, a month and a day; from so many apart two dates are not near.
_DAYS = (365, 30, 1)
_HALF_A_YEAR = 182


def compatible(one: str, other: str) -> bool | None:
    """True when the two agree at the coarser precision, False when they do not, None when nothing tells.

    4月 agrees with 2023年4月1日, 131万 with 1313851; 元 is not compared with 人.
    """
    one, other = _written(one), _written(other)
    if _IS_DATE.search(one) and _IS_DATE.search(other):
        return _dates_agree(one, other)
    a, b = _NUMBER.search(one), _NUMBER.search(other)
    if not (a and b):
        return True if one == other else None
    units = _unit(a[3]), _unit(b[3])
    if units[0] and units[1] and units[0] != units[1]:
        return None
    rounded = bool(_ROUNDED.search(one) or _ROUNDED.search(other))
    return _agree(a, b, rounded)


def _written(value: str) -> str:
    """A value in digits; 一个月 is a length as much as 两个月."""
    return in_digits(_ONE.sub("1", _TENTHS.sub(lambda m: f"{number(m[1])}0%", value)))


def _dates_agree(one: str, other: str) -> bool | None:
    a, b = _DATE.fullmatch(one), _DATE.fullmatch(other)
    if not (a and b):
        return True if one == other else None
    pairs = [(int(x), int(y)) for x, y in zip(a.groups(), b.groups(), strict=True) if x and y]
    return all(x == y for x, y in pairs) if pairs else None


def nearness(one: str, other: str) -> float:
    """1 for equal values, 0 from a ratio of e or half a year on, or when nothing tells; linear between.

    Of numbers in the logarithm, of dates in days as far as both name year, month or day.
    """
    one, other = _written(one), _written(other)
    if _IS_DATE.search(one) and _IS_DATE.search(other):
        a, b = _DATE.fullmatch(one), _DATE.fullmatch(other)
        pairs = zip(a.groups(), b.groups(), _DAYS, strict=True) if a and b else ()
        apart = [days * (int(x) - int(y)) for x, y, days in pairs if x and y]
        return max(0.0, 1 - abs(sum(apart)) / _HALF_A_YEAR) if apart else 0.0
    numbers = _NUMBER.search(one), _NUMBER.search(other)
    x, y = (_value(number)[0] if number else 0.0 for number in numbers)
    return max(0.0, 1 - abs(math.log(x) - math.log(y))) if x and y else 0.0


def _unit(text: str) -> str:
    return text[:1] if text[:1] in "元人%‰个户米吨亩辆台倍天日月年级岁平公" else ""


def _agree(a: re.Match[str], b: re.Match[str], rounded: bool) -> bool:
    (x, step_x), (y, step_y) = _value(a), _value(b)
    slack = max(step_x, step_y) / 2 + (_ROUNDING * max(x, y) if rounded else 0)
    return x == y or abs(x - y) < slack  # 5.5万 is not rounded to 5万


def _value(match: re.Match[str]) -> tuple[float, float]:
    """(value, worth of its last digit): 1.5万 is (15000, 1000)."""
    digits = match[1].replace(",", "")
    scale = 1.0
    for sign in match[2]:
        scale *= _SCALES[sign]
    decimals = len(digits.partition(".")[2])
    return float(digits) * scale, (scale if scale > 1 or decimals else 0.0) * 10.0**-decimals

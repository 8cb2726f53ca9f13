"""Numbers written in characters: 二〇二三, and as texts count days and persons, 三天以上, 十五人."""

from __future__ import annotations

import re
from functools import lru_cache

_DIGITS = str.maketrans("〇一二三四五六七八九两首", "012345678921")
# Beside 一, which is an article more often than a count.
_COUNTED = re.compile(
    r"(?<![第〇零一二两三四五六七八九十百千万])([二两三四五六七八九]?十[一二三四五六七八九]?|[二两三四五六七八九])"
    r"(?=个?(?:工作)?(?:日|天|年|月|小时|分钟|周)|个?人|名|岁|户|次|元|平方米|亩|层|台|套|辆|家|级)"
)
# 两千万, 三十万, whole; 千万 alone may be a warning.
_DIGIT = "〇零一二两三四五六七八九十百千万亿"
_SUM = re.compile(
    rf"(?<![第\d{_DIGIT}])([二两三四五六七八九]?十[一二三四五六七八九]?|[二两三四五六七八九])([百千]?)"
    rf"(?=[万亿](?![\d{_DIGIT}]))"
)
_TIMES = {"": 1, "百": 100, "千": 1000}


def number(numeral: str) -> int:
    """Integer of digits, of Chinese digits one by one (二〇二三), or of a Chinese numeral below 100."""
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return int(numeral.translate(_DIGITS))
    return 10 * (number(tens) if tens else 1) + (number(ones) if ones else 0)


@lru_cache(maxsize=4096)
def in_digits(folded: str) -> str:
    """Return a folded text with numbers in digits that count something: 3天以上, 2000万元. For comparing.

    Those below 100, and those before 万 and 亿.
    """
    return _COUNTED.sub(lambda match: str(number(match[1])), sums_in_digits(folded))


def sums_in_digits(folded: str) -> str:
    """Return a folded text with 两千万 as 2000万; numerals of several places, 一万五千, stay."""
    return _SUM.sub(lambda match: str(number(match[1]) * _TIMES[match[2]]), folded)

"""Small numbers written in characters, as texts count days and persons: 三天以上, 十五人."""

from __future__ import annotations

import re

_DIGITS = "一二三四五六七八九"
# Beside 一, which is an article more often than a count.
_COUNTED = re.compile(
    r"(?<![第〇零一二两三四五六七八九十百千万])([二两三四五六七八九]?十[一二三四五六七八九]?|[二两三四五六七八九])"
    r"(?=个?(?:工作)?(?:日|天|年|月|小时|分钟|周)|个?人|名|岁|户|次|元|平方米|亩|层|台|套|辆|家|级)"
)


def in_digits(folded: str) -> str:
    """Return a folded text with numbers below 100 that count something in digits: 3天以上. For comparing."""
    return _COUNTED.sub(lambda match: str(_value(match[1])), folded)


def _value(numeral: str) -> int:
    tens, ten, ones = numeral.replace("两", "二").rpartition("十")
    return (10 * (_digit(tens) or 1) if ten else 0) + _digit(ones)


def _digit(numeral: str) -> int:
    return _DIGITS.index(numeral) + 1 if numeral else 0

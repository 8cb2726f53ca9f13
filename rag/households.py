"""Households, which a question counts in mouths and a text in persons: 三口之家 is 3人家庭."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

_COUNT = r"(?<![\d一二三四五六七八九十百])([一二两三四五六七八九\d])口"
_MOUTHS = re.compile(rf"(?:一家)?{_COUNT}(?:之家|人)|一家{_COUNT}(?!井)")
_DIGITS = str.maketrans("一二两三四五六七八九", "1223456789")
Frequencies = Callable[[Sequence[str]], list[int]]


def in_persons(folded: str, frequencies: Frequencies) -> str:
    """Return a folded question with its households in persons, but for such as a passage counts in mouths.

    `frequencies` counts the passages that hold a bigram.
    """

    def counted(household: re.Match[str]) -> str:
        count: str = household[1] or household[2]
        (told,) = frequencies([f"{count}口"])
        return household[0] if told else f"{count.translate(_DIGITS)}人家庭"

    return _MOUTHS.sub(counted, folded)

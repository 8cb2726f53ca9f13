"""Whether an answer is right. Strings are compared in their folded form without blanks and commas."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.normal import fold

_MARK = re.compile(r"\[\d+\]")
_BLANK = re.compile(r"[\s,，]")


def comparable(text: str) -> str:
    """Return the form in which an answer is compared: folded, without `[n]`, blanks and commas."""
    return _BLANK.sub("", fold(_MARK.sub("", text)))


def is_right(answer: str, need_all: Sequence[Sequence[str]], max_chars: int | None = None) -> bool:
    """Whether the first `max_chars` characters of an answer hold one alternative of every item."""
    said = comparable(answer[:max_chars])
    return all(any(comparable(a) in said for a in alternatives) for alternatives in need_all)


def mean(values: Sequence[float | bool]) -> float:
    """Arithmetic mean; nan of nothing, so that an empty column is seen."""
    return sum(values) / len(values) if values else float("nan")

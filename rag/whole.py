"""Numbers and Roman numerals, which a text has whole or not at all: 2015 has no 15, iii no ii."""

from __future__ import annotations

import re
from functools import lru_cache

_WHOLE = re.compile(r"(?:\d+(?:\.\d+)?|[ivx]{1,4})(?:[^\da-z]*)")


@lru_cache(maxsize=4096)
def is_whole(term: str) -> bool:
    """Whether a folded term is a number or a Roman numeral, alone or before a word: 15, 15年期, ii级."""
    return _WHOLE.fullmatch(term) is not None


def holds_whole(term: str, folded: str) -> bool:
    """Whether a folded text has a number that is part of no longer one; 3924 may be written 3,924."""
    return _pattern(term).search(folded) is not None


def blanked_whole(term: str, folded: str) -> str:
    """Return a folded text with blanks in the places of a number."""
    return _pattern(term).sub(lambda match: " " * len(match[0]), folded)


@lru_cache(maxsize=4096)
def _pattern(term: str) -> re.Pattern[str]:
    if not term[0].isdigit():
        return re.compile(rf"(?<![a-z]){re.escape(term)}(?![a-z])")
    rest = term.lstrip("0123456789")
    digits = term.removesuffix(rest)
    grouped = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", ",?", digits)
    after = "" if not term[-1].isdigit() else r"(?!\d|\.\d|,\d{3}(?!\d))"
    return re.compile(rf"(?<!\d)(?<!\d[.,]){grouped}{re.escape(rest)}{after}")

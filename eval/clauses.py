"""Whether a quote begins and ends where the text does: an offset that is off by one falls inside a word."""

from __future__ import annotations

import re

from index.sentences import split_sentences

# What may stand before the first and after the last character of a clause.
_BORDER = re.compile(r"[\s，,；;、。：:！？!?…”’」』》）)\]】|*#>.·“‘「『《（(\[【—-]")


def is_whole(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` is made of whole clauses or cells, blanks and marks between them left out."""
    before, after = text[start - 1 : start], text[end : end + 1]
    begins = not before or _BORDER.match(before) or _BORDER.match(text[start])
    ends = not after or _BORDER.match(after) or _BORDER.match(text[end - 1])
    return bool(begins and ends) or (start, end) in split_sentences(text)

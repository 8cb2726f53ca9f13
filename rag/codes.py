"""Codes of letters and digits, one however written: gpt4, gpt-4 and gpt 4; 5g and 5 g."""

from __future__ import annotations

import re
from functools import lru_cache

from rag.whole import blanked_whole, is_whole

# A unit after a number makes no code: 10km is a length.
_UNIT = r"(?:[kcm]?m|[km]g|[km]?w|[km]?wh|[kmgt]b|[km]?hz|m?l|t|h|s|am|pm)"
_YEAR = r"(?:19|20)\d\d"
_WRITTEN = re.compile(r"(?<![a-z\d])([a-z]+)-(\d+)(?![\d.]|-\d)")
# After a blank a number may count what follows: 「nba 30支球队」.
_COUNTS = "年月日号万亿千百十个名家人位支项届次种台元强大条岁天枚篇"
_APART = re.compile(rf"(?<![a-z\d.-])([a-z]{{2,}}) (\d+)(?![\d.%]|\s*[{_COUNTS}])")
_WITH_YEAR = re.compile(rf"(?<![a-z\d])([a-z]+)[- ]?({_YEAR})(?![a-z\d]|-\d)")
CODE = rf"(?<![a-z\d])(?:[a-z]+\d+[a-z\d]*|(?!\d\d+g)\d+(?!{_UNIT}(?![a-z\d]))[a-z]+\d*(?![a-z]))"
_CODE = re.compile(CODE)
# Of a project or a contract: ltcj-2024-058. It stands at the head of what speaks of it.
LONG_CODE = re.compile(r"(?<![a-z\d-])[a-z]+(?:-\d+){2,}(?![\d-])")
_RUN = re.compile(r"[a-z]+|\d+")


def joined(folded: str) -> str:
    """Return a folded question with its codes in one word: gpt-4 as gpt4, but cvpr2022 as cvpr 2022."""
    apart = _WITH_YEAR.sub(r"\1 \2", folded)
    dashed = _WRITTEN.sub(lambda m: m[0] if re.fullmatch(_YEAR, m[2]) else m[1] + m[2], apart)
    return _APART.sub(lambda m: m[0] if re.fullmatch(_YEAR, m[2]) else m[1] + m[2], dashed)


@lru_cache(maxsize=4096)
def is_code(term: str) -> bool:
    """Whether a term is a code."""
    return _CODE.fullmatch(term) is not None


def holds_code(code: str, folded: str) -> bool:
    """Whether a folded text has a code, with or without a blank or dash between its letters and digits."""
    return _pattern(code).search(folded) is not None


def blanked(said: str, folded: str) -> str:
    """Return a folded text with blanks in place of a word, a code in any spelling, or a whole number."""
    if is_code(said):
        return _pattern(said).sub(lambda match: " " * len(match[0]), folded)
    if is_whole(said):
        return blanked_whole(said, folded)
    return folded.replace(said, " " * len(said))


def spellings(code: str) -> list[list[str]]:
    """The index terms that each way of writing a code makes: [gpt4], [gpt-4], [gpt, 4]."""
    runs = _RUN.findall(code)
    return [[code], ["-".join(runs)], runs]


@lru_cache(maxsize=4096)
def _pattern(code: str) -> re.Pattern[str]:
    runs = _RUN.findall(code)
    before = r"(?<![\d.])" if runs[0].isdigit() else r"(?<![a-z])"
    after = r"(?!\d)" if runs[-1].isdigit() else r"(?![a-z])"
    return re.compile(before + r"[-\s]?".join(runs) + after)

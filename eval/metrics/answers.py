"""Whether an answer is right. Strings are compared in their folded form without blanks and commas."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from index.normal import fold
from rag.gold import comparable, holds_item

__all__ = [
    "bears",
    "character_f1",
    "comparable",
    "holds_item",
    "is_right",
    "items_held",
    "numbers_of",
    "unfounded_numbers",
]

_MARK = re.compile(r"\[\d+\]")
# A number with its decimals, or an official number such as 〔2023〕5号 in its folded form.
_NUMBER = re.compile(r"[〔\[]\d{4}[〕\]]第?\d+号|\d+(?:\.\d+)?")


def is_right(answer: str, need_all: Sequence[Sequence[str]], max_chars: int | None = None) -> bool:
    """Whether the first `max_chars` characters of an answer hold one alternative of every item."""
    return all(holds_item(answer[:max_chars], alternatives) for alternatives in need_all)


def bears(quote: str, need_all: Sequence[Sequence[str]]) -> bool:
    """Whether a quote holds any item: whether it bears the answer or a part of it."""
    return any(holds_item(quote, alternatives) for alternatives in need_all)


def items_held(quotes: Iterable[str], need_all: Sequence[Sequence[str]]) -> float:
    """Share of the items that the quotes hold between them; nan when none is asked."""
    together = "\n".join(quotes)
    held = [holds_item(together, alternatives) for alternatives in need_all]
    return sum(held) / len(held) if held else float("nan")


def character_f1(answer: str, references: Sequence[str]) -> float:
    """F1 of the characters of an answer and of the reference that it is most like.

    As SQuAD's F1 of words (Rajpurkar et al. 2016) with characters in their place, each as often as it occurs.
    """
    return max((_f1(comparable(answer), comparable(reference)) for reference in references), default=0.0)


def _f1(one: str, other: str) -> float:
    shared = sum((Counter(one) & Counter(other)).values())
    return 2 * shared / (len(one) + len(other)) if one or other else 0.0


def unfounded_numbers(answer: str, quotes: Iterable[str]) -> list[str]:
    """Numbers, days and official numbers of an answer that none of the quoted slices has, in order."""
    founded = {number for quote in quotes for number in numbers_of(quote)}
    said = _MARK.sub("\n", answer)  # 48[2]2023年 are two numbers of two quotes
    return [number for number in numbers_of(said) if number not in founded]


def numbers_of(text: str) -> list[str]:
    """Numbers and official numbers of a text, folded, thousands without their commas."""
    return _NUMBER.findall(re.sub(r"(?<=\d)[,，](?=\d{3}(?!\d))", "", fold(text)))

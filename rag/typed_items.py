"""What an answer must hold, as people type it: `4月/四月；5月` are two items, one with two spellings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

BETWEEN_ITEMS, BETWEEN_SPELLINGS = "；;", "/／"


def items_of(typed: str) -> list[list[str]]:
    """Items with their alternatives; what is blank is none."""
    return [found for item in strings_of(typed) if (found := strings_of(item, BETWEEN_SPELLINGS))]


def strings_of(typed: str, marks: str = BETWEEN_ITEMS) -> list[str]:
    """What stands between any of the marks, blanks around it left out."""
    for mark in marks[1:]:
        typed = typed.replace(mark, marks[0])
    return [found for each in typed.split(marks[0]) if (found := each.strip())]


def as_typed(items: Iterable[Sequence[str]]) -> str:
    """Items as they are typed."""
    return BETWEEN_ITEMS[0].join(BETWEEN_SPELLINGS[0].join(alternatives) for alternatives in items)

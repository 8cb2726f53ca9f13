"""Passages that stand more than once in a text, character for character but for blanks."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

# Shorter repetitions are names, slogans and quoted phrases.
_MIN_LENGTH = 60
_STEP = 30


@dataclass(frozen=True, slots=True)
class Repeat:
    """A passage and its places (start, end), in order; blanks and line breaks may differ between them."""

    places: tuple[tuple[int, int], ...]


def find_repeats(text: str) -> list[Repeat]:
    """Return the longest passages of at least 60 characters that stand at two or more places.

    Linear in the length of the text, but for texts that are one repetition.
    """
    offsets = [i for i, c in enumerate(text) if not c.isspace()]
    solid = "".join(text[i] for i in offsets)
    seen: dict[str, list[int]] = defaultdict(list)
    for start in range(0, len(solid) - _STEP + 1, _STEP):
        seen[solid[start : start + _STEP]].append(start)
    pairs: list[tuple[int, int, int]] = []
    at = 0
    while at <= len(solid) - _STEP:
        found = [s for s in seen.get(solid[at : at + _STEP], ()) if s > at]
        if not found:
            at += 1
            continue
        other = found[0]
        first, length = _extended(solid, at, other)
        if length >= _MIN_LENGTH:
            pairs.append((first, first + other - at, length))
            at = first + length
        else:
            at += 1
    return [
        Repeat(tuple((offsets[s], offsets[s + length - 1] + 1) for s in (one, other)))
        for one, other, length in pairs
    ]


def _extended(solid: str, one: int, other: int) -> tuple[int, int]:
    """(start, length) of the longest common passage around two places that agree."""
    back = 0
    while back < one and other - back - 1 >= one + _STEP and solid[one - back - 1] == solid[other - back - 1]:
        back += 1
    ahead = _STEP
    while (
        other + ahead < len(solid)
        and one + ahead < other - back
        and solid[one + ahead] == solid[other + ahead]
    ):
        ahead += 1
    return one - back, back + ahead

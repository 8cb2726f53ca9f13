"""Normal forms, for matching only: what a person reads is never passed through here.

A form is computed character by character, so every folded character has one origin and an
offset in the folded text maps back to an offset in the original.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
import opencc


@cache
def simplified() -> Mapping[int, str]:
    """Code points of traditional characters -> simplified for single characters (OpenCC's t2s)."""
    blocks = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00))
    characters = [chr(i) for low, high in blocks for i in range(low, high)]
    converted = opencc.OpenCC("t2s").convert("\n".join(characters)).split("\n")
    return {ord(a): b for a, b in zip(characters, converted, strict=True) if a != b and len(b) == 1}


class _Fold(dict[int, str]):
    """Code point -> folded text, filled as characters are met."""

    def __missing__(self, code: int) -> str:
        wide = unicodedata.normalize("NFKC", chr(code)).lower()
        self[code] = folded = wide.translate(simplified())
        return folded


_FOLD = _Fold()


def simplify(text: str) -> str:
    """Traditional characters replaced by simplified ones, one for one."""
    return text.translate(simplified())


def fold(text: str) -> str:
    """Return the form in which texts are compared: NFKC, lower case, simplified."""
    return text.translate(_FOLD)


def fold_parts(text: str, spans: Sequence[tuple[int, int]]) -> tuple[str, list[str]]:
    """A folded text, and of each (start, end) of it what `fold` makes of that part.

    No character folds to none, so in a text that stays as long each stands where it stood.
    """
    folded = fold(text)
    if len(folded) == len(text):
        return folded, [folded[start:end] for start, end in spans]
    return folded, [fold(text[start:end]) for start, end in spans]


def fold_with_offsets(text: str) -> tuple[str, npt.NDArray[np.intp]]:
    """Fold, and for each folded character (and the end) the offset it came from.

    `text[offsets[i]:offsets[j]]` is what `folded[i:j]` was made of, when i and j stand between characters
    of the text; inside an expansion (½ -> 1⁄2) an offset is that of its origin. `origin` takes any i and j.
    """
    parts = [_FOLD[ord(c)] for c in text]
    lengths = np.fromiter(map(len, parts), dtype=np.intp, count=len(parts))
    offsets = np.append(np.repeat(np.arange(len(text)), lengths), len(text)).astype(np.intp)
    return "".join(parts), offsets


def origin(offsets: npt.NDArray[np.intp], start: int, end: int) -> tuple[int, int]:
    """Return (start, end) in the text of the characters that `folded[start:end]` came from.

    Whole characters: a part of an expansion maps to all of its origin, so what is not empty when
    folded is not empty in the text.
    """
    first = int(offsets[start])
    return first, int(offsets[end - 1]) + 1 if end > start else first

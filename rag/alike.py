"""How like two texts are, by their bigrams."""

from __future__ import annotations

from functools import lru_cache

from index.tokens import bigrams


def alike(one: str, other: str) -> float:
    """Share of the bigrams of the shorter text that the other has, too."""
    a, b = _grams(one), _grams(other)
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


@lru_cache(maxsize=4096)  # a sentence is compared with many
def _grams(folded: str) -> frozenset[str]:
    return frozenset(bigrams(folded))

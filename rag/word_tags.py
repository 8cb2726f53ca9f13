"""Words of a text with their parts of speech, as the dictionary and its model of names cut them."""

from __future__ import annotations

import rjieba

# What the model of names takes for the beginning of a place that the dictionary lacks: 起云溪市, 说云溪.
_BEFORE_PLACES = frozenset("起办到给由让问查说找对")


def word_tags(text: str) -> list[tuple[str, str]]:
    """(word, part of speech) in order and without a gap."""
    found: list[tuple[str, str]] = []
    for word, tag in rjieba.tag(text):
        if tag == "ns" and len(word) > 2 and word[0] in _BEFORE_PLACES and not rjieba.has_word(word):
            found += [(word[0], "v"), (word[1:], tag)]
        else:
            found.append((word, tag))
    return found

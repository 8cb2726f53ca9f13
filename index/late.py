"""Sentences inside the token states of their passage, so that one pass of the encoder serves both.

Late chunking, after Günther et al. 2024 (arXiv:2409.04701). Spans are (start, end) in characters of the
passage as it is embedded; ranges are (first, end) in its tokens. Training and indexing find them alike, here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from index.encoder import FloatArray, Span

NONE: Span = (0, 0)


class Tokenized(Protocol):
    """What is asked of `tokenizers.Encoding`."""

    @property
    def offsets(self) -> list[Span]:
        """Characters of each token; (0, 0) for the marks of begin and end."""

    @property
    def overflowing(self) -> Sequence[object]:
        """What the model's limit cut off; empty when the whole text was kept."""


def token_ranges(offsets: Sequence[Span], spans: Sequence[Span]) -> list[Span]:
    """(first, end) of the tokens that touch each span, both in order; a token on a border is in both spans.

    Tokens without characters, as those of begin and end, are in none. (0, 0) for a span that has no token.
    """
    ranges = []
    at = 0
    for start, end in spans:
        while at < len(offsets) and offsets[at][1] <= start:
            at += 1
        stop = at
        while stop < len(offsets) and offsets[stop][0] < end and offsets[stop][0] < offsets[stop][1]:
            stop += 1
        ranges.append((at, stop) if stop > at else NONE)
    return ranges


def whole_ranges(encoding: Tokenized, spans: Sequence[Span], prompt: str) -> list[Span]:
    """Ranges of the spans of a text behind its prompt; (0, 0) for one that is not there to its end."""
    shifted = [(start + len(prompt), end + len(prompt)) for start, end in spans]
    offsets = encoding.offsets
    ranges = token_ranges(offsets, shifted)
    if not encoding.overflowing:
        return ranges
    kept = max(end for _, end in offsets)
    return [found if end <= kept else NONE for found, (_, end) in zip(ranges, shifted, strict=True)]


def pool(states: FloatArray, ranges: Sequence[Span]) -> FloatArray:
    """Unit means `float32[len(ranges), d]` of token states `float32[tokens, d]`; zeros for no tokens."""
    sums = np.zeros((len(ranges), states.shape[1]), np.float32)
    for row, (first, end) in zip(sums, ranges, strict=True):
        states[first:end].sum(axis=0, out=row)
    lengths: FloatArray = np.linalg.norm(sums, axis=1, keepdims=True)
    return np.divide(sums, lengths, out=sums, where=lengths > 0)


def tokens_of_parts(encoding: Tokenized, parts: Sequence[Sequence[Span]], prompt: str) -> list[list[int]]:
    """The tokens of each part of a question, with those of the prompt and the marks, as a whole has them."""
    common = [number for number, (_, end) in enumerate(encoding.offsets) if end <= len(prompt)]
    return [
        sorted(
            {t for first, end in whole_ranges(encoding, spans, prompt) for t in range(first, end)}.union(
                common
            )
        )
        for spans in parts
    ]


def unit_sum(states: FloatArray) -> FloatArray:
    """The sum of some states, of length 1."""
    found: FloatArray = states.sum(axis=0)
    return found / np.float32(np.linalg.norm(found))

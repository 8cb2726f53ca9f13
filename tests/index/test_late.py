from dataclasses import dataclass

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.late import pool, token_ranges, whole_ranges


@dataclass
class Cut:
    """What a tokenizer gives for a text of which it kept so many tokens."""

    offsets: list[tuple[int, int]]
    overflowing: list[object]


def test_tokens_that_touch_a_sentence_are_its_own():
    offsets = [(0, 0), (0, 2), (2, 5), (5, 6), (6, 6), (6, 9), (0, 0)]
    assert token_ranges(offsets, [(0, 2), (2, 6), (6, 9)]) == [(1, 2), (2, 4), (5, 6)]


def test_a_token_on_a_border_is_of_both():
    assert token_ranges([(0, 3), (3, 6)], [(0, 4), (4, 6)]) == [(0, 2), (1, 2)]


def test_a_sentence_without_a_token_has_none():
    assert token_ranges([(0, 2), (0, 0)], [(0, 2), (2, 4)]) == [(0, 1), (0, 0)]


@given(st.lists(st.integers(1, 4), min_size=1, max_size=12), st.lists(st.integers(1, 9), max_size=6))
def test_ranges_are_what_touching_says(widths, lengths):
    ends = [sum(widths[: i + 1]) for i in range(len(widths))]
    offsets = list(zip([0, *ends], ends, strict=False))
    stops = [sum(lengths[: i + 1]) for i in range(len(lengths))]
    spans = list(zip([0, *stops], stops, strict=False))
    for (start, end), (first, stop) in zip(spans, token_ranges(offsets, spans), strict=True):
        touching = [i for i, (a, b) in enumerate(offsets) if a < end and start < b]
        assert list(range(first, stop)) == touching


def test_sentences_stand_behind_the_prompt():
    whole = Cut([(0, 0), (0, 4), (4, 6), (6, 8), (0, 0)], [])
    assert whole_ranges(whole, [(0, 2), (2, 4)], "abcd") == [(2, 3), (3, 4)]


def test_a_sentence_that_is_not_there_to_its_end_counts_as_absent():
    offsets = [(0, 0), (0, 2), (2, 5), (0, 0)]
    spans = [(0, 2), (2, 6), (6, 8)]
    assert whole_ranges(Cut(offsets, [object()]), spans, "") == [(1, 2), (0, 0), (0, 0)]
    assert whole_ranges(Cut(offsets, []), spans, "") == [(1, 2), (2, 3), (0, 0)]
    assert whole_ranges(Cut(offsets, [object()]), [(0, 2), (2, 5)], "") == [(1, 2), (2, 3)]


def test_means_are_unit_and_of_nothing_are_zeros():
    states = np.array([[3, 0], [0, 4], [0, -4], [6, 8]], np.float32)
    pooled = pool(states, [(0, 2), (0, 0), (2, 4), (1, 2)])
    assert pooled.dtype == np.float32
    np.testing.assert_allclose(pooled, [[0.6, 0.8], [0, 0], [6 / 52**0.5, 4 / 52**0.5], [0, 1]], atol=1e-7)
    assert pool(states, []).shape == (0, 2)

from fractions import Fraction

import numpy as np
import pytest

from rag.likeness import Meaning


def meaning(sentence, passage, stretch=1.0):
    return Meaning(np.array(sentence, np.float32), np.array(passage, np.float32), stretch)


def test_likeness_is_the_cosine_of_sentences_and_of_passages():
    one, other = meaning([3, 0], [1, 1]), meaning([1, 0], [0, 2])
    assert one.likeness(other) == pytest.approx((1, 2**-0.5))
    assert one.likeness(other) == pytest.approx(other.likeness(one))


def test_distances_are_stretched_to_those_of_the_fit():
    one, other = meaning([3, 4], [1, 0], 0.5), meaning([1, 0], [1, 0], 0.5)
    assert one.likeness(other) == pytest.approx((float(1 - Fraction(1, 2) * Fraction(2, 5)), 1))


def test_a_sentence_without_a_token_is_like_none():
    assert meaning([0, 0], [1, 0]).likeness(meaning([1, 0], [1, 0])) == pytest.approx((0, 1))

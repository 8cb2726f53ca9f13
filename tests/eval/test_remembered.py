import numpy as np
import pytest

from eval.remembered import RememberedEncoder
from index.encoder import as_late
from tests.fakes import FakeEncoder, FakeLateEncoder

TEXTS = ["甲办法。乙办法。", "丙通知。", "甲办法。乙办法。"]
SPANS = [[(0, 4), (4, 8)], [], [(0, 4), (4, 8)]]


@pytest.fixture
def opened(tmp_path):
    made = []

    def open_over(encoder):
        made.append(RememberedEncoder(encoder, tmp_path / "vectors.sqlite"))
        return made[-1]

    yield open_over
    for encoder in made:
        encoder.close()


def test_a_passage_is_passed_over_once_with_its_sentences(opened):
    first, second = FakeLateEncoder(), FakeLateEncoder()
    done = []
    made = opened(first).encode_parts(TEXTS, SPANS, done.append)
    again = opened(second).encode_parts(TEXTS, SPANS)
    assert (first.encoded, second.encoded, sum(done)) == (TEXTS[:2], [], 2)
    for found in (made, again):
        for ours, theirs in zip(found, FakeLateEncoder().encode_parts(TEXTS, SPANS), strict=True):
            assert np.array_equal(ours, theirs)


def test_other_spans_of_a_text_are_other_vectors(opened):
    inner = FakeLateEncoder()
    encoder = opened(inner)
    encoder.encode_parts(TEXTS[:1], SPANS[:1])
    _, sentences = encoder.encode_parts(TEXTS[:1], [[(0, 8)]])
    assert inner.encoded == [TEXTS[0]] * 2
    assert np.array_equal(sentences, FakeLateEncoder().encode_parts(TEXTS[:1], [[(0, 8)]])[1])
    assert [rows.shape for rows in encoder.encode_parts([], [])] == [(0, 64), (0, 64)]


def test_it_is_as_late_as_what_it_remembers(opened):
    late, plain = opened(FakeLateEncoder()), opened(FakeEncoder())
    assert (as_late(late), as_late(plain)) == (late, None)
    with pytest.raises(TypeError, match="fake@1"):
        plain.encode_parts(TEXTS, SPANS)

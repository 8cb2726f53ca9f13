import struct

import numpy as np
import pytest

from index.errors import ModelError
from index.model.weights import Quantized, parse_packed
from tests.index.packed import HIDDEN, PIECES, REPLACEMENTS, SCORES, packed_bytes, q4_bytes

DATA = packed_bytes()


def test_a_block_is_a_scale_and_halves_minus_eight():
    halves = np.arange(32).reshape(1, 1, 32) % 16
    raw = q4_bytes(np.array([[0.5]]), halves)
    assert raw[:2] == struct.pack("<e", 0.5)
    assert raw[2] == 0x00  # weight 0 low, weight 16 high
    assert raw[3] == 0x11
    matrix = Quantized(np.array([[0.5]], np.float16), np.frombuffer(raw[2:], np.uint8).reshape(1, 1, 16))
    assert matrix.to_float().tolist() == [[(number % 16 - 8) * 0.5 for number in range(32)]]


def test_low_half_comes_before_high_half():
    packed = np.zeros((1, 1, 16), np.uint8)
    packed[0, 0, 3] = 0x9F  # weight 3 is 15 - 8, weight 19 is 9 - 8
    row = Quantized(np.ones((1, 1), np.float16), packed).to_float()[0]
    assert row[3] == 7.0
    assert row[19] == 1.0
    assert row[4] == -8.0


def test_the_whole_file_is_read():
    model = parse_packed(DATA, "x")
    assert model.vocabulary.pieces == tuple(PIECES)
    assert model.vocabulary.scores == tuple(SCORES)
    assert model.vocabulary.replacements == REPLACEMENTS
    assert (model.vocabulary.bos, model.vocabulary.pad, model.vocabulary.eos) == (0, 1, 2)
    assert model.shape.layers == 2
    assert model.floats("emb.word").shape == (len(PIECES) + 2, HIDDEN)
    assert model.floats("l1.fo.w").shape == (HIDDEN, 64)
    assert model.floats("l1.oln.b").shape == (HIDDEN,)
    assert len(model.tensors) == 5 + 2 * 16


def test_numbers_are_those_that_were_written():
    random = np.random.default_rng(0)
    scales = random.uniform(0.02, 0.06, (len(PIECES) + 2, 1)).astype(np.float16)
    halves = random.integers(0, 16, (len(PIECES) + 2, 1, 32))
    expected = (halves - 8).astype(np.float32) * scales[:, :, None].astype(np.float32)
    np.testing.assert_array_equal(parse_packed(DATA, "x").floats("emb.word"), expected.reshape(-1, HIDDEN))


@pytest.mark.parametrize("size", [4, 40, 60, 200, 500, len(DATA) // 2, len(DATA) - 1])
def test_a_file_cut_short_is_one_line_of_chinese(size):
    with pytest.raises(ModelError, match="模型文件已损坏：某文件") as caught:
        parse_packed(DATA[:size], "某文件")
    assert "\n" not in str(caught.value)


def test_another_kind_of_file_is_named():
    with pytest.raises(ModelError, match="E5S1"):
        parse_packed(b"PK\x03\x04" + DATA[4:], "x")


@pytest.mark.parametrize(
    ("at", "layout", "value"),
    [
        (4, "I", 2),  # version
        (8, "i", 33),  # hidden size no multiple of a block
        (8, "i", -32),
        (16, "i", 5),  # heads that do not divide it
        (40, "i", 16),  # block size
        (44, "i", 10**6),  # pieces
        (48, "i", 99),  # begin token outside the pieces
        (72, "I", 7),  # first piece offset
        (72 + 4 * (len(PIECES) + 1), "f", float("nan")),  # a score
    ],
)
def test_a_wrong_number_in_the_header_is_seen(at, layout, value):
    data = bytearray(DATA)
    struct.pack_into("<" + layout, data, at, value)
    with pytest.raises(ModelError):
        parse_packed(bytes(data), "x")


def test_any_wrong_byte_before_the_weights_is_read_or_refused():
    start = DATA.index(b"emb.word")
    for at in range(4, start + 40):
        data = bytearray(DATA)
        data[at] ^= 0xFF
        try:
            parse_packed(bytes(data), "x")
        except ModelError:
            continue


def test_weights_that_are_no_numbers_are_refused():
    data = DATA[:-4] + struct.pack("<f", float("nan"))
    with pytest.raises(ModelError, match="not finite"):
        parse_packed(data, "x")

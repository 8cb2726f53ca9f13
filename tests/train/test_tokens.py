from hypothesis import given
from hypothesis import strategies as st

from train.tokens import Cutter, token_ranges


def test_tokens_that_touch_a_sentence_are_its_own():
    offsets = [(0, 0), (0, 2), (2, 5), (5, 6), (6, 6), (6, 9), (0, 0)]
    assert token_ranges(offsets, [(0, 2), (2, 6), (6, 9)]) == [(1, 2), (2, 4), (5, 6)]


def test_a_token_on_a_border_is_of_both():
    assert token_ranges([(0, 3), (3, 6)], [(0, 4), (4, 6)]) == [(0, 2), (1, 2)]


def test_a_sentence_that_was_cut_off_has_none():
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


def test_sentences_are_found_behind_the_prompt(base):
    cut = Cutter(base, 24).passage("退休金1年。日的2月。", [(0, 6), (6, 11)])
    # <s> ▁passage : ▁ 退休金 1 年 <unk> 日 的 2 月 <unk> </s>
    assert len(cut.ids) == 14
    assert cut.ranges == [(4, 8), (8, 13)]


def test_a_long_text_is_cut(base):
    assert len(Cutter(base, 10).passage("退休金1年。日的2月。").ids) == 10

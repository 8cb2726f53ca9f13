from train.tokens import Cutter


def test_sentences_are_found_behind_the_prompt(base):
    cut = Cutter(base, 24).passage("退休金1年。日的2月。", [(0, 6), (6, 11)])
    # <s> ▁passage : ▁ 退休金 1 年 <unk> 日 的 2 月 <unk> </s>
    assert len(cut.ids) == 14
    assert cut.ranges == [(4, 8), (8, 13)]


def test_a_long_text_is_cut(base):
    assert len(Cutter(base, 10).passage("退休金1年。日的2月。").ids) == 10

import time

import pytest
from hypothesis import given

from index.sentences import split_sentences
from tests.index.texts import DOCUMENTS, PROPERTY

LONG = "本市对符合条件的企业给予一次性补助并按年度考核结果分期拨付资金用于设备更新和人员培训等方面支出"


def sentences(text):
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲。乙！丙？丁；戊", ["甲。", "乙！", "丙？", "丁；戊"]),
        (f"丁；{'戊' * 80}；己。", ["丁；", f"{'戊' * 80}；", "己。"]),
        ("（一）甲；\n（二）乙。", ["（一）甲；", "（二）乙。"]),
        ("他说：“好！”然后走了。", ["他说：“好！”", "然后走了。"]),
        ("（见附件。）乙。", ["（见附件。）", "乙。"]),
        ("真的？！是……的", ["真的？！", "是……", "的"]),
        ("增长3.5%。GDP 1.2万亿", ["增长3.5%。", "GDP 1.2万亿"]),
        ("First one. Second v1.2 one.", ["First one.", "Second v1.2 one."]),
        ("　　首段。\n\n　　次段。\n", ["首段。", "次段。"]),
        ("办理地点　　市民中心", ["办理地点", "市民中心"]),
        ("2023年 1月", ["2023年 1月"]),
        ("标题\n正文。", ["标题", "正文。"]),
        (" \n　", []),
        ("", []),
    ],
)
def test_where_sentences_end(text, expected):
    assert sentences(text) == expected


def test_a_line_break_of_a_narrow_column_does_not_end_a_sentence():
    text = f"{LONG}\n并公开。乙。"
    assert sentences(text) == [f"{LONG}\n并公开。", "乙。"]


def test_a_short_line_that_ends_in_a_comma_runs_on():
    assert sentences("申请人，\n应当年满18岁。") == ["申请人，\n应当年满18岁。"]


def test_a_table_row_does_not_run_on():
    assert sentences(f"{LONG} | 乙\n丙 | 丁") == [f"{LONG} | 乙", "丙 | 丁"]


def test_only_the_part_asked_for_is_split():
    text = "甲。乙乙。丙丙。丁。"
    assert split_sentences(text, 3, 7) == [(3, 5), (5, 7)]


@PROPERTY
@given(DOCUMENTS)
def test_sentences_are_ordered_slices_and_only_blanks_lie_between(text):
    spans = split_sentences(text)
    at = 0
    for start, end in spans:
        assert at <= start < end
        assert text[at:start].strip() == ""
        assert text[start:end].strip() == text[start:end]
        at = end
    assert text[at:].strip() == ""


@PROPERTY
@given(DOCUMENTS)
def test_sentences_of_a_part_lie_in_it(text):
    start, end = len(text) // 3, 2 * len(text) // 3
    spans = split_sentences(text, start, end)
    assert all(start <= a < b <= end for a, b in spans)
    assert sum(not c.isspace() for c in text[start:end]) == sum(
        not c.isspace() for a, b in spans for c in text[a:b]
    )


def test_a_web_address_is_not_cut():
    text = "详见 http://www.yunxi.gov.cn/list?id=3 网页。"
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("见www.a.cn/b;c=1;下一句。", ["见www.a.cn/b;c=1;下一句。"]),
        ("网址http://a.cn。下一句?是", ["网址http://a.cn。", "下一句?", "是"]),
        ("1.甲;\n2.乙", ["1.甲;", "2.乙"]),
    ],
)
def test_sentences_beside_a_web_address(text, expected):
    assert sentences(text) == expected


@pytest.mark.parametrize("blank", ["\x0b", " ", "\u2003", "\n", "\x1c \n"])
def test_a_long_blank_costs_no_more_than_its_length(blank):
    started = time.perf_counter()
    assert sentences(f"甲{blank * 100_000}乙。")[-1].endswith("乙。")
    assert time.perf_counter() - started < 1

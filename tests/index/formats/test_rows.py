import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.formats.rows import Span, row_lines
from tests.index.texts import PROPERTY


def lines(text, *spans):
    rows = [[c.strip() for c in line.split(",")] for line in text.strip().split("\n")]
    return list(row_lines(rows, [Span(*s) for s in spans]))


def test_a_row_names_the_head_of_each_cell():
    assert lines("镇街,项目,金额（万元）\n青岚街道,电梯,12.5\n柳湾镇,,8") == [
        "镇街：青岚街道；项目：电梯；金额（万元）：12.5。",
        "镇街：柳湾镇；金额（万元）：8。",
    ]


def test_what_stands_above_and_beneath_the_table_stays_as_it_is():
    table = "补贴发放表,,\n单位：云溪市民政局,,\n姓名,金额,日期\n张一,900,2023-01-05\n注：金额为实发数。,,\n"
    assert lines(table) == [
        "补贴发放表",
        "单位：云溪市民政局",
        "姓名：张一；金额：900；日期：2023-01-05。",
        "注：金额为实发数。",
    ]


def test_heads_of_two_rows_are_joined():
    table = "镇街,2022年,,2023年,\n,户数,金额,户数,金额\n青岚,3,90,4,120"
    spans = [(0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 0, 4)]
    assert lines(table, *spans) == [
        "镇街：青岚；2022年 户数：3；2022年 金额：90；2023年 户数：4；2023年 金额：120。"
    ]


def test_a_cell_merged_down_stands_in_every_row():
    assert lines("镇街,项目\n青岚,电梯\n,路灯", (1, 0, 2, 0)) == [
        "镇街：青岚；项目：电梯。",
        "镇街：青岚；项目：路灯。",
    ]


def test_a_title_merged_across_is_one_line():
    assert lines("补贴表,,\n姓名,金额,备注\n张一,900,无", (0, 0, 0, 2))[0] == "补贴表"


def test_a_group_title_between_rows_is_one_line():
    assert lines("姓名,金额\n城区组,\n张一,900") == ["城区组", "姓名：张一；金额：900。"]


def test_a_lone_figure_keeps_its_head():
    assert lines("姓名,金额\n张一,900\n,1800") == ["姓名：张一；金额：900。", "金额：1800。"]


def test_equal_figures_keep_their_heads():
    assert lines("计划,完成\n100,100\n3,4") == ["计划：100；完成：100。", "计划：3；完成：4。"]


def test_a_title_merged_over_two_rows_stands_once():
    assert lines("补贴表,,\n,,\n姓名,金额,备注\n张一,900,无", (0, 0, 1, 2))[:2] == [
        "补贴表",
        "姓名：张一；金额：900；备注：无。",
    ]


def test_years_are_heads():
    assert lines("指标,2021,2022\n产值,3,4") == ["指标：产值；2021：3；2022：4。"]


def test_a_column_without_a_head_is_only_its_cells():
    assert lines("姓名,金额,\n张一,900,已发") == ["姓名：张一；金额：900；已发。"]


def test_without_heads_cells_are_split_by_bars():
    assert lines("1,2,3\n4,5,6") == ["1 | 2 | 3", "4 | 5 | 6"]
    assert lines("张一,900\n李二,800") == ["张一 | 900", "李二 | 800"]


def test_heads_alone_are_not_lost():
    assert lines("姓名,金额") == ["姓名 | 金额"]


def test_a_cell_of_several_lines_is_on_one():
    assert list(row_lines([["姓名", "事由"], ["张一", "甲\n乙  丙"]])) == ["姓名：张一；事由：甲 乙 丙。"]


@pytest.mark.parametrize("rows", [[], [[]], [["", ""], [" "]]])
def test_a_blank_sheet_has_no_lines(rows):
    assert list(row_lines(rows)) == []


CELL = st.sampled_from(["", "甲", "乙丙", "12.5", "2023年", "注：甲。", "3%", "甲"])


@PROPERTY
@given(st.lists(st.lists(CELL, max_size=4), max_size=6))
def test_no_cell_is_lost(rows):
    written = "\n".join(row_lines(rows))
    assert all(cell in written for row in rows for cell in row)
    assert all(line.strip() for line in written.split("\n")) or not written

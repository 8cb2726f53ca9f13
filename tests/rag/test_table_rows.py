import pytest

from index.types import Chunk, Sentence
from rag.table_rows import TableRows
from rag.units import holds_unit

TEXT = """说明。

| 指标 | 2021年 | 2022年 |
|---|---|---|
| 收入（亿元） | 121.4 | 128.9 |
| 人口（万人） | 410 | 411 |
"""


def row(start_of, text=TEXT):
    start = text.index(start_of)
    return Sentence("a", 0, start, text.index("\n", start))


def test_a_row_has_the_head_of_its_table():
    rows = TableRows.of(TEXT, Chunk("a", "", 0, len(TEXT)))
    assert rows.head_of(row("| 收入")) == "| 指标 | 2021年 | 2022年 |"
    assert rows.head_of(Sentence("a", 0, 0, 3)) == ""
    assert rows.is_head(row("| 指标")) and not rows.is_head(row("| 收入"))
    assert rows.head_of(row("| 指标")) == ""


def test_a_passage_that_goes_on_with_a_table_has_its_head():
    start, end = TEXT.index("| 人口"), len(TEXT)
    head = (TEXT.index("| 指标"), TEXT.index("\n", TEXT.index("| 指标")))
    rows = TableRows.of(TEXT, Chunk("a", "", start, end, head))
    assert rows.head_of(row("| 人口")) == "| 指标 | 2021年 | 2022年 |"


@pytest.mark.parametrize(
    ("unit", "text", "held"),
    [
        ("台", "补贴64台", True),
        ("台", "镇街:桥头镇;农机购置 台数:64", True),
        ("台", "补贴64户", False),
        ("亿元", "| 收入 | 128.9 |", True),
        ("亿元", "| 收入 | 未定 |", False),
    ],
)
def test_the_unit_of_a_cell_stands_elsewhere(unit, text, held):
    assert holds_unit(unit, text) is held

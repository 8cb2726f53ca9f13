import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.articles import split_articles
from index.clauses import clause_path

LAW = """第一章 总则

第一条　为了规范养犬，制定本办法。

第二条　有下列情形之一的，不予登记：
（一）无固定住所的；
（二）犬只未免疫的：
1.未接种狂犬疫苗；
2.疫苗过期。

前款规定的期限为十日。

第三条
【费用】首次登记收费100元。
逾期不登记的，加收50元。
第三条
之一
【减免】老年人免费。
第二章 附则
第四条　依照第二条第一款处罚的，从其规定。
附件：表格
甲方。
"""


@pytest.mark.parametrize(
    ("piece", "path"),
    [
        ("为了规范", ()),
        ("有下列情形", ("第一款",)),
        ("无固定住所", ("第一款", "第（一）项")),
        ("犬只未免疫", ("第一款", "第（二）项")),
        ("疫苗过期", ("第一款", "第（二）项")),
        ("前款规定", ("第二款",)),
        ("首次登记", ("第一款",)),
        ("逾期不登记", ("第二款",)),
        ("老年人免费", ()),
        ("依照第二条", ()),
        ("甲方", ()),
    ],
)
def test_a_place_in_a_law(piece, path):
    place = LAW.index(piece)
    heading = next(a.heading for a in split_articles("a", LAW) if a.start <= place < a.end)
    assert clause_path(LAW, heading, place) == path


def test_a_part_that_is_no_clause():
    assert clause_path(LAW, "一、总体要求", 3) == ()
    assert clause_path("别的文字。", "第九条", 0) == ()


def test_the_eleventh_paragraph():
    text = "第一条 甲。\n" + "乙。\n" * 9 + "丙。"
    assert clause_path(text, "第一条", text.index("丙")) == ("第十一款",)


@given(st.text("第一二条款（）。\n 【】1.、", max_size=80), st.integers(0, 80))
def test_any_text(text, place):
    path = clause_path(text, "第一条", min(place, len(text)))
    assert len(path) <= 2

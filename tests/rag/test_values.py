import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.values import compatible, nearness


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("4月", "2023年4月1日", True),
        ("2023年4月", "2023年5月", False),
        ("5月12日", "1月2日", False),
        ("12日", "2023年4月12日", True),
        ("2017年3月3日", "2015年3月3日", False),
        ("131万辆", "1313851辆", True),
        ("132万辆", "1313851辆", False),
        ("2.23%", "2.2%", True),
        ("5.5万只", "5万只", False),
        ("两成", "三成", False),
        ("两成", "20%", True),
        ("10.48‰", "5.48‰", False),
        ("900元", "950元", False),
        ("900元", "900人", None),
        ("两个月", "一个月", False),
        ("两个月", "2个月", True),
        ("一万五千元", "1.5万元", None),
        ("三万六千元", "36000元", None),
        ("三万元", "30000元", True),
        ("两亿三千万元", "2亿元", None),
        ("约30万人", "31万人", True),
        ("1,530个", "1530个", True),
        ("武汉", "武汉", True),
        ("武汉", "成都", None),
        ("4月", "900元", None),
    ],
)
def test_two_values(one, other, expected):
    assert compatible(one, other) is expected
    assert compatible(other, one) is expected


@given(st.text("0123456789.,年月日万亿元%约", max_size=12), st.text("0123456789.年月日万元", max_size=12))
def test_any_two_texts(one, other):
    assert compatible(one, other) in (True, False, None)
    assert compatible(one, other) == compatible(other, one)


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("27亿元", "27亿元", 1.0),
        ("1600个", "1450个", 0.902),
        ("10万人", "100万人", 0.0),
        ("4月", "2023年4月", 1.0),
        ("2023年4月1日", "2023年5月1日", 0.835),
        ("2023年", "2021年", 0.0),
        ("多", "少", 0.0),
        ("0户", "5户", 0.0),
        ("1元", "9" * 400 + "元", 0.0),
    ],
)
def test_how_near_two_values_are(one, other, near):
    assert nearness(one, other) == nearness(other, one) == pytest.approx(near, abs=1e-3)

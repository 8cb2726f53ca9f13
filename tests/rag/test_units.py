"""Units that a question asks for, and that a text counts in."""

import pytest

from rag.units import asked_units, holds_unit


@pytest.mark.parametrize(
    ("question", "units"),
    [
        ("全长多少公里", ("公里", "米|公里|里")),
        ("增加几倍", ("倍",)),
        ("占地多少平方公里", ("平方公里",)),
        ("有多少个项目", ()),
        ("院区有多大", ("平方|亩|公顷|岁|级|万|规模",)),
        ("同意的要占多大比例", ()),
        ("抽查种植面积的比例多少", ()),
        ("按面积收费多少元", ()),
        ("绿地面积是多少", ("平方|亩|公顷",)),
        ("每次多长", ("米|公里|里|天|日|年|月|小时|分钟|周|星期|学期",)),
        ("客房最少要有几间", ("间",)),
        ("好几层楼着火怎么逃", ()),
        ("能借几本书", ("本|册",)),
        ("裁员比例多高还能返还", ()),
        ("楼有多高", ("米|层",)),
        ("有效期多长", ("米|公里|里|天|日|年|月|小时|分钟|周|星期|学期",)),
    ],
)
def test_asked_units(question, units):
    assert asked_units(question) == units


def test_a_unit_stands_behind_a_number():
    (length,) = asked_units("建筑高度有多少米")
    assert holds_unit(length, "全长2.36公里") and not holds_unit(length, "总建筑面积6.8万平方米")
    assert holds_unit("公里", "全长31公里")
    assert holds_unit("倍", "增加三倍经费")
    assert holds_unit("天|日|年|月", "资格保留12个月") and holds_unit("天|日|年|月", "在7个工作日内提出")
    assert not holds_unit("公里", "以公里计")


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("一共几层", "主楼共12楼"),
        ("有几栋楼", "建成安置房9幢"),
        ("能借几本", "可借图书20册"),
        ("一天几趟", "每天12班"),
    ],
)
def test_other_words_for_a_unit(question, text):
    (unit,) = asked_units(question)
    assert holds_unit(unit, text)


def test_years_of_age_are_counted_in_full():
    assert holds_unit("岁", "申请人应当年满18周岁") and not holds_unit("岁", "周岁以上的申请人")

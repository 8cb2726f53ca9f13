import pytest

from rag.times import asked_times, in_full

TODAY = "2023-04-03"


def spans(question, day=TODAY):
    return [(t.words, t.first, t.last) for t in asked_times(question, day)]


@pytest.mark.parametrize(
    ("question", "words", "first", "last"),
    [
        ("2022年城镇低保标准是多少", "2022年", "2022-01-01", "2022-12-31"),
        ("2023年4月有哪些桥封顶", "2023年4月", "2023-04-01", "2023-04-30"),
        ("2023年4月15日停水到几点", "2023年4月15日", "2023-04-15", "2023-04-15"),
        ("2023年上半年增长多少", "2023年上半年", "2023-01-01", "2023-06-30"),
        ("二〇二二年低保标准", "二〇二二年", "2022-01-01", "2022-12-31"),
        ("“十四五”期间建几所学校", "“十四五”期间", "2021-01-01", "2025-12-31"),
        ("2023年上半年比去年同期增长多少", "2023年上半年", "2023-01-01", "2023-06-30"),
        ("2023年比2022年增长多少", "2023年", "2023-01-01", "2023-12-31"),
        ("今年以来新增多少", "今年以来", "2023-01-01", "2023-04-03"),
        ("上周开了什么会", "上周", "2023-03-27", "2023-04-02"),
        ("昨天停水的地方", "昨天", "2023-04-02", "2023-04-02"),
    ],
)
def test_the_time_that_a_question_asks_after(question, words, first, last):
    assert spans(question) == [(words, first, last)]


@pytest.mark.parametrize(
    ("question", "written"),
    [
        ("去年的预算是多少", "2022年的预算是多少"),
        ("今年3月开了什么会", "2023年3月开了什么会"),
        ("今年的低保标准", "2023年的低保标准"),
        ("本年度预算", "2023年度预算"),
        ("上一年度决算", "2022年度决算"),
        ("前年和去年的产值各是多少", "2021年和2022年的产值各是多少"),
        ("大前年的预算", "2020年的预算"),
        ("明年的缴费标准", "2024年的缴费标准"),
        ("上个月的停水通知", "2023年3月的停水通知"),
        ("本月有哪些活动", "2023年4月有哪些活动"),
        ("下月停水几天", "2023年5月停水几天"),
        ("上季度增速", "2023年一季度增速"),
        ("去年上半年增速", "2022年上半年增速"),
        ("去年底通车的桥", "2022年底通车的桥"),
        ("去年春节放几天假", "2022年春节放几天假"),
        ("主塔年内封顶吗", "主塔2023年内封顶吗"),
        ("去年12月至今年1月完成多少", "2022年12月至2023年1月完成多少"),
    ],
)
def test_relative_times_are_written_in_full(question, written):
    assert in_full(question, TODAY) == written
    assert [t.shown for t in asked_times(question, TODAY) if not t.relative] == []
    assert spans(written)[0][1:] == spans(question)[0][1:]


@pytest.mark.parametrize(
    "question",
    [
        "大桥何时封顶",
        "4月发布了什么",
        "目前有多少家",
        "比去年增长多少",
        "与去年相比增长多少",
        "“十四五”规划何时发布",
        "《2022年低保标准的通知》规定了什么",
        "云民发〔2022〕13号的标准",
        "每年4月做什么",
        "3个月内要交什么",
    ],
)
def test_no_time_is_asked_after(question):
    assert asked_times(question, TODAY) == ()
    assert in_full(question, TODAY) == question


@pytest.mark.parametrize("question", ["昨天停水的地方", "今晚的菜怎么样", "上周开了什么会"])
def test_days_stay_as_they_are_said(question):
    assert in_full(question, TODAY) == question


def test_relative_times_need_a_day():
    assert asked_times("去年的预算", None) == ()
    assert in_full("去年的预算", None) == "去年的预算"
    assert spans("2022年的预算", None) == [("2022年", "2022-01-01", "2022-12-31")]


def test_several_times_stay_apart():
    assert spans("2020年和2023年各多少") == [
        ("2020年", "2020-01-01", "2020-12-31"),
        ("2023年", "2023-01-01", "2023-12-31"),
    ]

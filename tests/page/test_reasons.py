from dataclasses import replace

from page.reasons import reasons
from page.texts import EN, ZH
from rag.types import Answer, Note, Understood
from tests.page.fake import NEWS, RULES, WEST, cite

AT = NEWS.text.index("4月实现封顶")


def answer(words, kinds=("何时",), notes=(), **facts):
    citation = cite(NEWS, WEST, **facts)
    return Answer(
        "", True, WEST, (citation,), (), 0.9, notes, understood=Understood(kinds=kinds, words=words)
    )


def test_what_speaks_for_an_answer():
    found = answer(("黄茅海", "大桥"), highlight=(AT, AT + 2), also_in=("b.txt",))
    assert reasons(found, ZH) == "原句含所问的时间，关键词齐全，2 份文件说法相同"
    assert reasons(found, EN).startswith("the quote has the time asked for, it has all key words")


def test_a_short_form_is_told_by_what_it_is_short_for():
    text = "公共租赁住房应当简单装修。"
    citation = cite(replace(RULES, text=text), text)
    found = Answer("", True, "", (citation,), (), 0.9, understood=Understood(words=("公租房", "装修")))
    assert reasons(found, ZH) == "关键词齐全"


def test_what_is_missing():
    found = answer(("黄茅海", "造价"), ("多少",), (Note("conflict", ""), Note("missing_terms", "")))
    assert reasons(found, ZH) == (
        "原句没有直接写出所问的数目，原句未提到“造价”，文件之间说法不一，有一部分没有找到依据"
    )


def test_a_lapsed_document_is_said_and_nothing_more_when_nothing_was_understood():
    citation = cite(RULES, "补贴标准", status="expired")
    assert reasons(Answer("", True, "补贴标准", (citation,), (), 0.5), ZH) == "所据文件已失效"

import html
import re

import pytest

from page.labels import confidence_label, note_label, status_label
from page.render import (
    Segment,
    render_answer,
    render_message,
    render_partial,
    render_question,
    render_stages,
    segments,
)
from rag.types import Answer, Note, Understood
from tests.page.fake import ATTACK, HOSTILE, RULES, FakeChatbot, cite, found


def shown(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def ask(question: str) -> Answer:
    return FakeChatbot().ask(question)


def test_segments_are_the_text_cut_at_its_marks():
    answer = ask("引进人才补贴")
    assert segments(answer) == [
        Segment("补贴标准为每人每年3万元。"),
        Segment("[1]", 1),
        Segment("第一条　为引进人才，制定本办法。"),
        Segment("[2]", 2),
    ]


def test_a_mark_inside_a_quote_stays_text():
    answer = ask("恶意")
    cut = segments(answer)
    assert cut[:2] == [Segment(HOSTILE), Segment("[1]", 1)]
    assert "".join(segment.text for segment in cut) == answer.text


def test_separators_between_quotes_stay():
    first, second = cite(RULES, "本办法"), cite(RULES, "补贴标准", 2)
    answer = Answer("", True, "本办法。[1]；补贴标准[2]。", (first, second), (), 1.0)
    assert [segment.text for segment in segments(answer)] == ["本办法。", "[1]", "；补贴标准", "[2]", "。"]


def test_a_citation_whose_mark_is_missing_gets_one_at_the_end():
    answer = Answer("", True, "本办法", (cite(RULES, "本办法"),), (), 1.0)
    assert segments(answer) == [Segment("本办法"), Segment("[1]", 1)]


def test_an_answer_links_its_marks_and_its_sources():
    markup = render_answer(ask("黄茅海大桥何时封顶"), {1: "abc"})
    assert '<a class="wj-cite" href="#cite-abc">&#91;1&#93;</a>' in markup
    assert re.findall(r'href="([^"]*)"', markup) == ["#cite-abc", "#cite-abc", "#copy"]
    assert "可信度 高" in shown(markup)
    assert "今年”指 2023 年" in shown(markup)
    assert "\n" not in markup


def test_a_refusal_has_its_own_look_and_opens_its_nearest_passages():
    markup = render_answer(ask("火星"), {}, ["p1", "p2"])
    assert markup.startswith('<div class="wj-reply wj-refusal">')
    assert re.findall(r'href="([^"]*)"', markup) == ["#cite-p1", "#cite-p2"]
    assert markup.count("最接近的段落") == 1
    assert "未作答" in markup
    assert "可信度" not in markup


def test_what_was_understood_is_one_line():
    said = Understood(kinds=("何时",), words=("<b>大桥",))
    markup = render_answer(Answer("", False, "没有", (), (), 0.0, understood=said), {})
    assert '<div class="wj-understood">' in markup
    assert "<b>" not in markup
    assert "理解：问 何时；关键词 <b>大桥" in shown(markup)
    assert "wj-understood" not in render_answer(ask("火星"), {}, ["p1", "p2"])


def test_hostile_text_yields_only_the_tags_of_the_page():
    markup = render_answer(ask("恶意"), {1: "a", 2: "b"})
    assert set(re.findall(r"<(\w+)", markup)) == {"div", "a", "ul", "li", "span"}
    assert set(re.findall(r'href="([^"]*)"', markup)) == {"#cite-a", "#cite-b", "#copy"}
    assert shown(render_partial(ask("恶意"), {1: "a", 2: "b"}, 10_000)) == f"{HOSTILE}[1]开头[2]"


def test_a_title_is_inert():
    assert "&#60;img" in render_answer(found("", (cite(ATTACK, "结尾"),), 1.0), {1: "a"})


def test_partial_shows_a_beginning():
    answer = ask("黄茅海")
    assert shown(render_partial(answer, {1: "a"}, 5)) == answer.text[:5]
    assert shown(render_partial(answer, {1: "a"}, len(answer.text))) == answer.text


def test_stages_show_what_is_done_and_what_is_under_way():
    markup = render_stages(["10 段"])
    assert re.findall(r'<li class="wj-(\w+)">([^<]*)', markup) == [
        ("done", "检索 10&#32;段"),
        ("now", "选句"),
        ("later", "核对"),
    ]


def test_questions_and_messages_are_inert_and_a_long_question_is_shortened():
    assert render_question("<b>") == '<div class="wj-question">&#60;b&#62;</div>'
    assert shown(render_question("长" * 2345)) == "长" * 300 + "…（共 2,345 字）"
    assert shown(render_message("用 --port <n>")) == "用 --port <n>"


@pytest.mark.parametrize(
    ("confidence", "word"), [(1.0, "高"), (0.8, "高"), (0.79, "中"), (0.5, "中"), (0.49, "低")]
)
def test_confidence_in_words(confidence, word):
    assert confidence_label(confidence).text == word


def test_unknown_kinds_have_a_plain_label():
    assert note_label("new_kind") == ("说明", "remark")
    assert note_label("missing_terms") == ("缺少", "missing-terms")
    assert status_label("x").style == "unknown"


def test_notes_of_one_kind_share_a_label():
    notes = (Note("date", "甲"), Note("date", "乙"), Note("conflict", "丙"))
    markup = render_answer(found("", (), 0.9, *notes), {})
    assert re.findall(r"<b>(.*?)</b>", markup) == ["日期", "冲突"]

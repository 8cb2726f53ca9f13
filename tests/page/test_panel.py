import html
import re
from dataclasses import replace

import pytest

from page.panel import Panel, render_source
from page.references import References
from tests.page.fake import ATTACK, HOSTILE, NEWS, RULES, WEST, FakeChatbot, cite


def shown(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def body(markup: str) -> str:
    found = re.search(r'<div class="wj-document">(.*)</div></article>', markup, re.DOTALL)
    assert found
    return found[1]


@pytest.fixture
def references():
    return References()


def test_the_whole_text_is_shown_with_the_quote_marked():
    markup = body(render_source(NEWS, cite(NEWS, WEST)))
    assert shown(markup) == NEWS.text
    marked = re.findall(r'<mark id="hit">(.*?)</mark>', markup)
    assert [shown(m) for m in marked] == [WEST]


def test_the_part_that_answers_stands_out():
    start = NEWS.text.index("4月实现封顶")
    markup = body(render_source(NEWS, cite(NEWS, WEST, highlight=(start, start + 6))))
    assert re.findall(r"<strong>(.*?)</strong>", markup) == ["4月实现封顶"]
    assert shown(markup) == NEWS.text


@pytest.mark.parametrize("highlight", [(0, 3), (5, 5), (10**6, 10**6 + 2)])
def test_a_highlight_outside_the_quote_is_left_out(highlight):
    markup = body(render_source(NEWS, cite(NEWS, WEST, highlight=highlight)))
    assert "<strong>" not in markup
    assert shown(markup) == NEWS.text


def test_the_header_says_what_the_document_is():
    citation = cite(RULES, "补贴标准", heading="第二条", page=2, status="expired", also_in=("a.txt", "b.txt"))
    header = render_source(RULES, citation).split("</header>")[0]
    rows = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", header))
    assert {name: html.unescape(value) for name, value in rows.items()} == {
        "文号": "江人社发〔2019〕12号",
        "发布机关": "江门市人力资源和社会保障局",
        "发布日期": "2019-03-01",
        "施行日期": "2019-04-01",
        "失效日期": "2022-03-31",
        "替代文件": "policy/引进人才办法2022.docx",
        "位置": "第二条 · 第 2 页",
        "文件": "policy/引进人才办法.docx",
        "同文另见": "a.txt、b.txt",
    }
    assert 'class="wj-badge wj-expired"' in header


def test_hostile_documents_are_inert():
    markup = render_source(ATTACK, cite(ATTACK, HOSTILE))
    assert set(re.findall(r"<(\w+)", markup)) == {
        "article",
        "header",
        "a",
        "h2",
        "span",
        "dl",
        "div",
        "dt",
        "dd",
        "mark",
        "button",
        "input",
        "output",
    }
    assert re.findall(r'href="([^"]*)"', markup) == ["#back"]
    assert shown(body(markup)) == ATTACK.text


def test_a_changed_text_is_never_marked_in_a_wrong_place():
    markup = render_source(replace(NEWS, text="新" + NEWS.text), cite(NEWS, WEST))
    assert "原文已更新" in markup
    assert "<mark" not in markup


def test_a_link_opens_its_source(references):
    panel = Panel(FakeChatbot(), references)
    reference = references.add(cite(NEWS, WEST))
    assert '<mark id="hit">' in panel.open(reference)


@pytest.mark.parametrize("reference", ["", "0" * 24, "../../etc/passwd", None, 3, ["x"], {"a": 1}])
def test_an_id_that_is_not_known_opens_nothing(references, reference):
    assert "引用已失效" in Panel(FakeChatbot(), references).open(reference)


def test_a_document_that_is_gone_is_said_so(references):
    reference = references.add(replace(cite(NEWS, WEST), document_id="gone.txt"))
    assert "索引里没有文件&#32;gone&#46;txt" in Panel(FakeChatbot(), references).open(reference)


def test_an_unexpected_error_shows_no_detail(references, caplog):
    class Broken(FakeChatbot):
        def document(self, document_id):
            raise OSError("/secret/path")

    markup = Panel(Broken(), references).open(references.add(cite(NEWS, WEST)))
    assert "原文打不开" in markup
    assert "secret" not in markup
    assert "secret" in caplog.text

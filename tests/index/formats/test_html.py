import pytest

from index.errors import CorpusError
from index.formats.html import html_text

BODY = "<p>" + "正文内容。" * 20 + "</p>"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>甲</p><p>乙</p>", "甲\n乙"),
        ("<p>甲<b>乙</b><a href=x>丙</a><span>丁</span></p>", "甲乙丙丁"),
        ("<p>甲<br>乙<br/>丙</p>", "甲\n乙\n丙"),
        ("<p>甲\n  乙&nbsp;&nbsp;丙\t丁</p>", "甲 乙 丙 丁"),
        ("<p>　　甲&ldquo;乙&rdquo;&#12295;&amp;&lt;b&gt;</p>", "甲“乙”〇&<b>"),
        ("<ul><li>甲</li><li>乙</li></ul>", "甲\n乙"),
        ("<div>甲<div>乙</div>丙</div>", "甲\n乙\n丙"),
        ("<p>甲<!-- 注 -->乙</p>", "甲乙"),
        ("<!DOCTYPE html><html><body><p>甲</p></body></html>", "甲"),
        ("<h2>甲</h2>乙<h2>丙</h2>丁", "甲\n乙\n丙\n丁"),
    ],
)
def test_blocks_are_lines_and_inline_tags_are_not(source, text):
    assert html_text(source) == text


@pytest.mark.parametrize("tag", ["a", "b", "i", "u", "em", "sub", "sup", "span", "font", "strong"])
def test_an_inline_tag_does_not_break_a_line(tag):
    assert html_text(f"<p>甲<{tag}>乙</{tag}>丙</p>") == "甲乙丙"


def test_a_table_row_is_one_line():
    source = (
        "<table><thead><tr><th>区</th><th>标准</th></tr></thead>"
        "<tr><td><p>青岚</p></td><td>900<br>元</td><td></td></tr><tr><td></td><td> </td></tr></table>"
    )
    assert html_text(source) == "区 | 标准\n青岚 | 900 元 |"


@pytest.mark.parametrize("tag", ["script", "style", "noscript", "template", "nav", "footer", "aside", "svg"])
def test_what_is_no_text_is_left_out(tag):
    assert html_text(f"<p>甲</p><{tag}>乙</{tag}><p>丙</p>") == "甲\n丙"


@pytest.mark.parametrize(
    "names", ["class='nav'", "class='top-menu x'", "id=footer", "role=navigation id=share_bar"]
)
def test_navigation_is_left_out(names):
    assert html_text(f"<p>甲甲甲</p><div {names}>乙</div>") == "甲甲甲"


@pytest.mark.parametrize(
    "names", ["class='navigator-story'", "id=commentary", "class=footnotes", "class=content"]
)
def test_names_that_only_look_like_navigation(names):
    assert html_text(f"<p>甲</p><div {names}>乙</div>") == "甲\n乙"


def test_a_navigation_class_of_the_body_hides_nothing():
    assert html_text("<body class='has-sidebar'><main class=related>甲</main></body>") == "甲"


def test_the_masthead_above_the_headline_is_left_out():
    assert html_text("<div>云溪市人民政府门户网站</div><h1>停水通知</h1><p>甲</p>") == "停水通知\n甲"


def test_the_text_begins_at_the_line_that_the_page_is_called():
    source = "<head><title>停水通知_云溪市水务集团</title></head><p>2023年</p><p>停水通知</p><p>甲</p>"
    assert html_text(source) == "停水通知\n甲"


def test_the_title_of_the_page_goes_on_top_of_a_text_without_one():
    assert html_text("<head><title>停水通知 - 云溪</title></head><p>甲</p>") == "停水通知\n甲"


def test_a_first_line_that_holds_the_title_needs_no_other():
    assert html_text("<head><title>停水通知</title></head><p>关于停水通知的说明</p>") == "关于停水通知的说明"


@pytest.mark.parametrize(
    "source", ["", "<p> </p>", "<script>甲</script>", "<table><tr><td></td><td></td></tr></table>"]
)
def test_a_page_without_text_is_refused(source):
    with pytest.raises(CorpusError, match="没有可读的正文"):
        html_text(source)


def test_a_page_inside_a_form_keeps_its_text():
    assert html_text(f"<form id=aspnetForm><h1>标题</h1>{BODY}</form>") == "标题\n" + "正文内容。" * 20


def test_a_form_amid_the_text_keeps_its_text():
    assert html_text("<h1>标题</h1><p>甲</p><form><p>乙</p><input></form>") == "标题\n甲\n乙"


@pytest.mark.parametrize("names", ["content no-sidebar", "article share-enabled", "main comment-open"])
def test_a_wrapper_of_the_text_is_not_navigation(names):
    assert html_text(f"<div class='{names}'><h1>标题</h1>{BODY}</div><p>尾</p>") == (
        "标题\n" + "正文内容。" * 20 + "\n尾"
    )


def test_text_above_a_late_headline_is_kept():
    assert html_text(f"{BODY}<h1>附件</h1><p>表</p>") == "正文内容。" * 20 + "\n附件\n表"


def test_a_control_character_hides_nothing():
    assert html_text("<h1>标题</h1><p>前\x01后</p>").replace("\x01", "") == "标题\n前后"


def test_an_xml_declaration_is_no_text():
    assert (
        html_text("<?xml version='1.0'?><html><head><title>甲</title></head><body><p>乙</p></body></html>")
        == "甲\n乙"
    )


def test_paragraphs_in_a_layout_table_are_lines():
    source = "<table><tr><td><p>标题</p><p>2023-01-01</p><p>第一段。</p><p>第二段。</p></td></tr></table>"
    assert html_text(source) == "标题\n2023-01-01\n第一段。\n第二段。"


def test_preformatted_lines_stay_lines():
    assert html_text("<pre>甲\n乙</pre>") == "甲\n乙"


def test_deeply_nested_tags():
    assert html_text("<div>" * 1500 + "甲") == "甲"


def test_the_title_of_a_page_without_head_tags_is_not_in_its_text():
    assert html_text("<!DOCTYPE html><title>通知 - 云溪</title><h2>停水通知</h2>") == "停水通知"


def test_a_menu_is_left_out_however_long():
    menu = "".join(f"<li><a href={i}>第{i}个栏目</a></li>" for i in range(50))
    assert html_text(f"<p>甲</p><div class=nav><ul>{menu}</ul></div>") == "甲"


def test_a_navigation_tag_around_the_text_hides_nothing():
    assert html_text(f"<nav>{BODY}</nav><p>尾</p>") == "正文内容。" * 20 + "\n尾"


def test_sentences_above_the_line_that_the_page_is_called_are_kept():
    source = f"<title>停水通知</title>{BODY}<p>停水通知</p><p>甲</p>"
    assert html_text(source) == "正文内容。" * 20 + "\n停水通知\n甲"


def test_a_layout_table_around_a_table():
    table = "<table><tr><td>甲</td><td>乙</td></tr></table>"
    source = f"<table><tr><td><p>标题</p>{table}</td><td>尾</td></tr></table>"
    assert html_text(source) == "标题\n甲 | 乙\n尾"


def test_the_controls_of_a_form_are_no_text():
    controls = "<select><option>丙</option></select><textarea>丁</textarea><button>戊</button>"
    assert html_text(f"<p>甲</p><form>{controls}</form>") == "甲"


def test_a_row_inside_a_form_keeps_its_cells():
    assert html_text("<table><tr><form><td>甲</td><td>乙</td></form></tr></table>") == "甲乙"


def test_a_cell_over_several_rows_stands_in_each_of_them():
    rows = [
        "<th>镇街</th><th>村</th><th>金额</th><th>备注</th>",
        "<td rowspan=2>青岚</td><td>甲村</td><td>1</td><td rowspan='3'>含税</td>",
        "<td>乙村</td><td>2</td>",
        "<td colspan=2>合计</td><td>3</td>",
    ]
    table = "".join(f"<tr>{row}</tr>" for row in rows)
    assert html_text(f"<table>{table}</table>") == (
        "镇街 | 村 | 金额 | 备注\n青岚 | 甲村 | 1 | 含税\n青岚 | 乙村 | 2 | 含税\n合计 | 3 | 含税"
    )


def test_a_column_of_the_layout_stands_once():
    rows = f"<tr><td rowspan=2>{BODY}</td><td>甲</td></tr><tr><td>乙</td></tr>"
    assert html_text(f"<table>{rows}</table>").count("正文内容") == 20

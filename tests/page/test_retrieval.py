import re
from html import unescape
from urllib.parse import parse_qsl

import pytest

from page.panel import Panel
from page.references import References
from page.retrieval import render_comparison
from page.tabs.retrieval import Compared, compared
from page.texts import CATALOGUE, EN, ZH
from rag.evidence import FEATURES
from rag.inspection import Setting
from tests.page.fake import HOSTILE, NEWS, FakeChatbot

QUESTION = "黄茅海的熊猫"


def shown(weights=(0.6, 0.0), depth=3, question=QUESTION, texts=ZH):
    return compared(FakeChatbot(), Compared(question, weights, depth), texts)


def test_both_settings_stand_beside_each_other():
    html = shown()
    assert re.findall(r"语义 ([\d.]+)，词汇 ([\d.]+)，3 段", html) == [("0.60", "0.40"), ("0.00", "1.00")]


def test_differences_in_rank_are_said_on_each_side():
    left, right = shown().split('aria-label="右侧"')
    moves = [re.findall(r'class="wj-move[^"]*">([^<]+)<', side) for side in (left, right)]
    assert moves == [["↑ 右侧第 3", "同名次", "↓ 右侧第 1"], ["↑ 左侧第 3", "同名次", "↓ 左侧第 1"]]
    assert shown(depth=1).count("侧没有") == 2


def test_the_question_is_highlighted_and_its_missing_words_are_named():
    html = shown()
    assert "<mark>黄茅海</mark>" in html
    assert re.search(r'class="wj-missing">熊猫<span>文件里没有', html)


def test_a_sentence_shows_what_its_score_is_made_of():
    html = shown()
    rows = re.findall(r"<th scope=\"row\">([^<]+)</th><td>([^<]+)</td><td>([^<]+)</td><td>([^<]+)</td>", html)
    assert rows[:2] == [("句中问题词", "0.80", "+5.00", "+4.00"), ("本身是问句", "1.00", "-1.50", "-1.50")]


def test_every_feature_has_a_word_for_the_reader():
    assert {key.removeprefix("feature_") for key in CATALOGUE if key.startswith("feature_")} == set(FEATURES)


def test_a_passage_links_to_its_place_in_its_document():
    links = re.findall(r'class="wj-place" href="([^"]+)"', shown(weights=(0.6, 0.6), depth=1))
    (fields, _) = [dict(parse_qsl(unescape(link)[1:])) for link in links]
    assert (fields["doc"], fields["start"], fields["end"]) == (NEWS.id, "0", "400")
    opened = Panel(FakeChatbot(), References()).open_place(fields)
    assert f'<mark id="hit">{NEWS.text[:400]}</mark>' in unescape(opened)


def test_a_hostile_document_is_shown_as_text():
    html = shown(question="<script>window.hacked=1</script>")
    assert not re.search(r"<(script|img|b>二|style)|\$\{|\{\{", html)
    assert HOSTILE[:5] not in html


@pytest.mark.parametrize(("question", "said"), [("", "问题是空的"), ("出错", "检索时出错")])
def test_what_goes_wrong_is_one_message(question, said):
    html = shown(question=question)
    assert said in html
    assert "inner detail" not in html


def test_settings_are_kept_within_their_bounds():
    html = shown(weights=(7.0, -1), depth=1e9)
    assert "语义 1.00，词汇 0.00" in html
    assert "语义 0.00，词汇 1.00" in html
    assert "检索时出错" in shown(weights=("x", None))


def test_a_real_inspection_renders(chatbot):
    found = chatbot.inspect("黄茅海大桥西塔何时封顶", [Setting(), Setting(0.0)])
    html = render_comparison(found)
    assert html.count("<li><div") == sum(len(f.passages) for f in found)


def test_a_comparison_speaks_english():
    html = shown(texts=EN)
    assert re.findall(r"meaning ([\d.]+), words ([\d.]+), 3 passages", html) == [
        ("0.60", "0.40"),
        ("0.00", "1.00"),
    ]
    moves = re.findall(r'class="wj-move[^"]*">([^<]+)<', html)
    assert moves[:3] == ["↑ Right: rank 3", "same rank", "↓ Right: rank 1"]
    assert '<section class="wj-side" aria-label="Left side"><h3>Left<small>' in html
    assert "question words in it" in html and "in no document" in html
    own = re.sub(r"<(p|strong|mark)\b.*?</\1>|《.*?》|熊猫|黄茅海|二", "", html)
    assert re.findall("[\u4e00-\u9fff，；：。]+", own) == []
    assert "Searching failed" in unescape(shown(question="出错", texts=EN))

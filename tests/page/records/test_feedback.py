import json
import re
from html import unescape

from eval.cases import read_cases
from page.records.drafts import FILE_NAME
from page.records.records import Kept, Records
from page.records.render import render_feedback
from page.tabs.feedback import rated
from page.tabs.quality import drafts_file, render_quality
from page.texts import EN
from tests.page.fake import NEWS, WEST, FakeChatbot

BRIDGE = "黄茅海大桥何时封顶"


def drafts(store):
    return [json.loads(line) for line in (store.folder / FILE_NAME).read_text(encoding="utf-8").splitlines()]


def test_a_rating_is_kept_and_may_change(store, records, keep):
    exchange = keep(BRIDGE).exchange
    assert records.rate(exchange, "bad", "").text == "已记录：踩，并存为评测题草稿。"
    records.rate(exchange, "wrong_quote", " 年份不对 ")
    feedback = store.exchange(exchange).feedback
    assert (feedback.rating, feedback.comment) == ("wrong_quote", "年份不对")
    assert store.ratings() == {"wrong_quote": 1}
    records.rate(exchange, "bad", "")  # another click
    assert store.exchange(exchange).feedback.comment == "年份不对"
    records.rate(exchange, "wrong_quote", "")
    (draft,) = drafts(store)
    assert draft["feedback"]["rating"] == "wrong_quote"


def test_a_draft_is_a_case_of_the_evaluation(store, records, keep):
    for question, rating in ((BRIDGE, "good"), ("人才补贴", "bad"), ("火星", "good")):
        records.rate(keep(question).exchange, rating, "")
    good, bad, refused = read_cases(store.folder / FILE_NAME)
    assert (good.question, good.category, good.split) == (BRIDGE, "feedback", "draft")
    assert good.gold == ((NEWS.id, WEST),)
    assert good.need_all == (("4月实现封顶",),)
    assert (bad.gold, bad.need_all) == ((), ())
    assert [row["answerable"] for row in drafts(store)] == [True, None, False]
    assert not refused.answerable


def test_lines_of_others_stay_and_a_deleted_conversation_takes_its_draft_along(store, records, keep):
    own = '{"id": "c001", "question": "手写的"}'
    (store.folder / FILE_NAME).write_text(f"{own}\n不是 JSON\n", encoding="utf-8")
    kept = keep(BRIDGE)
    records.rate(kept.exchange, "bad", "")
    records.rate(keep("人才补贴").exchange, "bad", "")
    records.forget("", [kept.conversation])
    lines = (store.folder / FILE_NAME).read_text(encoding="utf-8").splitlines()
    assert lines[:2] == [own, "不是 JSON"]
    assert [json.loads(line)["question"] for line in lines[2:]] == ["人才补贴"]


def test_whatever_the_browser_sends_is_answered_with_a_line(records):
    for given in (None, [], "x", {}, {"id": 1, "rating": ["bad"]}, {"id": "0" * 24, "rating": "bad"}):
        said = rated(records, given)
        assert said["kept"] is False and said["text"].endswith("。")


def test_feedback_is_told_in_the_language_of_the_page(records, keep):
    exchange = keep(BRIDGE).exchange
    given = {"id": exchange, "rating": "wrong_quote", "comment": "", "lang": "en"}
    assert rated(records, given)["text"] == (
        "Noted: Wrong quote. It is also kept as a draft question for the evaluation."
    )
    assert rated(records, {**given, "id": "0" * 24})["text"].startswith("This answer is not in the history")
    links = re.findall(r">([^<>]+)</a>", render_feedback(Kept("a", exchange), texts=EN))
    assert links == ["Good", "Bad", "Wrong quote"]
    assert "This answer was not kept" in unescape(render_feedback(Kept("a", failed=True), texts=EN))


def test_the_quality_speaks_english(records, keep):
    assert "Click Good, Bad or Wrong quote" in render_quality(records, "", EN)
    records.rate(keep(BRIDGE).exchange, "good", "")
    markup = unescape(render_quality(records, "", EN))
    assert "<dt>Wrong quote</dt><dd>0</dd>" in markup and "<th>Evidence</th>" in markup
    own = re.sub(r"<td.*?</td>|src=\"[^\"]*\"", "", markup)
    assert re.findall("[\u4e00-\u9fff，；：。]+", own) == []
    records.store.close()
    assert "It cannot be read" in render_quality(records, "", EN)


def test_a_failed_write_is_a_line(store, records, keep, caplog):
    exchange = keep(BRIDGE).exchange
    (store.folder / FILE_NAME).mkdir()
    said = records.rate(exchange, "bad", "")
    assert not said.kept and "没有保存" in said.text
    assert "a rating was not kept" in caplog.text


def test_a_user_sees_the_own_drafts(store, keep):
    records = Records(store, FakeChatbot().document)
    records.rate(keep(BRIDGE, user="甲").exchange, "bad", "<b>说明</b>")
    records.rate(keep("人才补贴", user="乙").exchange, "bad", "")
    shown = render_quality(records, "甲")
    assert "黄茅海" in shown and "人才" not in shown
    assert "<dt>踩</dt><dd>2</dd>" in shown
    assert "<b>说明" not in shown
    lines = drafts_file(records, "乙").content.decode().splitlines()
    assert [json.loads(line)["question"] for line in lines] == ["人才补贴"]

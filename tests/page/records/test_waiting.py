import json
import re
from html import unescape

import pytest

from eval.cases import read_cases
from eval.lint import problems
from page.drafts import MAX_ROWS, render_drafts, render_evidence, said
from page.records.drafts import FILE_NAME
from page.records.waiting import Deciding, StoredTexts, waiting
from page.tabs.quality import decision, drafts_file, render_quality
from page.texts import EN
from rag.question_file import QuestionFile
from tests.page.fake import HOSTILE, NEWS, WEST, FakeChatbot

BRIDGE = "黄茅海大桥何时封顶"


@pytest.fixture
def deciding(records):
    return Deciding(records, FakeChatbot())


@pytest.fixture
def by_rule(store):
    """Put drafts that were made by rule into the file."""

    def put(*rows):
        gold = [{"document": NEWS.id, "quote": WEST}]
        made = {"category": "when", "gold": gold, "need_all": [["5月"]], "answerable": True}
        full = [
            {"question": f"问{r['id']}"} | made | {"split": "draft", "proposed": "sentence"} | r for r in rows
        ]
        QuestionFile(store.folder / FILE_NAME).add(full)

    return put


def shown(records, user=""):
    return [each.row["id"] for each in waiting(records, user)]


def questions(deciding):
    return read_cases(deciding.questions.path)


def test_a_user_sees_the_own_drafts_and_those_by_rule_the_newest_first(records, store, keep, by_rule):
    by_rule({"id": "draft-1"})
    first = keep(BRIDGE, user="甲").exchange
    records.rate(first, "good", "")
    by_rule({"id": "draft-2"}, {"id": "c001", "question": "手写的", "proposed": 0})
    records.rate(keep("人才补贴", user="乙").exchange, "bad", "")
    assert shown(records, "甲") == ["c001", "draft-2", f"feedback-{first}", "draft-1"]
    QuestionFile(store.folder / FILE_NAME).put({"id": "c002", "question": "手写的"})
    assert "c002" not in shown(records, "甲")
    lines = drafts_file(records, "甲").content.decode().splitlines()
    assert [json.loads(line)["id"] for line in lines] == shown(records, "甲")[::-1]


def test_an_accepted_draft_is_a_question_of_the_data_folder(records, deciding, by_rule):
    by_rule({"id": "draft-1"}, {"id": "draft-2"}, {"id": "draft-3", "category": "money"})
    found = deciding.accept("draft-1", "4月/四月；5月", answerable=True)
    assert (found.done, found.text) == (True, "accepted")
    deciding.accept("draft-2", "5月", answerable=True)
    deciding.accept("draft-3", "5月", answerable=True)
    assert shown(records) == []
    cases = questions(deciding)
    assert [(c.id, c.split) for c in cases] == [("draft-1", "dev"), ("draft-2", "test"), ("draft-3", "dev")]
    assert cases[0].need_all == (("4月", "四月"), ("5月",))
    assert list(problems(cases, StoredTexts(FakeChatbot()))) == []
    assert "proposed" not in deciding.questions.path.read_text(encoding="utf-8")
    assert deciding.accept("draft-1", "5月", answerable=True).text == "gone"


def test_a_near_miss_is_proven_by_what_no_document_has(records, deciding, by_rule):
    by_rule({"id": "draft-1-year", "need_all": [], "gold": [], "answerable": False, "absent": ["2019年"]})
    assert deciding.accept("draft-1-year", "", answerable=False).details == (
        "没有写哪些字眼是文件里没有的（absent）",
    )
    refused = deciding.accept("draft-1-year", "2023", answerable=False)
    assert f"{NEWS.id} 里有“2023”" in said(refused) and not refused.done
    assert deciding.accept("draft-1-year", "2018年；东塔", answerable=False).done
    (case,) = questions(deciding)
    assert (case.answerable, case.absent) == (False, ("2018年", "东塔"))


def test_what_is_wrong_is_said_and_nothing_is_written(records, deciding, by_rule):
    by_rule({"id": "draft-1"})
    assert "没有写答案要点" in said(deciding.accept("draft-1", " ； ", answerable=True))
    assert "依据里没有答案要点：6月" in said(deciding.accept("draft-1", "6月", answerable=True))
    assert shown(records) == ["draft-1"] and not deciding.questions.path.exists()
    many = said(deciding.accept("draft-1", "；".join(f"没有{n}" for n in range(9)), answerable=True))
    assert many.count("依据里没有") == 5 and many.endswith("…。")


def test_a_wrong_answer_gets_evidence_from_what_was_found_to_be_looked_at(records, deciding, keep):
    exchange = keep(BRIDGE).exchange
    records.rate(exchange, "bad", "")
    draft = f"feedback-{exchange}"
    first = NEWS.text.split("\n")[0]
    found = decision(deciding.accept(draft, "跨海通道", answerable=True))
    assert found["done"] is False and "请核对" in found["text"]
    assert unescape(found["evidence"]).startswith(f"<p>{first}</p>")
    assert shown(records) == [draft]
    assert deciding.accept(draft, "跨海通道", answerable=True).done
    (case,) = questions(deciding)
    assert case.gold == ((NEWS.id, first),)
    other = keep(BRIDGE).exchange
    records.rate(other, "bad", "")
    refused = deciding.accept(f"feedback-{other}", "鲸鱼", answerable=True)
    assert "没有写依据" in said(refused)


def test_only_what_the_page_shows_is_dropped(records, store, deciding, by_rule, keep):
    by_rule({"id": "draft-1"})
    QuestionFile(store.folder / FILE_NAME).put({"id": "c001", "question": "手写的"})
    exchange = keep(BRIDGE).exchange
    records.rate(exchange, "bad", "")
    assert deciding.drop("c001").text == "gone"
    assert deciding.accept("c001", "x", answerable=True).text == "gone"
    assert deciding.drop("draft-1").done and deciding.drop(f"feedback-{exchange}").done
    assert [r["id"] for r in QuestionFile(store.folder / FILE_NAME).rows()] == ["c001"]


def test_a_question_that_is_there_already_is_not_written_twice(records, deciding, by_rule):
    by_rule({"id": "draft-1"})
    deciding.questions.add([{"id": "draft-1", "question": "问draft-1"}])
    assert deciding.accept("draft-1", "5月", answerable=True).done
    assert shown(records) == [] and len(deciding.questions.rows()) == 1


def test_a_file_that_fails_is_a_line(records, deciding, by_rule, caplog):
    by_rule({"id": "draft-1"})
    deciding.questions.path.mkdir()
    assert deciding.accept("draft-1", "5月", answerable=True).text == "failed"
    assert "a draft was not accepted" in caplog.text
    assert shown(records) == ["draft-1"]


def test_lines_written_by_hand_do_not_break_the_tab(records, by_rule):
    by_rule(
        {"id": "draft-1", "need_all": ["4月"]},
        {"id": "draft-2", "gold": [{"document": "a"}]},
        {"id": "draft-3", "absent": [1], "need_all": []},
        {"id": "draft-4", "question": 7},
        {"id": "draft-5"},
    )
    assert shown(records) == ["draft-5"]
    assert "draft-5" in unescape(render_quality(records, ""))


def test_at_most_fifty_rows_and_how_many_more(records, deciding, by_rule):
    by_rule(*({"id": f"draft-{n}"} for n in range(MAX_ROWS + 2)))
    markup = render_drafts(waiting(records, ""), deciding.questions.path)
    assert markup.count("<tr data-draft=") == MAX_ROWS == 50
    assert "另有 2 道没有列出" in markup
    assert "问draft-51" in unescape(markup) and "问draft-1<" not in unescape(markup)


def test_every_field_and_button_has_a_name(records, deciding, by_rule):
    by_rule({"id": "draft-1"}, {"id": "draft-2", "answerable": False, "need_all": [], "absent": ["东塔"]})
    markup = unescape(render_drafts(waiting(records, ""), deciding.questions.path))
    near, sentence = markup.split("<tr data-draft=")[1:]
    assert "近似而无解" in near and 'value="东塔"' in near and 'checkbox">' in near
    assert 'aria-label="文件里没有的字眼' in near and 'aria-label="答案要点' in sentence
    assert 'value="5月"' in sentence and 'checkbox" checked>' in sentence
    assert re.findall(r'aria-label="(?:接受|删除)：问draft-\d"', markup) == [
        f'aria-label="{action}：问draft-{n}"' for n in (2, 1) for action in ("接受", "删除")
    ]


def test_the_drafts_speak_english(records, deciding, by_rule, keep):
    by_rule({"id": "draft-1"}, {"id": "draft-2", "answerable": False, "need_all": [], "gold": []})
    records.rate(keep(BRIDGE).exchange, "bad", "x")
    markup = unescape(render_drafts(waiting(records, ""), deciding.questions.path, EN))
    for known in (BRIDGE, WEST, NEWS.id, "问draft-1", "问draft-2", "5月"):
        markup = markup.replace(known, "")
    assert re.findall("[\u4e00-\u9fff，；：。、「」]+", markup) == []
    assert decision(deciding.drop("draft-1"), EN)["text"] == "Deleted."


def test_hostile_text_is_inert(records, deciding, by_rule):
    gold = [{"document": HOSTILE, "quote": HOSTILE}]
    by_rule({"id": 'draft-"><b>', "question": HOSTILE, "need_all": [[HOSTILE]], "gold": gold})
    (each,) = waiting(records, "")
    for markup in (render_drafts([each], deciding.questions.path), render_evidence(each.row)):
        assert not re.search(r"<(?:img|script|b|style)\b|onerror=|http:", markup)

from dataclasses import replace

import pytest

from rag import Chatbot, answer_from_passages, search
from rag.compose import Room
from rag.disagreement import Dissent
from rag.notes import conflict_notes
from rag.parts import parts_of
from rag.passages import chatbot_over
from rag.rules import OF_FOLDER, RULES
from rag.types import Answer, Turn
from rag.verdict import judge, quotes_of
from rag.weights import stored_sets
from tests.fakes import FakeEncoder

TOLD = (
    "2022年3月21日下午，一架客机从云溪市飞往青岚市途中遇到强对流天气，机组随即请求返航，"
    "坠落在柳湾县望江镇塘表村附近的山林里，搜救队伍已经赶到。"
)
ASKED = "云溪客机坠落的时间和地点"


def test_two_parts_are_quoted_from_one_sentence():
    assert len(parts_of(ASKED)) == 2
    sure = replace(stored_sets().brought, threshold=0.0)
    with chatbot_over([TOLD], FakeEncoder(), sure) as chatbot:
        answer = chatbot.ask(ASKED, max_chars=60)
    assert answer.answered
    assert "3月21日" in answer.text and "望江镇" in answer.text
    assert all(c.quote == TOLD[c.start : c.end] for c in answer.citations)


@pytest.mark.parametrize(("threshold", "gathered"), [(0.0, 2), (1.0, 3)])
def test_the_whole_is_weighed_only_where_no_part_is_answered(monkeypatch, threshold, gathered):
    weighed: list[str] = []

    def gather(lines, query, *others):
        weighed.append(query.text)
        return gathering(lines, query, *others)

    gathering = search.gather
    monkeypatch.setattr(search, "gather", gather)
    with chatbot_over([TOLD], FakeEncoder(), replace(stored_sets().brought, threshold=threshold)) as chatbot:
        assert chatbot.ask(ASKED).answered == (gathered == 2)
        assert weighed[:2] == parts_of(ASKED) and len(weighed) == gathered


def test_parts_that_are_hardly_answered_do_not_stand_for_the_whole_over_a_folder():
    with chatbot_over([TOLD], FakeEncoder()) as chatbot:
        whole, *parts = chatbot.evidence(ASKED)
    weights = replace(stored_sets().brought, threshold=0.0)
    unsure = replace(weights, threshold=2.2 * judge(whole, parts, 60, weights).confidence)
    assert len(judge(whole, parts, 60, unsure, RULES).quotes) > 0
    of_folder = replace(RULES, parts_share=OF_FOLDER.parts_share)
    assert judge(whole, parts, 60, unsure, of_folder) == judge(whole, (), 60, unsure, of_folder)


SAID = ["大桥西塔4月封顶。", "大桥中塔5月封顶。", "大桥引桥6月封顶。"]


def test_less_likely_sentences_are_left_out_of_a_folder_alone(chatbot):
    assert chatbot._rules == OF_FOLDER
    with chatbot_over(SAID, FakeEncoder()) as brought:
        assert brought._rules == RULES
        (found,) = brought.evidence("大桥何时封顶")
    best, *others = found.candidates
    # The chance of each is .03 of the first's.
    behind = found.with_candidates([best, *(replace(c, score=best.score - 3.5) for c in others)])
    # What disagrees is quoted however likely it is.
    room = Room(200, enough=1.0)
    all_of, likely = (quotes_of(behind, room, replace(r, dissent=False)) for r in (RULES, OF_FOLDER))
    assert len(all_of) > len(likely) == 1


@pytest.mark.parametrize(("rules", "weights"), [(RULES, "account_by_words"), (OF_FOLDER, "account")])
def test_other_accounts_are_weighed_by_what_they_mean_over_a_folder_alone(monkeypatch, rules, weights):
    seen = []
    monkeypatch.setattr("rag.verdict.dissents", lambda query, candidates, weights: seen.append(weights) or [])
    with chatbot_over(SAID, FakeEncoder()) as brought:
        (found,) = brought.evidence("大桥何时封顶")
    quotes_of(found, Room(200), rules)
    assert seen == [getattr(stored_sets(), weights)]


@pytest.mark.parametrize(("question", "quoted"), [("大桥何时封顶", 1), ("大桥有哪些塔封顶", 3)])
def test_where_one_value_is_asked_the_next_sentences_must_be_likelier(question, quoted):
    with chatbot_over(SAID, FakeEncoder()) as brought:
        (found,) = brought.evidence(question)
    best, *others = found.candidates
    # The chance of each is .08 of the first's.
    behind = found.with_candidates([best, *(replace(c, score=best.score - 2.5) for c in others)])
    rules = replace(OF_FOLDER, dissent=False, on_the_matter=False)
    assert len(quotes_of(behind, Room(200, enough=1.0), rules)) == quoted


@pytest.mark.parametrize(("status", "shown"), [("superseded", 0), ("in_force", 1)])
def test_a_replaced_text_contradicts_no_text_in_force(status, shown):
    with chatbot_over(SAID, FakeEncoder()) as brought:
        (found,) = brought.evidence("大桥何时封顶")
    best, other = found.candidates[:2]
    told = [Dissent(best, other, "4月", "5月")]
    by_id = {best.document.id: "in_force", other.document.id: status}
    assert len(conflict_notes(told, [], lambda d: by_id[d.id])) == shown
    assert len(conflict_notes(told, [], lambda d: "superseded")) == 1


@pytest.mark.parametrize(("alone", "surer"), [(0.2, True), (0.9, False)])
def test_the_surer_of_two_readings_answers(monkeypatch, alone, surer):
    def answer(self, searched, question, *_):
        sure = alone if searched == question else 0.5
        return Answer(question, True, searched, (), (), sure, timings_ms={"total": 1.0})

    monkeypatch.setattr(Chatbot, "_ask", answer)
    question = "一个站最多能补多少？"
    with chatbot_over(SAID, FakeEncoder()) as brought:
        said = brought.ask(question, (Turn("充电桩建设补贴是多少？", ""),))
    assert (said.text != question) is surer
    assert said.timings_ms == {"total": 2.0}


def test_parts_that_overlap_in_a_sentence_quote_it_once_from_the_one_to_the_other():
    told = (
        "据悉，9月27日，包括四十三个代表团在内共约三百人出席，这是青岚公司举办的年度颁奖礼，会场设在云溪市"
        "体育馆，两名代表没有到场，另有多人请假，他们将在下一次例会上补领，名单另行公布，请各分公司转告。"
    )
    sure = replace(stored_sets().brought, threshold=0.0)
    with chatbot_over([told, *SAID], FakeEncoder(), sure) as chatbot:
        answer = chatbot.ask("青岚公司年度颁奖礼的时间和地点", max_chars=90)
    (quote,) = [c.quote for c in answer.citations if "颁奖礼" in c.quote]
    assert "9月27日" in quote and "体育馆" in quote


def test_a_fuller_date_is_quoted_beside_its_like():
    said = ["青岚市第六任会长选举8日举行。", "青岚市第六任会长选举于5月8日举行。"]
    answer = answer_from_passages("青岚市第六任会长选举何时举行", said, FakeEncoder())
    assert "5月8日" in answer.text
    again = [said[1], "青岚市第六任会长选举在5月8日举行。"]
    assert len(answer_from_passages("青岚市第六任会长选举何时举行", again, FakeEncoder()).citations) == 1

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.errors import WenjuError
from rag import Turn, answer_from_passages
from rag.followup import complete
from tests.fakes import FakeEncoder

QUESTION = "黄茅海大桥何时封顶"
SENTENCE = "黄茅海大桥西塔预计今年4月封顶，中塔预计今年5月封顶。"


def test_the_sentence_is_quoted_once_and_its_copy_named(chatbot):
    answer = chatbot.ask(QUESTION)
    assert answer.answered
    assert answer.text == f"{SENTENCE}[1]"
    (citation,) = answer.citations
    assert citation.quote == SENTENCE
    assert (citation.document_id, citation.also_in) == ("bridge.txt", ("reprint.txt",))
    assert citation.published == "2023-01-29"
    assert [n.text for n in answer.notes] == [
        "[1] 「今年4月」= 2023年4月、「今年5月」= 2023年5月（以该文日期 2023-01-29 为准）"
    ]


def test_the_highlight_is_the_asked_thing(chatbot):
    (citation,) = chatbot.ask(QUESTION).citations
    start, end = citation.highlight
    assert chatbot.document(citation.document_id).text[start:end] == "4月"


def test_the_same_question_has_the_same_answer(chatbot):
    first, second = (replace(chatbot.ask(QUESTION), timings_ms={}) for _ in range(2))
    assert first == second


def test_the_replacement_stands_before_what_it_repeals(chatbot):
    citations = chatbot.ask("临时泊位停车每小时收费多少钱").citations
    assert (citations[0].document_id, citations[0].status) == ("new.txt", "in_force")
    assert "每小时收费5元" in citations[0].quote


def test_as_of_leaves_out_what_came_later(chatbot):
    answer = chatbot.ask("临时泊位停车每小时收费多少钱", as_of="2022-01-01")
    assert {(c.document_id, c.status) for c in answer.citations} == {("old.txt", "in_force")}
    assert answer.notes[0].text == "按 2022-01-01 当日的文件与效力回答"


@pytest.mark.parametrize("question", ["", " \n", "长" * 2001, "停车\ud800收费"])
def test_unusable_questions(chatbot, question):
    with pytest.raises(WenjuError, match="问题"):
        chatbot.ask(question)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=st.text(min_size=1, max_size=40).filter(str.strip), cap=st.integers(20, 200))
def test_every_citation_is_a_slice_within_the_cap(chatbot, question, cap):
    for asked in (question, f"{QUESTION}{question}"):
        answer = chatbot.ask(asked, max_chars=cap)
        assert all(chatbot.document(c.document_id).text[c.start : c.end] == c.quote for c in answer.citations)
        if answer.answered:
            assert len(answer.text) <= cap
            assert answer.text == "".join(f"{c.quote}[{c.number}]" for c in answer.citations)


@pytest.mark.parametrize("hostile", ["AND OR NOT *", '"未闭合', "a:b^2~", "(((", "\u202e反向", "\x00\x07"])
def test_query_syntax_is_only_text(chatbot, hostile):
    assert chatbot.ask(f"{QUESTION} {hostile}").hits


def test_follow_ups_lean_on_the_question_before():
    history = [Turn("黄茅海大桥西塔何时封顶？", "4月")]
    assert complete("那中塔呢？", history) == "黄茅海大桥中塔何时封顶"
    assert complete("云溪市停车怎么收费", history) == "云溪市停车怎么收费"
    assert complete("那中塔呢？", []) == "那中塔呢？"


def test_a_rewritten_question_says_so(chatbot):
    answer = chatbot.ask("那中塔呢？", [Turn("黄茅海大桥西塔何时封顶", "4月")])
    assert answer.notes[0].kind == "rewritten"
    assert answer.question == "那中塔呢？"
    assert answer.citations[0].quote == SENTENCE


def test_answers_over_brought_passages():
    answer = answer_from_passages(QUESTION, ["无关的一段话。", SENTENCE, ""], FakeEncoder())
    assert [(c.document_id, c.quote) for c in answer.citations] == [("2", SENTENCE)]
    with pytest.raises(WenjuError):
        answer_from_passages(QUESTION, ["  "], FakeEncoder())


def test_a_number_goes_straight_to_its_document(chatbot):
    answer = chatbot.ask("云府规〔2019〕3号规定停车每小时收费多少元")
    assert {h.chunk.document_id for h in answer.hits} == {"old.txt"}
    assert [c.status for c in answer.citations] == ["superseded"] * len(answer.citations)


def test_a_document_that_is_not_there_is_named(chatbot):
    answer = chatbot.ask("《云溪市殡葬管理办法》第三条规定了什么")
    assert not answer.answered
    assert "《云溪市殡葬管理办法》" in answer.notes[0].text


def test_documents_are_listed_by_their_titles(chatbot):
    answer = chatbot.ask("2023年发了哪些关于停车的办法")
    assert [(c.document_id, c.quote) for c in answer.citations] == [("new.txt", "云溪市停车管理办法")]
    assert "共 1 份" in next(n.text for n in answer.notes if n.kind == "rewritten")


def test_a_list_as_of_a_day(chatbot):
    answer = chatbot.ask("有哪些关于停车的办法", as_of="2020-01-01")
    assert [c.document_id for c in answer.citations] == ["old.txt"]


def test_before_the_first_document_there_is_nothing(chatbot):
    answer = chatbot.ask("临时泊位停车每小时收费多少钱", as_of="1990-01-01")
    assert (answer.answered, answer.hits) == (False, ())


def test_the_latest_of_a_list_is_that_of_the_day(chatbot):
    answer = chatbot.ask("最新的停车办法是哪份", as_of="2020-01-01")
    assert {c.document_id for c in answer.citations} == {"old.txt"}


@pytest.mark.parametrize(
    "turn", [Turn("西塔\ud800何时封顶", ""), Turn("西塔何时封顶", "4月\udfff"), Turn("问" * 2001, "")]
)
def test_what_was_said_before_is_checked_too(chatbot, turn):
    with pytest.raises(WenjuError, match="上文"):
        chatbot.ask("那中塔呢", [turn])


def test_a_question_that_is_too_long_once_completed_is_asked_as_it_stands(chatbot):
    before = Turn("临时泊位停车" + "很" * 1990 + "多少钱", "")
    assert len(complete("那夜间呢", [before])) > 2000
    assert "rewritten" not in [note.kind for note in chatbot.ask("那夜间呢", [before]).notes]

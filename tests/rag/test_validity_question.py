import pytest

from index.build import build_index
from index.reader import Index
from rag import Chatbot
from rag.references import references
from rag.validity_question import asks_validity
from tests.conftest import NEW_RULES, OLD_RULES, write
from tests.fakes import FakeEncoder

NUMBER = "云府规〔2019〕3号"
LEVY = (
    "云溪市停车费征收通知\n云发改〔2022〕8号\n发布日期：2022年5月1日\n\n"
    "一、按次收费。\n二、本通知自印发之日起执行。《路边停车收费规定》（云发改〔2015〕2号）停止执行。\n"
)
NEWS = "停车新规实施首日\n2023年4月1日\n\n市民张先生说，云府规〔2019〕3号的收费他记得很清楚。\n"


@pytest.mark.parametrize(
    "question",
    [
        *(f"{NUMBER}还有效吗", f"{NUMBER}停车管理办法是否仍然有效？", f"{NUMBER}废止了吗"),
        *(f"{NUMBER}现在还执行吗", f"{NUMBER}还有用没有", f"{NUMBER}什么时候被废止的"),
        *(f"{NUMBER}什么时候起施行，有效几年", f"{NUMBER}被哪份文件替代"),
        *("《停车管理办法》有效期到哪天", "《停车管理办法》还能作为收费依据吗"),
        "《停车管理办法》从哪天起生效？",
    ],
)  # fmt: skip
def test_whether_a_named_document_is_in_force_is_asked(question):
    assert asks_validity(references(question))


@pytest.mark.parametrize(
    "question",
    [
        "停车管理办法还有效吗",  # names nothing outright
        *(f"{NUMBER}是否适用于摩托车", f"{NUMBER}规定每小时收多少钱", f"{NUMBER}停止执行后怎么收费"),
        *(f"{NUMBER}目前执行的收费标准", f"{NUMBER}什么时候实施第三批泊位", f"{NUMBER}第二条还有效吗"),
        *("《停车管理办法废止通知》讲了什么", "《停车管理办法》由谁施行"),
    ],
)  # fmt: skip
def test_something_else_is_asked(question):
    assert not asks_validity(references(question))


@pytest.fixture
def chatbot(tmp_path):
    folder = write(tmp_path / "corpus", new=NEW_RULES, old=OLD_RULES, levy=LEVY, news=NEWS)
    build_index(folder, tmp_path / "index", FakeEncoder())
    opened = Chatbot(Index.open(tmp_path / "index", FakeEncoder.name), FakeEncoder())
    yield opened
    opened.close()


ENDS = "第二条 本办法自2023年4月1日起施行。《云溪市停车管理办法》（云府规〔2019〕3号）同时废止。"
BEGAN = "第二条 本办法自2019年6月1日起施行。"


def test_what_ended_a_document_is_quoted_before_what_began_it(chatbot):
    answer = chatbot.ask(f"{NUMBER}还有效吗")
    assert [c.quote for c in answer.citations] == [ENDS, BEGAN]
    assert [c.status for c in answer.citations] == ["in_force", "superseded"]
    assert any("已被替代" in note.text for note in answer.notes)


@pytest.mark.parametrize("asked", ["是否仍然有效", "还能作为收费依据吗"])
def test_however_it_is_asked_the_document_that_ended_it_is_looked_for(chatbot, asked):
    assert chatbot.ask(f"{NUMBER}{asked}").citations[0].quote == ENDS


def test_before_that_day_nothing_had_ended_it(chatbot):
    answer = chatbot.ask(f"{NUMBER}还有效吗", as_of="2020-01-01")
    assert [(c.quote, c.status) for c in answer.citations] == [(BEGAN, "in_force")]


def test_a_document_in_force_says_since_when(chatbot):
    (citation,) = chatbot.ask("云府规〔2023〕5号什么时候起施行").citations
    assert citation.quote == "第二条 本办法自2023年4月1日起施行。" and citation.status == "in_force"


def test_a_document_that_is_not_there_may_have_been_ended_by_one_that_is(chatbot):
    answer = chatbot.ask("云发改〔2015〕2号还有效吗")
    (citation,) = answer.citations
    assert citation.quote == (
        "二、本通知自印发之日起执行。《路边停车收费规定》（云发改〔2015〕2号）停止执行。"
    )
    assert any("没有云发改〔2015〕2号的原文" in note.text for note in answer.notes)


def test_of_a_document_that_nobody_names_nothing_is_said(chatbot):
    assert not chatbot.ask("云发改〔2016〕4号还有效吗").answered


def test_quotes_are_slices_and_fit(chatbot):
    whole = chatbot.ask(f"{NUMBER}还有效吗", max_chars=len(ENDS) + 3)
    assert [c.quote for c in whole.citations] == [ENDS]
    for citation in whole.citations:
        source = chatbot.document(citation.document_id)
        assert source.text[citation.start : citation.end] == citation.quote

"""What a document says of its own term answers questions after that alone."""

import pytest

from rag.matter import on_the_matter
from rag.passages import chatbot_over
from tests.fakes import FakeEncoder

FEES = "城区道路停车按时长收费，首小时5元。"
TERM = "本通知自2023年3月15日起执行，有效期5年。"
REPEAL = "《关于城区道路停车收费的通知》（云城管〔2017〕22号）同时废止。"


def kept(question, said):
    with chatbot_over(said, FakeEncoder()) as chatbot:
        (found,) = chatbot.evidence(question)
    return {c.text for c in on_the_matter(found.query, found.candidates)}


def test_a_fee_is_not_told_by_the_term_of_the_notice():
    assert kept("停车费怎么收", [FEES, TERM, REPEAL]) == {FEES}


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("停车收费的通知什么时候执行", TERM),
        ("停车收费的通知有效期多久", TERM),
        ("关于城区道路停车收费的通知还有效吗", REPEAL),
        ("哪个停车收费文件被废止了", REPEAL),
    ],
)
def test_who_asks_for_the_term_gets_it(question, text):
    assert text in kept(question, [FEES, TERM, REPEAL])


def test_where_nothing_else_is_found_the_term_is_kept():
    assert kept("停车费怎么收", [TERM, REPEAL]) == {TERM, REPEAL}


@pytest.mark.parametrize(
    "text",
    [
        "本办法所称停车费，是指占用道路停车位缴纳的费用，由城管部门组织实施收取。",
        "本通知印发前已经办理月卡的停车费，执行原标准，到期后按新标准收取。",
        "违反《停车管理办法》的，停车费加倍收取。",
    ],
)
def test_a_sentence_that_says_more_is_kept(text):
    assert text in kept("停车费怎么收", [FEES, text])


@pytest.mark.parametrize(
    ("question", "is_kept"),
    [("期末考试哪天开始", False), ("期末考试的通知是哪天发的", True), ("考试通知哪天印发", True)],
)
def test_the_day_below_a_notice_tells_when_it_was_issued_alone(question, is_kept):
    text = "关于期末考试的通知\n\n期末考试由各系安排在1月9日开始。\n考试时间 2025年12月9日\n"
    text += "\n教务处 2025年12月8日\n"
    with chatbot_over([text], FakeEncoder()) as chatbot:
        found, *_ = chatbot.evidence(question)
    kept = {c.text.strip() for c in on_the_matter(found.query, found.candidates)}
    assert (
        ("教务处 2025年12月8日" in kept) is is_kept
        and "考试时间 2025年12月9日" in kept
        and "期末考试由各系安排在1月9日开始。" in kept
    )

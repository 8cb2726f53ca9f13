"""Which value of a sentence is the asked one."""

import pytest

from rag.asked_value import asked_value
from rag.passages import chatbot_over
from tests.fakes import FakeEncoder


@pytest.mark.parametrize(
    ("question", "text", "value"),
    [
        ("员工全年培训要多少学时", "第七条 员工全年培训为40学时。", "40"),
        ("员工全年培训要多少学时", "2. 员工全年培训为36学时，其中安全类8学时。", "36"),
        ("员工全年培训要多少学时", "一、员工参加全年培训。", None),
        ("高峰多久一班", "首班：6:20；高峰间隔：15分钟；票价：2元", "15分钟"),
        ("报到新生多少人", "录取3,628人，报到新生3,386人，报到率93.3%。", "3,386人"),
        ("论坛有多少嘉宾", "论坛于10月20日举行，320名嘉宾出席论坛。", "320名"),
        ("大楼什么时候投用", "大楼投用时间由2025年12月推迟到2026年3月。", "2026年3月"),
        ("开业比开放早几天", "开放日为6月1日至6月30日。", None),
    ],
)
def test_the_value_that_is_asked(question, text, value):
    with chatbot_over([text], FakeEncoder()) as chatbot:
        (found,) = chatbot.evidence(question)
    best = next(c for c in found.candidates if c.text == text)
    told = asked_value(found.query, best)
    assert (told and told.value) == value

from dataclasses import replace

import pytest

from rag.matter import announced
from rag.passages import chatbot_over
from tests.fakes import FakeEncoder

TOLD = (
    "第三条 申请租房补贴，应当同时符合下列条件：\n（一）签订2年以上劳动合同；\n（二）在本市无自有住房。\n"
    "第四条 申请时应当提交下列原始材料之一：\n（一）身份证明；\n（二）劳动合同。\n"
)


def ordered(question, lead=0.0):
    """Texts as `announced` orders them; the announcing ones are `lead` logits behind the first."""
    with chatbot_over([TOLD], FakeEncoder()) as chatbot:
        (found,) = chatbot.evidence(question)
    items = [replace(c, score=9.0) for c in found.candidates if not c.text.endswith("：")]
    heads = [replace(c, score=9.0 - lead) for c in found.candidates if c.text.endswith("：")]
    return [c.text for c in announced(found.query, [*items, *heads])]


@pytest.mark.parametrize(("asked", "head"), [("条件", "第三条"), ("材料", "第四条")])
def test_what_announces_the_asked_list_stands_first(asked, head):
    first, *_ = ordered(f"申请租房补贴要什么{asked}")
    assert first.startswith(head)


@pytest.mark.parametrize(
    ("question", "lead"),
    [("申请租房补贴要什么条件", 9.0), ("符合租房补贴条件的能领多少钱", 0.0), ("租房补贴怎么发放", 0.0)],
)
def test_another_question_or_an_unlikely_announcement_changes_nothing(question, lead):
    first, *_ = ordered(question, lead)
    assert not first.endswith("：")

from dataclasses import replace

import pytest

from rag.passages import chatbot_over
from rag.subject import names_another
from tests.fakes import FakeEncoder

REVIEW = "特殊工程的消防设计审查由市住建局负责，建设工程消防设计审查为7个工作日。"


@pytest.mark.parametrize(
    ("question", "passage", "said"),
    [
        ("建设工程消防设计审查由哪个单位负责", REVIEW, "由谁"),
        ("经营许可证由谁核发", "经营许可证由市场监管局核发。", "由谁"),
        ("报名的网站地址是什么", "报名的网站地址是www.yunxi.gov.cn。", "地址"),
        ("举报邮箱地址是什么", "举报邮箱地址：ts@yunxi.cn，工作日查看。", "地址"),
        ("陪同王书记调研大桥的是谁", "3月5日，王强到大桥调研，李明陪同调研大桥。", "句子没有提到“书记”"),
    ],
)
def test_what_is_only_mentioned_is_not_demanded(question, passage, said):
    with chatbot_over([passage], FakeEncoder()) as chatbot:
        notes = chatbot.ask(question).notes
    assert not any(said in n.text for n in notes if n.kind == "missing_terms")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("桂园小区改造由哪家施工", "没有说由谁施工"),
        ("桂园小区改造的设计单位是谁", "没有说由谁设计"),
        ("桂园小区的地址", "没有所问的地址"),
    ],
)
def test_a_party_or_address_that_no_quote_has_is_refused(question, said):
    with chatbot_over(["桂园小区改造分两期，惠及三百余户，桂园小区居民反映良好。"], FakeEncoder()) as chatbot:
        answer = chatbot.ask(question)
    assert not answer.answered
    assert any(said in n.text for n in answer.notes)


@pytest.mark.parametrize(
    ("question", "is_another"),
    [("锦川市审计局搬到哪一层", False), ("云溪市审计局搬到哪一层", True), ("锦川市档案局搬到哪一层", True)],
)
def test_a_document_need_not_say_its_place_again(question, is_another):
    text = "锦川市办公用房调整\n\n市审计局搬到东楼7层。"
    with chatbot_over([text], FakeEncoder()) as chatbot:
        (found,) = chatbot.evidence(question)
    candidate = next(c for c in found.candidates if "7层" in c.text)
    assert names_another(found.query, replace(candidate, context=candidate.text)) is is_another

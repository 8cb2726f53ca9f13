"""Words of which a thing is one or another."""

import pytest

from rag.compose import Room
from rag.exclusive import other_of_group
from rag.passages import chatbot_over
from rag.verdict import quotes_of
from tests.fakes import FakeEncoder

WAGES = "城镇低保每人每月816元，农村低保每人每月652元。"
TEST = "笔试定于7月1日举行；面试采用试讲方式。"


@pytest.mark.parametrize(
    ("question", "text", "found"),
    [
        ("城里人人均收入多少元", "农村居民人均收入22140元。", ("城里", "农村")),
        ("城镇化率是多少", "农村居民人均收入22140元。", None),
        ("陪产假休几天", "婚假为13天。", ("陪产假", "婚假")),
        ("产假休几天", "陪产假为15天。", ("产假", "陪产假")),
        ("产假休几天", "产假为98天，陪产假为15天。", None),
        ("本科生补多少元", "硕士每月补1000元。", ("本科", "硕士")),
        ("副高职称的补多少元", "本科生每月补1000元。", None),
        ("暴雨橙色预警启动几级响应", "台风橙色预警启动Ⅱ级响应。", ("暴雨橙色", "台风橙色")),
        ("公租房多少元", "公租房装修费500元。", None),
        ("电子图书能借几册", "图书能借10册。", ("电子图书", "图书")),
        ("坐地铁几块钱", "公交票价2元。", ("地铁", "公交")),
        ("装修能提多少公积金", "租房每月提取1200元。", ("装修", "租房")),
        ("硕士能报名吗", "学历须为本科及以上。", None),
        ("面试哪天举行", TEST, ("面试", "笔试")),
        ("笔试哪天举行", TEST, None),
        ("农村低保多少元", WAGES, None),
        ("城镇低保多少元", WAGES, None),
        ("国家级机构奖励多少元", "省级机构奖励10万元，市级机构奖励5万元。", ("国家级", "省级")),
        ("我们医院级别怎么评", "级别由省级部门评定。", None),
        ("两人间住宿费多少元", "四人间住宿费1200元。", ("两人间", "四人间")),
        ("离休干部报销百分之几", "在职职工报销85%，退休职工报销90%。", ("离休", "退休")),
        ("耳鼻喉科哪天坐诊", "消化内科3月1日坐诊。", ("耳鼻喉科", "消化内科")),
        ("产业园二期入驻率是多少", "产业园一期入驻率达到91%，二期主体封顶。", ("二期", "一期")),
        ("产业园一期入驻率是多少", "产业园一期入驻率达到91%，二期主体封顶。", None),
        ("东塔哪天封顶", "东塔、西塔5月1日封顶。", None),
        ("西线停工几天", "西线停工47天，东线停工23天。", None),
        ("双河县信访局电话", "市信访局电话6001，双河县信访局电话6002。", None),
        ("城镇和农村低保多少元", "农村低保每人每月652元。", None),
    ],
)
def test_what_is_said_of_another_of_its_group(question, text, found):
    with chatbot_over([text], FakeEncoder()) as chatbot:
        evidence, *_ = chatbot.evidence(question)
    best = quotes_of(evidence, Room(200))[0].candidate
    assert other_of_group(evidence.query, best) == found


def test_a_document_that_names_the_asked_one_elsewhere_may_speak_of_it():
    text = "陪产假参照执行。婚假为13天。"
    with chatbot_over([text], FakeEncoder()) as chatbot:
        (evidence,) = chatbot.evidence("陪产假休几天")
    best = next(c for c in evidence.candidates if c.text == "婚假为13天。")
    assert other_of_group(evidence.query, best) is None

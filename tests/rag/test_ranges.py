import pytest

from index.normal import fold
from rag.compose import Room
from rag.identifiers import holds_identifier
from rag.passages import chatbot_over
from rag.ranges import agrees, answers, inside, outside, tells
from rag.verdict import quotes_of
from tests.fakes import FakeEncoder


def query(text):
    with chatbot_over(["投资补助按照投资额分档。"], FakeEncoder()) as chatbot:
        return chatbot.evidence(text)[0].query


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("300万元（含）至1000万元", False),
        ("1000万元至1亿元", True),
        ("1000—6000万元", True),
        ("5000万元（含）以上", True),
        ("5000万元以下", False),
        ("不超过6000万元", True),
        ("不足6000万元", True),
        ("超过7000万元", False),
        ("不超过5000万元", False),
        ("不低于7000万元", False),
        ("不少于5000万元", True),
        ("5000人以上", False),  # another unit
        ("投资6000万元", True),
        ("编号6000", True),
    ],
)
def test_a_number_lies_in_a_range(text, inside):
    assert agrees(query("投资6000万元补助多少"), "6000", fold(text)) is inside


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("300万元至1000万元", True),
        ("300万元至1000万元，5000万元以上", False),
        ("按照投资额分档", False),
        ("20人以上", False),
    ],
)
def test_ranges_that_leave_a_number_out(text, expected):
    assert outside(query("投资6000万元补助多少"), text) is expected


def test_the_row_whose_range_holds_the_number_is_quoted():
    table = (
        "技改项目补助标准\n\n| 设备投资额 | 上限 |\n|---|---|\n"
        "| 300万元（含）至1000万元 | 80万元 |\n| 1000万元（含）以上 | 200万元 |\n"
    )
    with chatbot_over([table], FakeEncoder()) as chatbot:
        (found,) = chatbot.evidence("设备投资6000万元的技改项目补助上限是多少万元")
    first, *others = [quote.text for quote in quotes_of(found, Room(200))]
    assert "200万元" in first and not any("80万元" in text for text in others)


def test_a_range_of_the_answer_is_not_one_of_the_question():
    with chatbot_over(["租房补贴标准为每月500元至800元。"], FakeEncoder()) as chatbot:
        (found,) = chatbot.evidence("月租金1500元的租房补贴每月多少元")
    assert [quote.text for quote in quotes_of(found, Room(200))] == ["租房补贴标准为每月500元至800元。"]


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("17岁可以带人吗", "已满16周岁未满18周岁的驾驶人不得载人", True),
        ("19岁可以带人吗", "已满16周岁未满18周岁的驾驶人不得载人", False),
        ("17周岁可以带人吗", "已满16周岁未满18周岁的驾驶人不得载人", True),
        ("75岁一个月领多少", "年满70周岁的按每月95元划入", True),
        ("65岁一个月领多少", "不满70周岁的按每月85元划入", True),
        ("65岁一个月领多少", "未满60周岁的不发", False),
        ("130马力的拖拉机补多少", "80马力以上不满120马力的补贴21600元", False),
        ("90马力的拖拉机补多少", "80马力以上不满120马力的补贴21600元", True),
        ("请病假3天要交什么材料", "病假三天以上的，须提交诊断证明。", True),
        ("12个人一桌要预约吗", "十人以上的应当预约。", True),
        ("8个人一桌要预约吗", "十人以上的应当预约。", False),
        ("住35天能退吗", "住满三十天的可以退。", True),
        ("贷8万块要不要担保", "个人贷款10万元以下的，免除反担保", True),
        ("买设备花了250万，补多少", "200万元（含）至300万元补6%", True),
        ("250万吨以上的码头", "200万元（含）至300万元补6%", False),
        ("家里人均15平能申请吗", "人均住房建筑面积低于15平方米的", True),
        ("15平均分给谁", "人均住房建筑面积低于15平方米的", False),
        ("口径32毫米要踏勘吗", "口径40毫米以下的免予踏勘", True),
        ("水位涨到20.6米是几级", "水位达到20米的启动", True),
        ("水位涨到20.6米是几级", "水位未达到20米的不启动", False),
        ("投资6000万元补多少", "投资额应当达到300万元", False),  # a condition, which is no class
        ("裁员率16%还能返吗", "裁员率不高于20%的可以申请", True),
        ("超过150万元谁审批", "超过20万元至150万元的，由分管领导审批", False),
        ("超过150万元谁审批", "超过150万元的，由总经理审批", True),
        ("不低于300万元补多少", "300万元以上的补8%", True),
        ("不高于150万元谁审批", "超过20万元至150万元的，由分管领导审批", True),
        ("爷爷92,每月领多少", "年满90周岁的每月200元", True),
        ("爷爷92路车到哪", "年满90周岁的每月200元", False),
        ("不超过150万元谁审批", "超过20万元至150万元的，由分管领导审批", True),
        ("不到300万元补多少", "300万元以上的补8%", False),
        (
            "我爸七十二岁领多少",
            "年满70周岁的按每月95元划入",
            False,
        ),  # no number to look for: it may be told otherwise
        ("室温17度退多少", "16摄氏度以上不足18摄氏度的退还百分之六十", True),
    ],
)
def test_ages_days_and_temperatures_lie_in_ranges(question, text, expected):
    assert inside(query(question), fold(text)) is expected


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("17岁能不能报名", "选手须年满18周岁。", True),
        ("17岁能不能报名", "选手须有5人以上陪同。", False),
        ("17岁报名费多少", "选手须年满18周岁。", False),
        ("43岁年龄超没超", "应聘人员应当在35周岁以下。", True),
        ("我妈66了坐公交多少钱", "年满65周岁的免费。", True),
    ],
)
def test_whether_one_may_is_answered_by_the_bound_that_one_misses(question, text, expected):
    asked = query(question)
    assert answers(asked, asked.identifiers[0], fold(text)) is expected


@pytest.mark.parametrize(
    "question",
    ["现在都5月了还能申请低保吗", "第三批了吗", "3号线了没有", "10了解一下", "附件3了解一下", "gpt4了解一下"],
)
def test_what_is_no_number_of_years_lies_in_no_range(question):
    assert not inside(query(question), fold("年满3周岁不满70周岁的免费。"))


def test_a_number_in_characters_is_the_number():
    assert holds_identifier("3", fold("病假三天须提交证明。"))
    assert not holds_identifier("3", fold("病假十三天须提交证明。"))


@pytest.mark.parametrize(
    ("question", "rows", "first"),
    [
        ("停车4小时收多少", ("30分钟至2小时 | 4元", "2小时至6小时 | 8元"), "2小时至6小时 | 8元"),
        ("停车1小时收多少", ("30分钟至2小时 | 4元", "2小时至6小时 | 8元"), "30分钟至2小时 | 4元"),
        (
            "采购30万元由谁审批",
            ("5万元以上20万元以下 | 分管副院长", "20万元以上60万元以下 | 院长"),
            "20万元以上60万元以下 | 院长",
        ),
        (
            "上年纳税两千万左右奖励多少",
            ("1000万元以下 | 100万元", "1000万元至3000万元 | 260万元"),
            "1000万元至3000万元 | 260万元",
        ),
    ],
)
def test_the_row_of_the_range_comes_first(question, rows, first):
    found = query(question)
    holding = [row for row in rows if inside(found, fold(row)) and not outside(found, fold(row))]
    assert holding == [first]
    assert [row for row in rows if outside(found, fold(row))] == [row for row in rows if row != first]


@pytest.mark.parametrize(
    ("question", "identifier", "text", "told"),
    [
        ("停车4小时收多少", "4", "30分钟以上收4元", False),
        ("停车4小时收多少", "4", "超过四小时收8元", True),
        ("停车4小时收多少", "4", "4小时收8元", True),
        ("编号4是谁", "4", "4元", True),
        ("二期8号楼几月交付", "8", "1号至6号楼7月交付，7号至11号楼11月交付。", True),
        ("二期12号楼几月交付", "12", "1号至6号楼7月交付，7号至11号楼11月交付。", False),
    ],
)
def test_a_number_counts_with_its_unit(question, identifier, text, told):
    assert tells(query(question), identifier, fold(text)) is told


@pytest.mark.parametrize("who", ["我今年75，", "奶奶今年75，", "爷爷2025年75，", "我妈75了，"])
def test_the_age_of_whoever_asks(who):
    assert answers(query(f"{who}坐公交要掏钱吗"), "75", "70周岁以上老人免费")
    assert not answers(query(f"{who}坐公交收多少"), "75", "60至69周岁老人半价")


def test_so_many_people_are_no_sum_of_money():
    assert not outside(query("2万多人的小区怎么收物业费"), "2万多人的小区,押金5万元以上")
    assert outside(query("投资2万左右押多少"), "投资5万元以上的押500元")

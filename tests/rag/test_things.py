import pytest

from rag.things import things_of


@pytest.mark.parametrize(
    ("question", "things"),
    [
        ("柳湾大桥全长多少公里", ["柳湾大桥"]),
        ("市第三人民医院占地多少亩", ["市第三人民医院"]),
        ("青岚区人民医院院长是谁", ["青岚区人民医院"]),
        ("市林业局局长是谁", ["市林业局"]),
        ("云溪市养猫管理规定罚款多少", ["云溪市养猫管理规定"]),
        ("老旧小区改造补助多少", []),
        ("云溪市直学校招多少人", []),
        ("公办学校怎么报名", []),
        ("哪一条街道最长", []),
        ("城镇低保标准是多少", []),
        ("财政局的网站是什么", ["财政局"]),
    ],
)
def test_things_of_a_question(question, things):
    assert [t.text for t in things_of(question)] == things


@pytest.mark.parametrize(
    ("question", "text", "held"),
    [
        ("柳湾大桥多长", "青岚大桥全长2公里,从柳湾出发", False),
        ("青岚大桥多长", "青岚大桥全长2公里", True),
        ("青岚桥多长", "青岚大桥全长2公里", True),
        ("云溪大桥多长", "云溪市青岚区青岚大桥全长2公里", False),
        ("黄茅海跨海大桥何时封顶", "黄茅海跨海通道提速,黄茅海大桥4月封顶", True),
        ("云溪图书馆几点开门", "云溪市图书馆总馆9时开门", True),
        ("东华能源公司在哪里", "东华能源(茂名)有限公司在茂名", True),
        ("市工信局局长是谁", "江门市工业和信息化局局长", True),
        ("江门市商务局副局长是谁", "江门的招商队伍:市商务局副局长", True),
        ("市水务局局长是谁", "市水务集团通知停水", False),
        ("县第三中学何时扩建", "县第二中学扩建", False),
        ("望川里小区有多少户", "序号 | 小区名称 | 户数\n3 | 望川里 | 305", True),
        ("云溪市养猫管理规定罚款多少", "云溪市养犬管理规定", False),
        ("养犬管理办法罚款多少", "云溪市养犬管理规定", True),
    ],
)
def test_a_text_speaks_of_a_thing(question, text, held):
    (thing,) = things_of(question)
    assert thing.stands_in(text) is held

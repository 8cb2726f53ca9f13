import pytest

from index.build import build_index
from index.reader import Index
from rag import Chatbot
from rag.regions import name_of, regions_of
from tests.conftest import write
from tests.fakes import FakeEncoder


@pytest.mark.parametrize(
    ("text", "regions"),
    [
        ("青岚区加装电梯补助多少", ("青岚区",)),
        ("云溪市青岚区的房产登记", ("云溪市", "青岚区")),
        ("白石乡农机购置补贴", ("白石乡",)),
        ("广州的地铁票价", ("广州",)),
        ("全市城镇低保标准", ()),
        ("本区开发区和示范区的政策", ()),
        ("大桥何时封顶", ()),
        ("大桥何时合龙", ()),
        ("2022年7月起云溪市低保标准", ("云溪市",)),
        ("办云溪市居住证带什么", ("云溪市",)),
    ],
)
def test_the_regions_of_a_text(text, regions):
    assert regions_of(text) == regions


def rules(place, amount):
    return (
        f"{place}既有住宅加装电梯补助办法\n发布机关：{place}人民政府\n发布日期：2023年3月1日\n\n"
        f"第一条 加装电梯的，每台补助{amount}万元。\n"
    )


REGIONS = {"qinglan": rules("青岚区", 10), "liuwan": rules("柳湾县", 8)}
SHARED = {
    "list": "云溪市垃圾处理费\n2023年2月1日\n\n青岚区垃圾处理费每户6元。柳湾县垃圾处理费每户5元。\n",
    "city": "云溪市住宅维修资金办法\n2023年2月1日\n\n住宅维修资金每平方米缴存60元。\n",
}


@pytest.fixture
def opened(tmp_path):
    def open_(texts):
        encoder = FakeEncoder()
        build_index(write(tmp_path / "corpus", **texts), tmp_path / "index", encoder)
        return Chatbot(Index.open(tmp_path / "index", encoder.name), encoder)

    return open_


@pytest.mark.parametrize(
    ("question", "document", "amount"),
    [
        ("青岚区加装电梯每台补助多少万元", "qinglan.txt", "10万元"),
        ("柳湾县加装电梯每台补助多少万元", "liuwan.txt", "8万元"),
        ("柳湾县垃圾处理费每户多少元", "list.txt", "5元"),
        ("青岚区垃圾处理费每户多少元", "list.txt", "6元"),
        ("青岚区住宅维修资金每平方米缴存多少元", "city.txt", "60元"),
    ],
)
def test_a_question_about_a_region_is_answered_from_it(opened, question, document, amount):
    answer = opened(REGIONS | SHARED).ask(question)
    assert {c.document_id for c in answer.citations} == {document}
    assert amount in answer.text
    assert answer.understood.regions == (question[:3],)


def test_an_autonomous_region_is_of_the_level_of_a_province(opened):
    text = {"pay": "# 广西最低工资标准\n2023年3月1日\n\n青秀区、兴宁区最低工资每月1810元。\n"}
    answer = opened(text).ask("广西壮族自治区青秀区最低工资每月多少元")
    assert not any("青秀" in n.text for n in answer.notes if n.kind == "missing_terms")
    other = {"pay": "# 浙江省最低工资标准\n2023年3月1日\n\n浙江省最低工资每月2280元。\n"}
    answer = opened(other).ask("广西壮族自治区最低工资每月多少元")
    assert not answer.answered
    assert any("问的是“广西壮族自治区”" in n.text for n in answer.notes)


@pytest.mark.parametrize("place", ["白石县", "东湖区"])
def test_another_region_does_not_answer(opened, place):
    answer = opened(REGIONS).ask(f"{place}加装电梯每台补助多少万元")
    assert not answer.answered
    assert any(f"问的是“{place}”" in n.text for n in answer.notes)


@pytest.mark.parametrize(
    ("region", "name"),
    [("上海", "上海"), ("湖南", "湖南"), ("湖南省", "湖南"), ("青岚区", "青岚"), ("蒙城", "蒙城")],
)
def test_a_region_without_a_suffix_keeps_its_name(region, name):
    assert name_of(region) == name

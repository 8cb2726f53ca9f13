import pytest

from rag import answer_from_passages
from rag.compose import Quote, Room
from rag.events import other_stage
from rag.passages import chatbot_over
from rag.verdict import quotes_of
from tests.fakes import FakeEncoder

BEGUN = "云溪湾隧道2021年3月开工。"
OPENED = "云溪湾隧道计划2024年8月通车，届时过湾只需7分钟。"
REFUSALS = {
    "opened": "问的是“开工”，最接近的句子说的是“通车”",
    "neither": "问的是“封顶”，最接近的句子没有提到",
}


def ask(question, *told):
    return answer_from_passages(question, list(told), FakeEncoder())


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("云溪湾隧道什么时候开工", BEGUN),
        ("云溪湾隧道哪年哪月动工的", BEGUN),
        ("云溪湾隧道什么时候开通", OPENED),  # in another word
        ("云溪湾隧道过湾要几分钟", OPENED),  # no question when
    ],
)
def test_nothing_speaks_against_the_asked_stage(question, told):
    assert not [n.text for n in ask(question, told).notes if n.text.startswith("问的是")]


def test_another_stage_is_no_answer_and_the_refusal_says_which():
    answer = ask("云溪湾隧道什么时候开工", OPENED)
    assert not answer.answered
    assert REFUSALS["opened"] in [n.text for n in answer.notes]
    answer = ask("云溪湾隧道主塔什么时候封顶", "云溪湾隧道主塔2021年3月完成最后一次浇筑。")
    assert not answer.answered
    assert REFUSALS["neither"] in [n.text for n in answer.notes]


def test_of_two_stages_the_asked_one_is_quoted():
    begun = "隧道自2021年3月动工以来，云溪湾两岸共有三百名工人施工。"
    with chatbot_over(["云溪湾隧道2024年8月通车。", begun], FakeEncoder()) as chatbot:
        (found,) = chatbot.evidence("云溪湾隧道什么时候开工")
    assert found.candidates[0].text != begun
    assert [quote.text for quote in quotes_of(found, Room(200))] == [begun]


@pytest.mark.parametrize("told", ["笔试定于2023年7月1日举行。", "报名自2023年6月1日开始。"])
def test_when_results_are_told_is_not_when_it_is_held(told):
    assert not ask("教师招聘笔试成绩哪天公布", f"教师招聘{told}").answered


def test_the_end_of_a_rule_is_not_its_beginning():
    begins = "养犬管理规定自2023年3月1日起施行。"
    assert ask("养犬管理规定何时施行", begins).answered
    assert not ask("养犬管理规定何时废止", begins).answered


def test_the_stage_of_another_thing_is_not_that_of_the_asked():
    said = ["云溪东站配套道路2023年6月动工，通车以后东站由市交通集团管理。", OPENED]
    answer = ask("云溪东站什么时候通车", *said)
    assert not answer.answered


def test_a_sentence_that_tells_the_stage_goes_before_those_that_tell_none():
    other = "云溪湾隧道1月30日重启。"
    told = "项目部介绍，隧道目前已掘进八成，其中海底段两公里，余下的要到今年11月贯通。"
    with chatbot_over([other + told], FakeEncoder()) as chatbot:
        (found,) = chatbot.evidence("云溪湾隧道什么时候贯通")
    assert [c.text for c in found.candidates] == [other, told]
    assert quotes_of(found, Room(200))[0].text == told


@pytest.mark.parametrize(("column", "against"), [("竣工", None), ("验收", ("完工", None))])
def test_the_head_of_a_table_tells_the_stage_of_its_rows(column, against):
    table = f"| 项目 | 地点 | {column} |\n|---|---|---|\n| 水泥厂宿舍 | 城关镇 | 2024年5月 |\n"
    with chatbot_over([table], FakeEncoder()) as chatbot:
        (found,) = chatbot.evidence("水泥厂宿舍什么时候完工")
    row = next(c for c in found.candidates if "2024" in c.text)
    quote = Quote(row, row.sentence.start, row.sentence.end, row.text, 1.0)
    assert other_stage(found.query, [quote]) == against

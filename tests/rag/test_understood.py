import pytest

from rag import Turn
from rag.as_json import answer_as_json
from rag.understood import described

LAST_YEAR = ("去年", "2022年", "2022-01-01", "2022-12-31", True)


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("黄茅海大桥何时封顶", ("何时",)),
        ("停车每小时收费多少钱", ("多少",)),
        ("办理居住证要多久", ("多久",)),
        ("大桥的总工程师是谁", ("谁",)),
        ("大桥由谁负责建设", ("谁", "哪个单位")),
        ("大桥位于哪里", ("哪里",)),
        ("是否可以网上办理", ("是否",)),
        ("停车要收费吗？", ("是否",)),
        ("为什么要停电", ("为什么",)),
        ("如何申请补贴", ("如何",)),
        ("企业没怎么裁员，返还多少", ("多少",)),
        ("需要哪些材料", ("哪些",)),
        ("这是第几届脐橙节", ("第几",)),
        ("什么是临时泊位", ("什么",)),
        ("临时泊位", ()),
    ],
)
def test_what_is_asked(chatbot, question, kinds):
    assert chatbot.ask(question).understood.kinds == kinds


def test_what_is_named(chatbot):
    found = chatbot.ask("《云溪市停车管理办法》（云府规〔2019〕3号）第一条规定每小时收费多少").understood
    assert found.titles == ("云溪市停车管理办法",)
    assert found.numbers == ("云府规〔2019〕3号",)
    assert found.clauses == ("第1条",)


def test_times_and_words_are_apart(chatbot):
    found = chatbot.ask("今年4月黄茅海大桥哪座塔封顶").understood
    assert [(t.words, t.shown, t.first, t.last) for t in found.times] == [
        ("今年4月", "2023年4月", "2023-04-01", "2023-04-30")
    ]
    assert found.years == ("2023",)
    assert not {"今年", "4", "2023", "月"} & set(found.words)
    assert "封顶" in found.words


def test_the_parts_of_a_question(chatbot):
    found = chatbot.ask("黄茅海大桥何时封顶，由谁负责建设").understood
    assert found.parts[0] == "黄茅海大桥何时封顶"
    assert len(found.parts) == 2
    assert found.kinds == ("何时", "谁", "哪个单位")


def test_one_line_for_the_reader(chatbot):
    line = described(chatbot.ask("去年黄茅海大桥何时封顶").understood)
    assert line.startswith("问 何时；关键词 ")
    assert "；时间 「去年」= 2022年" in line
    assert "时间 2022年" in described(chatbot.ask("2022年停车怎么收费").understood)


def test_a_follow_up_is_understood_as_completed(chatbot):
    found = chatbot.ask("那中塔呢？", [Turn("黄茅海大桥西塔何时封顶", "4月")]).understood
    assert found.kinds == ("何时",)
    assert "封顶" in found.words


@pytest.mark.parametrize(
    "question", ["黄茅海大桥总投资", "《殡葬管理办法》规定了什么", "2023年发了哪些关于停车的办法"]
)
def test_refusals_and_lists_say_what_was_understood(chatbot, question):
    assert chatbot.ask(question).understood is not None


def test_json_has_an_object(chatbot):
    found = answer_as_json(chatbot.ask("去年云溪市停车时限是多久"), "q1")["understood"]
    assert found == {
        "kinds": ["多久"],
        "words": found["words"],
        "names": found["names"],
        "times": [dict(zip(("words", "shown", "first", "last", "relative"), LAST_YEAR, strict=True))],
        "years": ["2022"],
        "regions": ["云溪市"],
        "numbers": [],
        "titles": [],
        "clauses": [],
        "parts": [],
    }
    assert "停车" in found["words"]

import pytest

from index.types import Document
from rag.proposals import blanks_of, proposals, questions_of
from rag.suggest import SECONDS, suggest


def asked(text, title="云溪市停车管理办法"):
    return list(
        questions_of(Document("a.txt", title, text, "0" * 64, "utf-8", 0, "2023-03-01"), 0, len(text))
    )


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("第三条 本办法自2023年4月1日起施行。", "《云溪市停车管理办法》自何时起施行？"),
        ("黄茅海大桥中塔预计今年5月封顶。", "黄茅海大桥中塔预计何时封顶？"),
        ("黄茅海大桥由云溪集团负责建设。", "黄茅海大桥由谁负责建设？"),
        ("云溪市图书馆藏书增长5.2%。", "云溪市图书馆藏书增长百分之多少？"),
        (
            "在临时泊位停车的，每小时收费3元。",
            "《云溪市停车管理办法》中，在临时泊位停车的，每小时收费多少元？",
        ),
        ("云溪市图书馆的读书会在市民中心举行。", "云溪市图书馆的读书会在哪里举行？"),
    ],
)
def test_a_sentence_is_asked_for_in_its_own_order(sentence, question):
    assert asked(sentence)[0] == question


@pytest.mark.parametrize(
    ("sentence", "words", "value"),
    [
        ("第三条 本办法自2023年4月1日起施行。", "何时", "2023年4月1日"),
        ("黄茅海大桥由云溪集团负责建设。", "谁", "云溪集团"),
        ("云溪市图书馆藏书增长5.2%。", "百分之多少", "5.2%"),
        ("云溪市图书馆的读书会在市民中心举行。", "哪里", "市民中心"),
        ("云溪市图书馆投资 1,200万 元建成。", "多少", "1,200万 元"),
        ("云溪市图书馆建成5300多平方米。", "多少", "5300多平方米"),
    ],
)
def test_a_question_knows_the_value_that_it_asks_for(sentence, words, value):
    text = f"开头的一句。{sentence}"
    document = Document("a.txt", "云溪市停车管理办法", text, "0" * 64, "utf-8", 0, "2023-03-01")
    blank = next(blanks_of(document, 6, len(text)))
    assert (blank.words, text[blank.start : blank.end]) == (words, value)
    assert words in blank.question


@pytest.mark.parametrize(
    "sentence", ["| 白石乡 | 3元 |", "每小时收费3元吗？", "2023年4月1日的通知", "他来了。", "收3元。"]
)
def test_what_makes_no_question_is_left(sentence):
    assert asked(sentence) == []


def test_suggestions_are_answered_from_the_sentence_that_they_are_made_of(chatbot):
    answer = chatbot.ask("在临时泊位停车每小时收费多少")
    for question in chatbot.suggest(answer):
        again = chatbot.ask(question)
        assert again.answered
        assert again.citations[0].start not in {c.start for c in answer.citations}


def test_what_is_not_answered_is_not_suggested(chatbot, corpus):
    answer = chatbot.ask("在临时泊位停车每小时收费多少")
    catalog = chatbot._index.catalog
    assert list(proposals(catalog, answer.citations[0]))
    refused = chatbot.ask("火星基地在哪里")
    assert suggest(catalog, lambda q: refused, answer) == ()
    assert chatbot.suggest(refused) == ()


def test_nothing_is_begun_after_its_time(chatbot):
    answer = chatbot.ask("在临时泊位停车每小时收费多少")
    ticks = iter([0.0, *[SECONDS + 1] * 9])

    def never(question):
        raise AssertionError(question)

    assert suggest(chatbot._index.catalog, never, answer, lambda: next(ticks)) == ()

import pytest

from index.errors import WenjuError
from rag.inspection import Setting, marked
from rag.question import understand

QUESTION = "黄茅海大桥西塔何时封顶"


def query(text):
    return understand(text, lambda terms: [1] * len(terms), 10)


def test_a_setting_orders_as_its_weight_says(chatbot):
    dense, mixed, lexical = chatbot.inspect(QUESTION, [Setting(1.0), Setting(), Setting(0.0)])
    assert [p.dense.rank for p in dense.passages] == sorted(p.dense.rank for p in dense.passages)
    listed = [p.lexical.rank for p in lexical.passages if p.lexical.rank]
    assert listed == sorted(listed)
    assert [p.hit for p in mixed.passages] == list(chatbot.ask(QUESTION).hits)


def test_the_parts_add_up_to_the_scores(chatbot):
    for question in (QUESTION, "《云溪市停车管理办法》第一条", "2023年停车每小时收费多少"):
        for found in chatbot.inspect(question, [Setting(0.7, 3), Setting(0.2, 20)]):
            for p in found.passages:
                assert p.dense.part + p.lexical.part + p.hit.bonus == pytest.approx(p.hit.score, abs=1e-4)
            for s in found.sentences:
                total = s.bias + sum(part.share for part in s.parts) + s.lapse
                assert total == pytest.approx(s.score, abs=1e-2)


def test_what_has_lapsed_is_lowered(chatbot):
    [found] = chatbot.inspect("停车每小时收费多少", [Setting()])
    lapses = {s.document_id: s.lapse for s in found.sentences}
    assert lapses["old.txt"] < 0
    assert lapses["new.txt"] == 0


def test_the_depth_is_how_many_passages_are_kept(chatbot):
    short, long = chatbot.inspect(QUESTION, [Setting(depth=1), Setting(depth=20)])
    assert len(short.passages) == 1
    assert len(long.passages) > 1
    assert long.passages[0].hit == short.passages[0].hit


def test_words_of_the_question_are_found_or_missing(chatbot):
    [found] = chatbot.inspect("黄茅海大桥的熊猫", [Setting()])
    assert "熊猫" in found.missing
    assert "熊猫" not in [word for word, _ in found.passages[0].words]
    assert [word for word, _ in found.words][-1] == "熊猫"


def test_marks_are_places_in_the_stored_text():
    text = "黃茅海大橋的造價，ＧＤＰ与生产总值"
    spans = marked(query("黄茅海大桥 GDP"), text).spans
    assert [text[start:end] for start, end in spans] == ["黃茅海大橋", "ＧＤＰ", "生产总值"]


def test_overlapping_marks_are_one():
    text = "大桥大桥封顶"
    assert marked(query("大桥封顶"), text).spans == ((0, 6),)


@pytest.mark.parametrize("question", ["", "  ", "长" * 3000])
def test_a_question_that_cannot_be_asked_is_refused(chatbot, question):
    with pytest.raises(WenjuError):
        chatbot.inspect(question, [Setting()])

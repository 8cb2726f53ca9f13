import json

import pytest

from eval.public.untrained import HELD
from index.errors import WenjuError
from tests.train.conftest import squad_file
from train import squad
from train.examples import Examples, Passage, Question, passage_of
from train.squad import read_squad_examples, without, write_held


def quotes(examples, question):
    passage = examples.passages[question.passage]
    return [passage.text[slice(*passage.spans[gold])] for gold in question.gold]


def test_the_answer_is_at_its_place_not_where_its_words_stand_first(tmp_path):
    path = squad_file(tmp_path / "set.json", [("甲", "会长是张三。张三住在北京。他生于1990年。", [])])
    text = path.read_text(encoding="utf-8")
    asked = '[{"question": "誰住在北京", "answers": [{"text": "张三", "answer_start": 6}]}]'
    path.write_text(text.replace('"qas": []', f'"qas": {asked}'), encoding="utf-8")
    examples = read_squad_examples(path, 0.0)
    question = examples.questions[0]
    assert question.text == "谁住在北京"
    assert quotes(examples, question) == ["张三住在北京。"]


def test_every_gold_sentence_holds_the_answer(tmp_path):
    text = "".join(f"第{i}项的收费是{i * 7}元，由第{i}处负责收取。" for i in range(60))
    asked = [(f"第{i}项收多少", f"{i * 7}元") for i in range(10, 60)]
    examples = read_squad_examples(squad_file(tmp_path / "set.json", [("收费", text, asked)]), 0.0)
    whole = [passage for passage in examples.passages if not passage.copy]
    assert "".join(passage.text.removeprefix("收费\n") for passage in whole) == text
    assert [question.answers[0] in quotes(examples, question)[0] for question in examples.questions] == [
        True
    ] * 50


def test_context_lines_are_no_sentences(tmp_path, monkeypatch):
    monkeypatch.setattr(squad, "TITLED", 1.0)
    examples = read_squad_examples(
        squad_file(tmp_path / "set.json", [("甲市", "一月开工。二月完工。", [("何时完工", "二月")])]), 0.0
    )
    assert examples.passages[0].text == "甲市\n一月开工。二月完工。"
    assert quotes(examples, examples.questions[0]) == ["二月完工。"]


def test_a_copy_lacks_the_answer():
    passage = passage_of("题", "一月开工。二月完工。三月通车。", "g")
    copy = without(passage, [1], "题")
    assert copy == Passage("题\n一月开工。三月通车。", ((2, 7), (7, 12)), "g", copy=True)


def test_articles_are_held_out_whole(tmp_path):
    contexts = [(f"第{i}篇", f"第{i}天开工。", [("何时", f"第{i}天")] * 2) for i in range(200)]
    path = squad_file(tmp_path / "set.json", contexts)
    held = [question.held for question in read_squad_examples(path, 0.25).questions]
    assert held[::2] == held[1::2]
    assert 60 < sum(held) < 140
    assert not any(question.held for question in read_squad_examples(path, 0.0).questions)


def test_another_form_is_an_error(tmp_path):
    path = tmp_path / "set.json"
    path.write_text('{"data": [{}]}', encoding="utf-8")
    with pytest.raises(WenjuError, match="SQuAD"):
        read_squad_examples(path, 0.0)


def test_places_move_with_the_passages_and_survive_the_disk(tmp_path):
    examples = Examples()
    part = (
        [Passage("一。", ((0, 2),), "a"), Passage("二。", ((0, 2),), "a")],
        [Question("?", 1, (0,), ("二",), (0,))],
    )
    examples.add(*part)
    examples.add(*part)
    assert [(q.passage, q.also) for q in examples.questions] == [(1, (0,)), (3, (2,))]
    examples.save(tmp_path / "examples.json")
    assert Examples.load(tmp_path / "examples.json") == examples


def test_held_articles_are_written_apart_and_are_those_of_the_run(tmp_path):
    many = [(f"条目{number}", "北京1日。京2年市。", [("北京", "1日")]) for number in range(200)]
    path = squad_file(tmp_path / "set.json", many)
    count = write_held(path, tmp_path / "held" / "set.json")
    examples = read_squad_examples(path, HELD)
    titles = {examples.passages[q.passage].group.split("/")[1] for q in examples.questions if q.held}
    written = json.loads((tmp_path / "held" / "set.json").read_text(encoding="utf-8"))
    assert {article["title"] for article in written["data"]} == titles
    assert 0 < count == len(titles) < 50

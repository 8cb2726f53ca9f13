import json

import pytest

from eval.public.untrained import is_trained_question
from index.errors import WenjuError
from tests.conftest import BRIDGE, NEW_RULES, OLD_RULES, write
from train.folders import read_asked, read_laws, read_ruled


def text_of(examples, question):
    passage = examples.passages[question.passage]
    return passage.text, [passage.text[slice(*passage.spans[gold])] for gold in question.gold]


def test_questions_are_made_from_the_sentences_that_answer_them(tmp_path):
    corpus = write(tmp_path / "corpus", bridge=BRIDGE, rules=OLD_RULES)
    examples = read_ruled(corpus, tmp_path / "none.jsonl")
    assert examples.questions != []
    for question in examples.questions:
        text, gold = text_of(examples, question)
        assert len(gold) == 1
        assert question.answers[0] in gold[0]
        assert question.answers[0] in text


def test_known_questions_are_not_made_again(tmp_path):
    corpus = write(tmp_path / "corpus", bridge=BRIDGE)
    first = read_ruled(corpus, tmp_path / "none.jsonl").questions[0].text
    known = tmp_path / "known.jsonl"
    known.write_text(json.dumps({"id": "1", "question": first}, ensure_ascii=False), encoding="utf-8")
    assert first not in [question.text for question in read_ruled(corpus, known).questions]


def test_half_of_the_legal_questions_are_for_measuring():
    trained = sum(is_trained_question(f"第{number}个问题？") for number in range(1000))
    assert 450 < trained < 550


def test_articles_answer_whole_and_others_are_hard_negatives(tmp_path):
    clauses = "".join(f"\n第{n}条 停车第{n}类收费的标准由第{n}处确定。\n" for n in "一二三四五六七八九十")
    laws = write(tmp_path / "stard" / "laws")
    (laws / "停车法.md").write_text(f"# 停车法\n{clauses}", encoding="utf-8")
    rows = [
        {
            "id": n,
            "question": f"停车怎么收费{n}？",
            "articles": {"停车法第二条": "", "停车法第三条": ""},
            "gold_files": {"停车法第二条": ["停车法.md"], "停车法第三条": ["停车法.md"]},
        }
        for n in range(20)
    ]
    path = tmp_path / "stard" / "queries_dev.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    examples = read_laws(path, laws)
    trained = [row["question"] for row in rows if is_trained_question(row["question"])]
    assert [question.text for question in examples.questions] == [q for q in trained for _ in range(2)]
    for question, clause in zip(examples.questions, "二三" * len(trained), strict=True):
        text, gold = text_of(examples, question)
        assert f"第{clause}条" in text
        assert gold != []
        assert question.passage in question.also
        assert len(question.also) == 2
    assert len(examples.passages) > 2
    assert len({passage.group for passage in examples.passages}) == len(examples.passages)


FEE = "第一条 在临时泊位停车的，每小时收费3元。"


def asked_folder(path, *rows):
    write(path / "documents", bridge=BRIDGE, new=NEW_RULES, old=OLD_RULES)
    lines = [json.dumps({"id": str(n)} | row, ensure_ascii=False) for n, row in enumerate(rows)]
    (path / "questions.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return path


def case(question, *quotes, need=(), **more):
    gold = [{"document": document, "quote": quote} for document, quote in quotes]
    return {"question": question, "gold": gold, "need_all": [[value] for value in need]} | more


def test_a_question_over_a_folder_stands_with_the_sentence_of_its_quote(tmp_path):
    old = ("old.txt", FEE)
    both = old, ("new.txt", FEE.replace("3", "5"))
    folder = asked_folder(
        tmp_path / "town",
        case("停车贵吗", old, need=["每小时收费3元", "3元"]),
        case("停车费两版各多少", *both, need=["3元"]),
    )
    examples = read_asked(folder, 0.0)
    one, first, second = examples.questions
    assert text_of(examples, one)[1] == [FEE]
    assert one.answers == ("每小时收费3元",), "what is too short to answer wherever it stands is left out"
    assert text_of(examples, second)[1] == [FEE.replace("3", "5")]
    assert first.text == second.text
    assert first.also == second.also == (first.passage, second.passage)
    assert {passage.group for passage in examples.passages} == {
        f"town/{n}.txt" for n in ("bridge", "new", "old")
    }


def test_a_question_that_nothing_answers_stands_with_the_passage_nearest_by_its_words(tmp_path):
    rows = (
        case("黄茅海大桥有多长"),
        case("你好"),
        case("那停车呢", need=["3元"], history=[{"question": "a", "answer": "b"}]),
    )
    examples = read_asked(asked_folder(tmp_path / "town", *rows), 0.0)
    (question,) = examples.questions
    assert (question.text, question.gold, question.also) == ("黄茅海大桥有多长", (), ())
    assert "西塔" in examples.passages[question.passage].text


def test_a_quote_that_no_passage_has_is_named(tmp_path):
    folder = asked_folder(
        tmp_path / "town", case("停车贵吗", ("old.txt", FEE.replace("3", "5")), need=["5元"])
    )
    with pytest.raises(WenjuError, match="停车贵吗.*每小时收费5元"):
        read_asked(folder, 0.0)


def test_questions_of_some_documents_are_held_out(tmp_path):
    folder = asked_folder(tmp_path / "town", case("停车贵吗", ("old.txt", FEE), need=["3元"]))
    assert [q.held for part in (0.0, 1.0) for q in read_asked(folder, part).questions] == [False, True]

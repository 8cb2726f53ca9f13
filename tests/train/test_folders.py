import json

from eval.public.untrained import is_trained_question
from tests.conftest import BRIDGE, OLD_RULES, write
from train.folders import read_laws, read_ruled


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

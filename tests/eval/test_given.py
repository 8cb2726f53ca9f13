import json

import pytest

from eval.paired import difference, estimate
from eval.public.given import answer_given, read_facts, read_given, read_given_paragraphs
from tests.fakes import FakeEncoder

ROW = {
    "id": 1,
    "question": "青岚大桥何时通车",
    "need_all": [["9月"], ["2023年"]],
    "pos": ["大桥9月通车。", "通车在即。9月。", "2023年通车。"],
    "neg": [f"无关的话{n}。" for n in range(9)],
    "wrong": ["大桥8月通车。", "通车在即。8月。", "2022年通车。"],
}


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "rgb.jsonl"
    file.write_text(json.dumps(ROW, ensure_ascii=False) + "\n", encoding="utf-8")
    return file


@pytest.mark.parametrize(("noise", "holding", "noisy"), [(0, 3, 2), (0.4, 3, 2), (0.8, 1, 4), (1, 0, 5)])
def test_the_share_of_noise(path, noise, holding, noisy):
    (given,) = read_given(path, noise)
    kept = [p for p in given.passages if p in ROW["pos"]]
    assert (len(kept), len(given.passages) - len(kept)) == (holding, noisy)
    assert given.case.answerable == (noise < 1)


def test_both_items_have_a_passage_where_there_is_room(path):
    (given,) = read_given(path, 0.4)
    assert given.passages[:2] == ("大桥9月通车。", "2023年通车。")


def test_true_and_spliced_passages_stand_together(path):
    (given,) = read_facts(path)
    assert given.passages[:2] == ("大桥9月通车。", "大桥8月通车。")
    assert len(given.passages) == 6


def test_an_answer_over_given_passages(path):
    (given,) = read_given(path, 1)
    answer, good = answer_given(given, FakeEncoder(), 200)
    assert good == (not answer.answered)


def test_paragraphs_with_those_that_follow(tmp_path):
    paragraphs = [
        {"context": f"甲{n}。答{n}。", "qas": [{"question": f"问{n}", "answers": [{"text": f"答{n}"}]}]}
        for n in range(9)
    ]
    file = tmp_path / "mrc.json"
    file.write_text(json.dumps({"data": [{"paragraphs": paragraphs}]}), encoding="utf-8")
    given = read_given_paragraphs(file, 3)
    assert [g.case.answerable for g in given] == [True, True, False]
    assert given[0].passages == tuple(f"甲{n}。答{n}。" for n in range(5))
    assert given[2].passages[0] == "甲2。"


def test_an_estimate_and_a_paired_difference():
    assert str(estimate([1, 1, 1])) == "1.000 [1.000, 1.000]"
    found = estimate([0, 1] * 50)
    assert found.value == 0.5 and 0.38 < found.low < 0.45 < 0.55 < found.high < 0.62
    gain, p = difference([True] * 6 + [False] * 4, [False] * 6 + [False] * 4)
    assert (gain.value, p) == (0.6, 2 * 0.5**6)
    assert difference([True, False], [True, False])[1] == 1.0

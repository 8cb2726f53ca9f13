import json
import math

from eval.cases import Case
from eval.fitting.perturb import near_misses
from eval.metrics.answers import comparable, is_right, unfounded_numbers
from eval.public.sets import read_mrc, read_rgb, read_rgb_without_answers
from eval.summary import mean


def test_answers_are_compared_without_marks_blanks_and_width():
    assert comparable("共１,２３４ 个[1]") == "共1234个"
    assert is_right("西塔4月[1]中塔5月[2]", [["4月", "四月"], ["5月"]])
    assert not is_right("西塔4月[1]", [["4月"], ["5月"]])
    assert not is_right("很长的一段之后才有4月", [["4月"]], max_chars=5)


def test_numbers_of_two_quotes_are_not_one():
    assert unfounded_numbers("17 | 48[1]2023年[2]", ["17 | 48", "2023年"]) == []
    assert unfounded_numbers("17 | 49[1]2023年[2]", ["17 | 48", "2023年"]) == ["49"]


def test_a_mean_of_nothing_is_seen():
    assert mean([1, 0, 1, 1]) == 3 / 4
    assert math.isnan(mean([]))


def test_rgb_becomes_a_folder_and_cases(tmp_path):
    row = {
        "id": 7,
        "question": "几月",
        "need_all": [["4月"]],
        "pos": ["在4月。"],
        "neg": ["别的。", "别的。"],
    }
    path = tmp_path / "rgb.jsonl"
    path.write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    (case,) = read_rgb(path, tmp_path / "all")
    assert (case.id, case.need_all, case.answerable) == ("7", (("4月",),), True)
    assert sorted(p.read_text(encoding="utf-8") for p in (tmp_path / "all").iterdir()) == [
        "别的。",
        "在4月。",
    ]
    (case,) = read_rgb_without_answers(path, tmp_path / "none")
    assert not case.answerable
    assert [p.read_text(encoding="utf-8") for p in (tmp_path / "none").iterdir()] == ["别的。"]


def test_every_other_paragraph_loses_its_answer(tmp_path):
    def paragraph(text, answer):
        return {"context": text, "qas": [{"question": f"{answer}？", "answers": [{"text": answer}]}]}

    data = {"data": [{"paragraphs": [paragraph("甲一。乙二。", "乙"), paragraph("丙三。丁四。", "丁")]}]}
    path = tmp_path / "set.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    kept, removed = read_mrc(path, tmp_path / "out", 10)
    assert (kept.need_all, removed.category) == ((("乙",),), "sentence_removed")
    assert sorted(p.read_text(encoding="utf-8") for p in (tmp_path / "out").iterdir()) == [
        "丙三。",
        "甲一。乙二。",
    ]


def test_near_misses_differ_in_one_thing():
    cases = [Case("1", "2023年第三批有35个项目吗", (("35",),))]
    assert {c.category: c.question for c in near_misses(cases)} == {
        "year_swapped": "2019年第三批有35个项目吗",
        "number_changed": "2023年第三批有71个项目吗",
        "sibling": "2023年第四批有35个项目吗",
    }

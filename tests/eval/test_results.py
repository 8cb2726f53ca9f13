import json
from dataclasses import replace

import pytest

from eval.cases import Case
from eval.results import digest, read_result, write_result
from index.errors import WenjuError


def test_a_result_comes_back_as_it_was(measured, tmp_path):
    _, found = measured()
    write_result(found, tmp_path / "deep" / "a.json")
    assert read_result(tmp_path / "deep" / "a.json") == found
    assert [p.name for p in (tmp_path / "deep").iterdir()] == ["a.json"]


def test_equal_runs_give_equal_bytes(measured, tmp_path):
    for name in ("a.json", "b.json"):
        write_result(measured()[1], tmp_path / name)
    first, second = ((tmp_path / name).read_bytes() for name in ("a.json", "b.json"))
    assert first == second
    assert b"_ms" not in first


def test_what_is_kept(measured, opened):
    found = measured()[1]
    bridge, parking, none = found.outcomes
    assert found.index.documents == ("bridge.txt", "new.txt", "old.txt", "reprint.txt")
    assert (found.index.encoder, found.index.generation) == ("fake@1", opened.generation)
    assert (bridge.id, bridge.answerable, bridge.good) == ("q1", True, True)
    assert (bridge.measures["accuracy"], bridge.measures["BM25 alone"]) == (1, 1)
    assert parking.category == "number"
    assert (none.answerable, none.answered, none.good) == (False, False, True)
    assert none.measures == {"refused": 1}


def test_an_edited_question_is_another():
    case = Case("q", "西塔何时封顶", (("4月",),), gold=(("a.txt", "西塔4月封顶"),))
    others = [
        replace(case, question="西塔何时封顶？"),
        replace(case, need_all=(("四月",),)),
        replace(case, gold=()),
        replace(case, as_of="2023-01-01"),
    ]
    assert len({digest(c) for c in [case, *others]}) == 5
    assert digest(replace(case, category="date", split="dev")) == digest(case)


def test_an_id_twice_is_no_result(measured, cases):
    with pytest.raises(WenjuError, match="题号重复：q1"):
        measured([*cases, cases[0]])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda stored: [], "不是评测结果"),
        (lambda stored: stored | {"schema": 2}, "格式是 2，本程序需要 1"),
        (lambda stored: {"schema": 1}, "不是评测结果"),
        (lambda stored: stored | {"outcomes": [{"id": "q1"}]}, "不是评测结果"),
        (lambda stored: stored | {"outcomes": [stored["outcomes"][0] | {"measures": {"a": None}}]}, "不是"),
    ],
)
def test_a_file_that_is_none_is_refused(measured, tmp_path, change, said):
    path = tmp_path / "a.json"
    write_result(measured()[1], path)
    path.write_text(json.dumps(change(json.loads(path.read_text(encoding="utf-8")))), encoding="utf-8")
    with pytest.raises(WenjuError, match=f"{said}.*wenju eval --out"):
        read_result(path)


def test_a_file_that_cannot_be_read_or_written_is_named(measured, tmp_path):
    (tmp_path / "text.json").write_text("{", encoding="utf-8")
    for name in ("none.json", "text.json"):
        with pytest.raises(WenjuError, match=name):
            read_result(tmp_path / name)
    with pytest.raises(WenjuError, match=r"text\.json.*--out"):
        write_result(measured()[1], tmp_path / "text.json" / "a.json")

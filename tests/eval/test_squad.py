import json

import pytest

from eval import __main__ as command
from eval.public.measure import measures
from eval.public.sets import read_paragraphs
from eval.public.squad import Asked, measure_reading, read_squad
from index.errors import WenjuError
from tests.fakes import FakeEncoder

BRIDGE = "黄茅海大桥西塔预计今年4月封顶。图书馆周一闭馆。"


def question(text, *answers, **more):
    return {"question": text, "id": text, "answers": [{"text": a, "answer_start": 0} for a in answers]} | more


@pytest.fixture
def path(tmp_path):
    paragraphs = [
        {
            "title": "桥",
            "context": BRIDGE,
            "qas": [
                question(
                    "黄茅海大桥西塔何时封顶", "4月", "4月", "今年4月", is_impossible=False, type="in-domain"
                ),
                # DuReader-checklist gives an empty answer, SQuAD none.
                question("火星基地的面积是多少", "", is_impossible=True),
                question("白石乡的人口是多少", is_impossible=True),
                question("答案没有给出的题"),
            ],
        },
        {"context": "没有问题的段落。", "qas": []},
        {"context": "只有答不出的题。", "qas": [question("几点", is_impossible=True)]},
    ]
    file = tmp_path / "dev.json"
    file.write_text(json.dumps({"data": [{"paragraphs": paragraphs}]}, ensure_ascii=False), encoding="utf-8")
    return file


def test_questions_without_an_answer_are_told_from_those_whose_answer_is_not_given(path):
    first, second = read_squad(path)
    assert first.text == BRIDGE
    assert first.questions == (
        Asked("黄茅海大桥西塔何时封顶", ("4月", "今年4月")),
        Asked("火星基地的面积是多少", ()),
        Asked("白石乡的人口是多少", ()),
    )
    assert second.questions == (Asked("几点", ()),)
    # The other measures ask what has an answer.
    assert list(read_paragraphs(path)) == [(BRIDGE, [("黄茅海大桥西塔何时封顶", ("4月", "今年4月"))])]


def test_answers_and_refusals_are_counted_apart(path):
    answerable, impossible = measure_reading(path, FakeEncoder(), 1)
    assert answerable.startswith("answerable n 1  right 1.000 [1.000, 1.000], refused 0.000")
    assert impossible.startswith("impossible n 2  refused 1.000")
    known = path.with_name("cmrc2018_dev.json")
    path.rename(known)
    assert list(measure_reading(known, FakeEncoder(), 1))[-1].startswith(
        "published, people, on the test half: exact 92.4 %"
    )


@pytest.mark.parametrize("content", ["[]", "{}", '{"data": [{"paragraphs": [{"qas": []}]}]}', "no json"])
def test_another_file_is_named(tmp_path, content):
    file = tmp_path / "other.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(WenjuError, match="other.json 不是 SQuAD 格式"):
        read_squad(file)
    with pytest.raises(WenjuError, match="无法读取"):
        read_squad(tmp_path / "none.json")


def test_sets_are_measured_where_they_exist(path, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(command.SentenceEncoder, "open", lambda model: FakeEncoder())
    monkeypatch.chdir(tmp_path)
    assert {"cmrc", "checklist"} <= set(measures())
    folder = tmp_path / "data" / "dureader_checklist"
    folder.mkdir(parents=True)
    path.rename(folder / "dev.json")
    assert command.main(["measure", "cmrc", "checklist", "--data", str(tmp_path / "data")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("cmrc: skipped, ") and lines[0].endswith("cmrc2018_dev.json is absent")
    assert [line[:21] for line in lines[1:]] == ["checklist: answerable", "checklist: impossible"]
    assert command.main(["squad", str(folder / "dev.json"), "--paragraphs", "1"]) == 0
    assert capsys.readouterr().out.startswith("answerable n 1")

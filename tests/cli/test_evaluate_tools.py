import json

import pytest
from openpyxl import load_workbook

import index.sentence_encoder
from cli.main import main
from tests.fakes import FakeEncoder


@pytest.fixture(autouse=True)
def fake_model(monkeypatch):
    monkeypatch.setattr(index.sentence_encoder.SentenceEncoder, "open", lambda model=None: FakeEncoder())


@pytest.fixture
def evaluate(capsys, index_dir, tmp_path):
    """Run `wenju eval` on the index with a data folder; returns the exit code, what was said, and errors."""

    def run(*arguments):
        given = ["eval", "--index-dir", index_dir, "--data-dir", tmp_path / "data", *arguments]
        try:
            code = main([str(a) for a in given])
        except SystemExit as stop:
            code = stop.code
        out, err = capsys.readouterr()
        return code, out, err

    return run


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_drafts_go_to_the_data_folder_and_are_not_made_twice(evaluate, tmp_path):
    code, out, _ = evaluate("--draft", 2)
    drafts = tmp_path / "data" / "drafts.jsonl"
    assert code == 0 and f"拟了 2 道题，0 道近似而无解的题：{drafts}" in out
    assert [(d["split"], d["proposed"]) for d in lines(drafts)] == [("draft", "sentence")] * 2
    evaluate("--draft", 2)
    ids = [d["id"] for d in lines(drafts)]
    assert len(ids) == len(set(ids)) > 2
    ends = [evaluate("--draft", 50) for _ in range(9)]
    assert (ends[-1][0], "拟不出新的题目" in ends[-1][2]) == (1, True)


def test_a_sheet_goes_round_into_the_questions(evaluate, tmp_path):
    sheet, questions = tmp_path / "草稿.xlsx", tmp_path / "q" / "questions.jsonl"
    evaluate("--draft", 3)
    assert evaluate("--draft", 3, "--to", tmp_path / "a.csv")[0] == 1
    drafts = tmp_path / "data" / "drafts.jsonl"
    waiting = lines(drafts)
    drafts.unlink()
    assert evaluate("--draft", 3, "--to", sheet)[0] == 0
    drafts.write_text("".join(json.dumps(row) + "\n" for row in waiting), encoding="utf-8")
    code, _, err = evaluate("--accept", sheet, "--questions", questions)
    assert (code, "里没有接受的题" in err) == (1, True)
    book = load_workbook(sheet)
    for number in (2, 3):
        book.worksheets[0].cell(number, 1).value = "x"
    book.save(sheet)
    code, out, _ = evaluate("--accept", sheet, "--questions", questions)
    assert code == 0 and "接受了 2 道题（dev " in out
    rows = lines(questions)
    assert {row["split"] for row in rows} <= {"dev", "test"}
    assert [row["id"] for row in lines(drafts)] == [w["id"] for w in waiting[2:]]
    before = questions.read_bytes()
    code, _, err = evaluate("--accept", sheet, "--questions", questions)
    assert code == 1 and err.count("题号已经在题目文件里") == 2 and "一道也没有写入" in err
    assert questions.read_bytes() == before
    assert evaluate("--questions", questions)[0] == 0


def test_options_that_do_not_go_together_are_wrong_usage(evaluate, tmp_path):
    for arguments in (
        ("--to", "a.xlsx"),
        ("--draft", 3, "--accept", "a.xlsx"),
        ("--draft", 0),
        ("--draft", "x"),
    ):
        assert evaluate(*arguments)[0] == 2

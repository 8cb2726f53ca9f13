import json

import pytest
from openpyxl import load_workbook

import index.sentence_encoder
from cli.main import main
from index.errors import WenjuError
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


@pytest.fixture
def questions(tmp_path):
    gold = [{"document": "bridge.txt", "quote": "西塔预计今年4月封顶"}]
    rows = [
        {
            "id": "1",
            "question": "黄茅海大桥西塔何时封顶",
            "need_all": [["4月"]],
            "gold": gold,
            "split": "dev",
        },
        {"id": "2", "question": "火星基地在哪里", "absent": ["火星"], "split": "test"},
    ]
    file = tmp_path / "q.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return file


def test_files_for_other_tools(evaluate, questions, tmp_path):
    code, out, _ = evaluate("--questions", questions, "--beir", tmp_path / "beir")
    assert (code, "写出 1 道题" in out) == (0, True)
    assert (tmp_path / "beir" / "qrels" / "dev.tsv").is_file()
    code, _, err = evaluate("--questions", questions, "--beir", tmp_path / "beir")
    assert (code, "已经存在" in err) == (1, True)
    code, out, err = evaluate("--questions", questions, "--trec", tmp_path / "trec")
    assert code == 0 and "nDCG@10" in out and "写出 1 个要点的排序" in err
    assert len((tmp_path / "trec" / "documents" / "qrels.trec").read_text().splitlines()) == 1


def test_the_legs_of_the_search(evaluate, questions):
    code, out, err = evaluate("--questions", questions, "--ablate")
    assert code == 0 and "python -m eval ablate" in err
    assert [line.split(" | ")[0] for line in out.splitlines()[2:]] == [
        *("| both legs", "| lexical leg", "| dense leg", "| bigrams")
    ]


@pytest.mark.parametrize("tool", [["--ablate"], ["--trec", "runs"]])
def test_the_store_that_is_named_is_asked(evaluate, questions, tool, monkeypatch):
    def engine(options):
        raise WenjuError(f"在 {options.store} 里找")

    monkeypatch.setattr("cli.evaluate_tools.engine_of", engine)
    code, _, err = evaluate("--questions", questions, "--store", "milvus", "--uri", "a.db", *tool)
    assert (code, "在 milvus 里找" in err) == (1, True)


def test_a_sweep_prints_a_table(evaluate, questions, monkeypatch):
    monkeypatch.setattr("eval.sweep.cpu_count", lambda: 1)
    code, out, err = evaluate("--questions", questions, "--sweep", "chunk=100,300", "weight=0,1")
    assert code == 0 and "--split dev" in err
    assert [line.split()[:2] for line in out.splitlines()[1:]] == [
        *(["100", "0"], ["100", "1"], ["300", "0"], ["300", "1"])
    ]
    assert "--split dev" not in evaluate("--questions", questions, "--split", "dev", "--sweep", "weight=0")[2]
    assert evaluate("--questions", questions, "--sweep", "size=3")[0] == 2
    code, _, err = evaluate("--questions", questions.with_name("none.jsonl"), "--sweep", "weight=0")
    assert (code, "无法读取题目文件" in err) == (1, True)


def test_options_that_do_not_go_together_are_wrong_usage(evaluate, tmp_path):
    for arguments in (
        ("--to", "a.xlsx"),
        ("--draft", 3, "--accept", "a.xlsx"),
        ("--draft", 0),
        ("--draft", "x"),
    ):
        assert evaluate(*arguments)[0] == 2

import json
import socket
import threading

import pytest

import index.sentence_encoder
from cli.doctor import _alone, _refuse_outside
from cli.main import main
from cli.serve import _follow
from index.errors import WenjuError
from index.generation import current_generation
from page.reports import last_report
from tests.fakes import FakeEncoder

QUESTION = "黄茅海大桥何时封顶"
SENTENCE = "黄茅海大桥西塔预计今年4月封顶，中塔预计今年5月封顶。"


@pytest.fixture(autouse=True)
def fake_model(monkeypatch):
    monkeypatch.setattr(index.sentence_encoder.SentenceEncoder, "open", lambda model=None: FakeEncoder())


def run(capsysbinary, *arguments):
    try:
        code = main([str(a) for a in arguments])
    except SystemExit as stop:
        code = stop.code
    out, err = capsysbinary.readouterr()
    return code, out, err.decode()


def test_index_reports_every_file(capsysbinary, corpus, tmp_path):
    (corpus / "表.xyz").write_bytes(b"x")
    code, out, _ = run(capsysbinary, "index", corpus, "--index-dir", tmp_path / "i", "--json")
    report = json.loads(out)
    assert code == 0
    assert {f["path"]: f["indexed"] for f in report["files"]} == {
        "bridge.txt": True,
        "new.txt": True,
        "old.txt": True,
        "reprint.txt": True,
        "表.xyz": False,
    }
    assert report["failed"] == 1
    code, out, _ = run(capsysbinary, "index", corpus, "--index-dir", tmp_path / "i")
    assert "新编码 0" in out.decode() and "表.xyz" in out.decode()


def test_ask_prints_the_quote_and_its_place(capsysbinary, index_dir):
    code, out, _ = run(capsysbinary, "ask", QUESTION, "--index-dir", index_dir)
    assert code == 0
    assert out.decode().splitlines()[0] == f"{SENTENCE}[1]"
    assert "bridge.txt" in out.decode() and "另见：reprint.txt" in out.decode()


def test_ask_json_keeps_the_contract(capsysbinary, index_dir):
    _, out, _ = run(capsysbinary, "ask", QUESTION, "--index-dir", index_dir, "--json")
    answer = json.loads(out)
    assert set(answer) == {
        *(
            "id",
            "question",
            "answered",
            "answer",
            "confidence",
            "citations",
            "hits",
            "notes",
            "understood",
            "timings_ms",
        )
    }
    assert set(answer["citations"][0]) >= {
        *("number", "document", "title", "heading", "published", "start", "end", "quote", "page", "status")
    }
    assert set(answer["timings_ms"]) == {"embed", "retrieve", "answer", "total"}
    assert {tuple(sorted(h)) for h in answer["hits"]} == {("document", "end", "score", "start")}


def test_a_reranker_is_a_folder_and_its_budget_a_number(capsysbinary, corpus, index_dir, tmp_path):
    asked = ("ask", QUESTION, "--index-dir", index_dir)
    code, _, err = run(capsysbinary, *asked, "--reranker", tmp_path / "none")
    assert (code, err.count("\n")) == (1, 1)
    assert f"重排模型应是本机文件夹：{tmp_path / 'none'} 不存在" in err
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    code, _, err = run(capsysbinary, "serve", corpus, "--port", free, "--reranker", tmp_path / "none")
    assert (code, "重排模型应是本机文件夹" in err) == (1, True)
    for wrong in ("-1", "快", "1.5"):
        assert run(capsysbinary, *asked, "--rerank-ms", wrong)[0] == 2


def test_show_gives_the_quote_byte_for_byte(capsysbinary, index_dir):
    _, out, _ = run(capsysbinary, "ask", QUESTION, "--index-dir", index_dir, "--json")
    (citation,) = json.loads(out)["citations"]
    place = ("--start", citation["start"], "--end", citation["end"])
    code, out, _ = run(capsysbinary, "show", citation["document"], "--index-dir", index_dir, *place)
    assert (code, out) == (0, SENTENCE.encode())


def test_show_writes_the_whole_text_and_nothing_else(capsysbinary, index_dir, corpus):
    _, out, _ = run(capsysbinary, "show", "old.txt", "--index-dir", index_dir)
    assert out == (corpus / "old.txt").read_bytes()


def test_batch_answers_every_line(capsysbinary, index_dir, tmp_path):
    rows = [
        {"id": "a", "question": QUESTION},
        {"id": "b", "question": "那中塔呢？", "history": [{"question": QUESTION, "answer": "4月"}]},
        {"id": "c", "question": "停车每小时收费多少钱", "as_of": "2022-01-01"},
        {"id": "d", "question": ""},
    ]
    questions, answers = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    questions.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in rows), encoding="utf-8")
    code, _, err = run(capsysbinary, "ask", "--batch", questions, "--out", answers, "--index-dir", index_dir)
    written = [json.loads(line) for line in answers.read_text(encoding="utf-8").splitlines()]
    assert code == 0
    assert [w["id"] for w in written] == ["a", "b", "c", "d"]
    assert written[1]["notes"][0]["kind"] == "rewritten"
    assert {c["document"] for c in written[2]["citations"]} == {"old.txt"}
    assert written[3]["answered"] is False and "问题是空的" in written[3]["error"]
    assert "1 个问题不可用" in err
    assert sorted(p.name for p in tmp_path.glob("out*")) == ["out.jsonl"]


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"id": 1}', '{"question": 3}', '{"question": "x", "as_of": "明天"}']
)
def test_a_bad_line_is_named_and_nothing_written(capsysbinary, index_dir, tmp_path, line):
    questions = tmp_path / "in.jsonl"
    questions.write_text(f'{{"question": "好"}}\n{line}\n', encoding="utf-8")
    code, _, err = run(
        capsysbinary, "ask", "--batch", questions, "--out", tmp_path / "out.jsonl", "--index-dir", index_dir
    )
    assert code == 1
    assert "in.jsonl:2" in err
    assert not list(tmp_path.glob("out*"))


def test_bad_input_is_one_line_without_a_traceback(capsysbinary, index_dir, tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "a.xyz").write_bytes(b"x")
    for arguments, said in [
        (("index", tmp_path / "none"), "找不到语料文件夹"),
        (("index", tmp_path / "empty", "--index-dir", tmp_path / "i"), "是空的"),
        (("index", tmp_path / "other", "--index-dir", tmp_path / "i"), "都无法收录"),
        (("index", tmp_path / "other" / "a.xyz"), "而不是文件"),
        (("ask", "问题", "--index-dir", tmp_path / "none"), "还没有索引"),
        (("ask", " ", "--index-dir", index_dir), "问题是空的"),
        (("ask", "长" * 10_000, "--index-dir", index_dir), "问题太长（10000 字"),
        (("ask", "问题", "--max-chars", "3", "--index-dir", index_dir), "--max-chars"),
        (("show", "没有.txt", "--index-dir", index_dir), "没有这份文件"),
        (("show", "old.txt", "--start", "9", "--end", "3", "--index-dir", index_dir), "不在原文内"),
        (("eval", "--questions", tmp_path / "none.jsonl", "--index-dir", index_dir), "无法读取题目文件"),
        (("model", "import", tmp_path / "other" / "a.xyz"), "model import"),
        (("serve", "--host", "0.0.0.0"), "--auth"),
        (
            ("serve", tmp_path / "corpus", "--port", "50505", "--data-dir", tmp_path / "other" / "a.xyz"),
            "--data-dir",
        ),
    ]:
        code, out, err = run(capsysbinary, *arguments)
        assert (code, out) == (1, b""), arguments
        assert said in err and err.startswith("wenju: ") and err.count("\n") == 1
    assert [p.name for p in (tmp_path / "i").iterdir()] == [".lock"]


def test_an_index_of_another_model_is_refused(capsysbinary, index_dir, monkeypatch):
    monkeypatch.setattr(FakeEncoder, "name", "other@2")
    code, _, err = run(capsysbinary, "ask", QUESTION, "--index-dir", index_dir)
    assert code == 1
    assert "fake@1" in err and "other@2" in err


def test_a_port_in_use_is_said_before_indexing(capsysbinary, corpus, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, _, err = run(capsysbinary, "serve", corpus, "--index-dir", tmp_path / "i", "--port", port)
    assert code == 1
    assert f"端口 {port} 已被占用" in err
    assert not (tmp_path / "i").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["ask"],
        ["ask", "x", "--batch", "y"],
        ["ask", "x", "--as-of", "2023-2-1"],
        ["serve", "--auth", "nobody"],
        ["nope"],
    ],
)
def test_wrong_usage_exits_with_2(capsysbinary, arguments):
    assert run(capsysbinary, *arguments)[0] == 2


def test_help_of_every_command(capsysbinary):
    for command in ("index", "ask", "show", "serve", "eval", "doctor", "model"):
        code, out, _ = run(capsysbinary, command, "--help")
        assert code == 0 and b"usage" in out


def test_eval_prints_a_table(capsysbinary, index_dir, tmp_path):
    rows = [
        {
            "id": "1",
            "category": "date",
            "question": QUESTION,
            "need_all": [["4月"], ["5月"]],
            "answerable": True,
        },
        {"id": "2", "category": "miss", "question": "黄茅海大桥的总投资是多少", "answerable": False},
    ]
    questions = tmp_path / "q.jsonl"
    questions.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in rows), encoding="utf-8")
    asked = ("eval", "--questions", questions, "--index-dir", index_dir)
    code, out, _ = run(capsysbinary, *asked)
    assert code == 0
    assert ["all", "2", "1.000"] in [line.split()[:3] for line in out.decode().splitlines()]
    code, _, err = run(capsysbinary, *asked, "--save", "--data-dir", tmp_path / "data")
    assert (code, "报告已存" in err) == (0, True)
    report = last_report(tmp_path / "data")
    assert report and report.generation.startswith("000001-")
    assert [(r.name, r.questions, r.accuracy, r.refused) for r in report.rows] == [
        ("date", 1, 1.0, None),
        ("miss", 1, None, 1.0),
        ("all", 2, 1.0, 1.0),
    ]


def test_eval_keeps_compares_and_gates(capsysbinary, corpus, index_dir, tmp_path):
    gold = [{"document": "new.txt", "quote": "每小时收费5元"}]
    row = {
        "id": "1",
        "category": "number",
        "question": "停车每小时收费多少",
        "need_all": [["5元"]],
        "gold": gold,
    }
    questions, kept = tmp_path / "q.jsonl", tmp_path / "kept.json"
    questions.write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    asked = ("eval", "--questions", questions, "--index-dir", index_dir)
    code, _, err = run(capsysbinary, *asked, "--gate", kept)
    assert (code, "无法读取评测结果" in err, f"wenju eval --out {kept}" in err) == (1, True, True)
    code, _, err = run(capsysbinary, *asked, "--out", kept)
    assert (code, "结果已存" in err) == (0, True)
    code, out, _ = run(capsysbinary, *asked, "--compare", kept, "--baselines")
    assert (code, "共同的题目 1 道，变好 0 道" in out.decode(), b"BM25 alone" in out) == (0, True, True)
    code, out, _ = run(capsysbinary, *asked, "--gate", kept)
    assert (code, out.decode().splitlines()[-1]) == (0, "通过")
    (corpus / "new.txt").write_text("云溪市停车管理办法\n\n第一条 停车每小时收费６元。\n", encoding="utf-8")
    assert run(capsysbinary, "index", corpus, "--index-dir", index_dir)[0] == 0
    code, out, _ = run(capsysbinary, *asked, "--gate", kept)
    assert code == 1
    assert "  1：依据不是 new.txt 的原文：每小时收费5元" in out.decode().splitlines()


def test_doctor_says_what_is_wrong(capsysbinary, tmp_path):
    code, out, _ = run(capsysbinary, "doctor", "--index-dir", tmp_path / "none")
    assert code == 1
    assert "✗ 索引：这里还没有索引" in out.decode()


def test_doctor_repairs_a_damaged_index(capsysbinary, index_dir, tmp_path):
    asked = ("doctor", "--repair", "--index-dir", index_dir)
    code, out, _ = run(capsysbinary, *asked)
    assert code == 0 and "无需修复" in out.decode()
    folder = current_generation(index_dir)
    (folder / "documents.sqlite").write_bytes(b"damaged")
    code, _, err = run(capsysbinary, "ask", QUESTION, "--index-dir", index_dir)
    assert (code, f"wenju doctor --repair --index-dir {index_dir}" in err) == (1, True)
    code, out, _ = run(capsysbinary, *asked)
    told = out.decode()
    assert code == 0
    assert "documents.sqlite 内容与校验和不符" in told and "新编码 0" in told
    assert f"已隔离：{index_dir / 'quarantine' / folder.name}" in told
    assert run(capsysbinary, "ask", QUESTION, "--index-dir", index_dir)[0] == 0


def test_doctor_falls_back_where_the_corpus_is_gone(capsysbinary, corpus, index_dir):
    first = current_generation(index_dir).name
    (corpus / "old.txt").unlink()
    run(capsysbinary, "index", corpus, "--index-dir", index_dir)
    (current_generation(index_dir) / "twins.npy").unlink()
    corpus.rename(corpus.with_name("elsewhere"))
    code, out, _ = run(capsysbinary, "doctor", "--repair", "--index-dir", index_dir)
    told = out.decode()
    assert code == 1
    assert "✗ 没有重建：找不到语料文件夹" in told and f"暂用较早的一代 {first}" in told
    assert run(capsysbinary, "ask", QUESTION, "--index-dir", index_dir)[0] == 0


def test_doctor_offline_tells_of_an_attempt_that_somebody_hid():
    tried = []
    for event, arguments in (
        ("socket.getaddrinfo", ("localhost.evil.example", 443, 0, 0, 0)),
        ("socket.gethostbyname", (b"hub.example",)),
        ("socket.sendto", (None, ("8.8.8.8", 53))),
    ):
        with pytest.raises(WenjuError, match="访问外网"):
            _refuse_outside(tried, event, arguments)
    _refuse_outside(tried, "socket.connect", (None, ("127.0.0.1", 7860)))
    _refuse_outside(tried, "socket.connect", (None, ("::1", 7860, 0, 0)))
    _refuse_outside(tried, "socket.getaddrinfo", (None, 80, 0, 0, 0))
    assert tried == ["localhost.evil.example", "hub.example", "8.8.8.8"]
    with pytest.raises(WenjuError, match=r"localhost\.evil\.example、hub\.example、8\.8\.8\.8"):
        _alone(tried)
    assert _alone([]) == "检查期间没有任何对外连接"


def test_a_folder_that_cannot_be_watched_is_tried_again(monkeypatch, tmp_path, capsys):
    stop, followed = threading.Event(), []
    begun = iter([OSError(2, "没有这个文件夹"), None])

    def changes(folder, stop):
        if (error := next(begun)) is not None:
            raise error
        yield

    class Library:
        def follow(self):
            followed.append(tmp_path)
            stop.set()

    monkeypatch.setattr("cli.serve.changes", changes)
    monkeypatch.setattr("cli.serve._RETRY", 0.01)
    _follow(tmp_path, Library(), stop)
    assert followed == [tmp_path]
    assert "没有这个文件夹" in capsys.readouterr().err

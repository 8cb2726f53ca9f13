import json

import pytest

import index.sentence_encoder
from cli.main import main
from eval import plot
from page.reports import FOLDER, plots
from tests.fakes import FakeEncoder

QUESTIONS = [
    {"id": "1", "category": "date", "question": "黄茅海大桥何时封顶", "need_all": [["4月"]]},
    {"id": "2", "category": "miss", "question": "黄茅海大桥的总投资是多少"},
]


@pytest.fixture(autouse=True)
def fake_model(monkeypatch):
    monkeypatch.setattr(index.sentence_encoder.SentenceEncoder, "open", lambda model=None: FakeEncoder())


@pytest.fixture
def asked(index_dir, tmp_path):
    lines = [json.dumps(question, ensure_ascii=False) for question in QUESTIONS]
    (tmp_path / "q.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return ["eval", "--questions", str(tmp_path / "q.jsonl"), "--index-dir", str(index_dir)]


def test_a_report_is_a_page(asked, tmp_path, capsys):
    assert main([*asked, "--report", str(tmp_path / "out.html")]) == 0
    assert f"评测报告已写：{tmp_path / 'out.html'}" in capsys.readouterr().err
    page = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>") and "q.jsonl" in page and page.count("<svg") >= 4


@pytest.mark.parametrize("missing", ["library", "folder"])
def test_what_a_report_lacks_is_said_before_questions_are_read(asked, tmp_path, capsys, monkeypatch, missing):
    if missing == "library":
        monkeypatch.setattr(plot, "find_spec", lambda name: None)
    path = tmp_path / "out.html" if missing == "library" else tmp_path / "none" / "out.html"
    assert main([*asked, "--questions", "none.jsonl", "--report", str(path)]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and (".[eval]" if missing == "library" else "--report") in said


def test_a_saved_report_has_its_plots(asked, tmp_path):
    saved = [*asked, "--save", "--data-dir", str(tmp_path / "data")]
    assert main(saved) == 0
    (stem,) = [path.stem for path in (tmp_path / "data" / FOLDER).glob("*.json")]
    assert [plot.path.name for plot in plots(tmp_path / "data")] == [
        *(f"{stem}-{name}.svg" for name in ("categories", "risk-coverage", "calibration", "latency")),
        "reliability.svg",
    ]


def test_without_the_library_a_report_is_saved_without_plots(asked, tmp_path, monkeypatch):
    monkeypatch.setattr(plot, "find_spec", lambda name: None)
    assert main([*asked, "--save", "--data-dir", str(tmp_path / "data")]) == 0
    assert [path.suffix for path in (tmp_path / "data" / FOLDER).iterdir()] == [".json"]

"""The promises of the README with the real model: one process, the command line, no network."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from eval.cases import read_cases
from eval.run import run
from eval.summary import summarise
from index.build import build_index
from index.reader import Index
from index.sentence_encoder import SentenceEncoder
from rag import Chatbot, answer_from_passages

pytestmark = pytest.mark.model
ROOT = Path(__file__).resolve().parents[1]
SEED = ROOT.parent / "shared" / "data" / "seed"
QUESTION = "黄茅海大桥何时封顶"


@pytest.fixture(scope="module")
def encoder():
    return SentenceEncoder.open(None)


@pytest.fixture(scope="module")
def seed(encoder, tmp_path_factory):
    if not SEED.is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"CI must have the development data: {SEED}")
        pytest.skip(f"development data absent: {SEED}")
    index_dir = tmp_path_factory.mktemp("seed")
    build_index(SEED, index_dir, encoder)
    return Chatbot(Index.open(index_dir, encoder.name), encoder)


def test_the_first_question(seed):
    answer = seed.ask(QUESTION)
    assert answer.answered
    assert len(answer.citations) == 1
    assert all(part in answer.text for part in ("西塔", "4月", "中塔", "5月"))
    assert not seed.ask("黄茅海大桥的总投资").answered


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("王彬的办公电话是多少", "水利局办公室王芳，办公电话0750-3328801。"),
        ("陈晓娟的联系电话是多少", "水利局联系人陈晓明，联系电话0750-3328801。"),
        ("黄志超什么时候退休", "黄志坚2023年3月退休。"),
        ("李彪的处分是什么", "李明受到党内警告处分。"),
        ("云溪市中医院规划多少张床位", "云溪市中心医院规划床位800张。"),
    ],
)
def test_what_is_said_of_another_is_never_quoted(encoder, question, told):
    assert not answer_from_passages(question, [told], encoder).answered


@pytest.mark.parametrize("cap", [120, 200])
def test_the_seed_page(seed, cap):
    cases = read_cases(ROOT / "eval" / "seed_questions.jsonl")
    summary = summarise("seed", run(seed, cases, cap))
    assert summary.questions == 37
    assert summary.mean("accuracy") * 25 >= 24
    assert summary.mean("refusal recall") * 12 >= 10
    assert summary.mean("exact") == 1.0


def test_the_sample_corpus(encoder, tmp_path):
    report = build_index(ROOT / "corpus", tmp_path, encoder)
    assert (report.documents, report.failures) == (66, ())
    chatbot = Chatbot(Index.open(tmp_path, encoder.name), encoder)
    cases = [c for c in read_cases(ROOT / "eval" / "questions.jsonl") if c.split == "test"]
    summary = summarise("corpus", run(chatbot, cases, 200))
    # .75 and .71 when this was written: a fall below means that somebody made it worse.
    assert summary.mean("accuracy") >= 0.70
    assert summary.mean("refusal recall") >= 0.65
    assert summary.mean("exact") == summary.mean("numbers") == summary.mean("whole") == 1.0


GUARD = """
import sys
def _guard(event, arguments):
    host = None
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    if host is not None and not str(host).startswith(("127.", "::1", "localhost")):
        sys.stderr.write(f"OUTSIDE {host}\\n")
        raise OSError(f"outside: {host}")
sys.addaudithook(_guard)
"""


def test_the_command_line_end_to_end_without_a_network(tmp_path):
    (tmp_path / "guard").mkdir()
    (tmp_path / "guard" / "sitecustomize.py").write_text(GUARD, encoding="utf-8")
    shutil.copytree(ROOT / "corpus" / "news", tmp_path / "news")
    environment = os.environ | {
        "PYTHONPATH": f"{tmp_path / 'guard'}{os.pathsep}{ROOT}",
        "HF_HUB_OFFLINE": "1",
    }

    def wenju(*arguments: str) -> bytes:
        command = [sys.executable, "-m", "cli.main", *arguments, "--index-dir", str(tmp_path / "index")]
        done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, check=False)
        assert b"OUTSIDE" not in done.stderr
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout

    assert json.loads(wenju("index", "news", "--json"))["failed"] == 0
    answer = json.loads(wenju("ask", QUESTION, "--json"))
    assert answer["answered"]
    assert all(part in answer["answer"] for part in ("西塔", "4月", "中塔", "5月"))
    first = answer["citations"][0]
    place = ("--start", str(first["start"]), "--end", str(first["end"]))
    assert wenju("show", first["document"], *place) == first["quote"].encode()
    assert not json.loads(wenju("ask", "黄茅海大桥的总投资", "--json"))["answered"]

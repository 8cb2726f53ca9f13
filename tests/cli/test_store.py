import json
import re
import sys

import pytest

from index.extras import installing
from index.generation import current_generation
from index.manifest import read_manifest
from tests.cli.test_commands import QUESTION, SENTENCE, fake_model, run

__all__ = ["fake_model"]


@pytest.fixture
def stored(capsysbinary, corpus, tmp_path, monkeypatch):
    """Index folder whose passages are in a file of milvus-lite, named relative to the current folder."""
    monkeypatch.chdir(tmp_path)
    where = ("--index-dir", tmp_path / "i", "--store", "milvus", "--uri", "store.db")
    code, _, err = run(capsysbinary, "index", corpus, *where)
    assert (code, err) == (0, "")
    return tmp_path / "i"


def test_index_and_ask_by_milvus(capsysbinary, stored, tmp_path, monkeypatch):
    assert read_manifest(current_generation(stored)).store["uri"] == str(tmp_path / "store.db")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    code, out, _ = run(capsysbinary, "ask", QUESTION, "--index-dir", stored, "--store", "milvus", "--json")
    answer = json.loads(out)
    assert (code, answer["answer"]) == (0, f"{SENTENCE}[1]")


def test_an_index_in_milvus_is_not_taken_for_an_embedded_one(capsysbinary, stored):
    code, out, err = run(capsysbinary, "ask", QUESTION, "--index-dir", stored)
    assert (code, out) == (1, b"")
    assert "--store milvus" in err and "wenju index" in err and len(err.splitlines()) == 1


def test_an_embedded_index_is_not_looked_for_in_milvus(capsysbinary, index_dir, tmp_path):
    where = ("--index-dir", index_dir, "--store", "milvus")
    code, _, err = run(capsysbinary, "ask", QUESTION, *where, "--uri", tmp_path / "store.db")
    assert code == 1 and "不在 Milvus，请去掉 --store milvus" in err
    code, _, err = run(capsysbinary, "ask", QUESTION, *where)
    assert code == 1 and "请用 --uri 给出 Milvus 的地址" in err


@pytest.mark.parametrize(
    ("uri", "reason"),
    [
        ("http://root:secret@127.0.0.1:19530", "不要写口令.*WENJU_MILVUS_TOKEN"),
        ("127.0.0.1:19530", "--uri 应是.*'127.0.0.1:19530'"),
        ("没有/a.db", "--uri 应是.*已有文件夹"),
    ],
)
def test_an_address_that_is_none_is_refused(capsysbinary, corpus, tmp_path, monkeypatch, uri, reason):
    monkeypatch.chdir(tmp_path)
    where = ("--index-dir", tmp_path / "i", "--store", "milvus", "--uri", uri)
    code, _, err = run(capsysbinary, "index", corpus, *where)
    assert code == 1
    assert re.search(reason, err)


def test_an_address_without_milvus_is_refused(capsysbinary, corpus, tmp_path):
    code, _, err = run(capsysbinary, "index", corpus, "--index-dir", tmp_path / "i", "--uri", "a.db")
    assert (code, err) == (1, "wenju: --uri a.db 要与 --store milvus 同用\n")


def test_a_server_that_is_down_is_one_line(capsysbinary, corpus, tmp_path):
    where = ("--index-dir", tmp_path / "i", "--store", "milvus", "--uri", "http://127.0.0.1:9")
    code, out, err = run(capsysbinary, "index", corpus, *where)
    assert (code, out, len(err.splitlines())) == (1, b"", 1)
    assert "Milvus（http://127.0.0.1:9）没有应答" in err and "--uri" in err


def test_without_the_client_the_command_that_installs_it_is_named(
    capsysbinary, corpus, tmp_path, monkeypatch
):
    for name in [n for n in sys.modules if n.startswith("index.milvus.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    where = ("--index-dir", tmp_path / "i", "--store", "milvus", "--uri", tmp_path / "a.db")
    code, _, err = run(capsysbinary, "index", corpus, *where)
    assert (code, err) == (
        1,
        f"wenju: 没有安装 Milvus 的客户端，请在项目文件夹里运行：{installing('milvus')}\n",
    )


def test_doctor_looks_at_the_server(capsysbinary, stored, tmp_path):
    where = ("--index-dir", stored, "--store", "milvus")
    _, out, _ = run(capsysbinary, "doctor", *where)
    assert re.search(r"✓ Milvus：wenju_\w+ 完好：8 个段落", out.decode())
    code, out, _ = run(capsysbinary, "doctor", *where, "--uri", "http://127.0.0.1:9")
    assert code == 1 and "✗ Milvus：Milvus（http://127.0.0.1:9）没有应答" in out.decode()


def test_serve_takes_the_store(capsysbinary, corpus, tmp_path, monkeypatch):
    served = []
    monkeypatch.setattr("app.serve", lambda live, *_, **__: served.append(live.ask(QUESTION).text))
    where = ("--index-dir", tmp_path / "i", "--data-dir", tmp_path / "d", "--store", "milvus")
    code, _, err = run(capsysbinary, "serve", corpus, *where, "--uri", tmp_path / "s.db", "--no-browser")
    assert (code, served) == (0, [f"{SENTENCE}[1]"]), err
    assert read_manifest(current_generation(tmp_path / "i")).store["kind"] == "milvus"


def test_doctor_repairs_what_is_in_milvus(capsysbinary, stored):
    (current_generation(stored) / "twins.npy").write_bytes(b"damaged")
    code, _, err = run(capsysbinary, "doctor", "--repair", "--index-dir", stored)
    assert code == 1 and "--store milvus" in err
    code, _, err = run(capsysbinary, "doctor", "--repair", "--index-dir", stored, "--store", "milvus")
    assert (code, read_manifest(current_generation(stored)).store["kind"]) == (0, "milvus"), err

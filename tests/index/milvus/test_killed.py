"""A server that is killed and started again: what was acknowledged is still there."""

import numpy as np
import pytest

from index.errors import IndexUnusableError
from index.milvus.server import Server
from tests.index.milvus.backends import MilvusBackend, lite_process
from tests.index.milvus.test_stores import QUERY, TEXTS, passages, ranked


@pytest.fixture(params=["lite server", "Milvus 2.3.5"])
def process(request, backends):
    return backends.process(request.param)


def test_a_killed_server_comes_back_with_all_that_it_acknowledged(process, tmp_path):
    backend, given = MilvusBackend(process.uri, tmp_path), passages()
    sealed = backend.dense(given)
    name = backend.name()
    backend.server.create(name, 4, len(TEXTS), sparse=False)
    backend.server.upsert(name, backend.rows(given, None))  # acknowledged, not sealed

    process.kill()
    with pytest.raises(IndexUnusableError, match=rf"Milvus（{process.uri}）没有应答.*--uri"):
        sealed.search(QUERY, 5)
    with pytest.raises(IndexUnusableError, match="没有应答"):
        Server(process.uri)

    process.start()
    assert sealed.search(QUERY, 12)[0].tolist() == ranked(given.vectors)[0]
    assert sealed.scores(QUERY, np.array([3])).tolist() == [(given.vectors @ QUERY)[3]]
    assert backend.server.count(name) == len(TEXTS)
    backend.clear()


def test_terms_are_found_again_after_a_kill(tmp_path):
    with lite_process(tmp_path / "data") as process:
        backend = MilvusBackend(process.uri, tmp_path)
        lexical = backend.lexical(passages())
        before = [found.tolist() for found in lexical.search("云溪市人才补贴", 10)]
        process.kill()
        process.start()
        assert [found.tolist() for found in lexical.search("云溪市人才补贴", 10)] == before != [[], []]
        backend.clear()


def test_a_file_that_another_process_uses_is_refused(tmp_path):
    refused = pytest.raises(IndexUnusableError, match=r"无法使用 .*a\.db.*另一个 wenju 占用")
    with lite_process(tmp_path / "a.db"), refused:
        Server(str(tmp_path / "a.db"))

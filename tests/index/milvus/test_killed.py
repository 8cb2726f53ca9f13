"""A server that is killed and started again: what was acknowledged is still there."""

import numpy as np
import pytest

from index.errors import IndexUnusableError
from index.milvus.server import Server
from tests.index.milvus.backends import MilvusBackend, lite_process
from tests.index.milvus.test_stores import QUERY, TEXTS, passages, ranked


def test_a_killed_server_comes_back_with_all_that_it_acknowledged(tmp_path):
    with lite_process(tmp_path / "data") as process:
        backend = MilvusBackend(process.uri, tmp_path)
        given = passages()
        dense, lexical = backend.dense(given), backend.lexical(given)
        before = [found.tolist() for found in lexical.search("云溪市人才补贴", 10)]
        name = backend.name()
        backend.server.create(name, 4, len(TEXTS), sparse=False)
        backend.server.upsert(name, backend.rows(given, None))  # acknowledged, not sealed

        process.kill()
        with pytest.raises(IndexUnusableError, match=rf"Milvus（{process.uri}）没有应答.*--uri"):
            dense.search(QUERY, 5)
        with pytest.raises(IndexUnusableError, match="没有应答"):
            Server(process.uri)

        process.start()
        assert dense.search(QUERY, 12)[0].tolist() == ranked(given.vectors)[0]
        assert [found.tolist() for found in lexical.search("云溪市人才补贴", 10)] == before
        assert dense.scores(QUERY, np.array([3])).tolist() == [(given.vectors @ QUERY)[3]]
        assert backend.server.count(name) == len(TEXTS)
        backend.clear()

"""Past `EXACT` passages a graph is searched, which may miss some."""

import numpy as np
import pytest

import index.milvus.server
from index.milvus.server import DENSE
from index.within import NEVER, Fields, Where, Within
from tests.index.milvus.backends import Passages

COUNT, TOP = 2000, 50


def index_type(backend):
    return backend.server._client.describe_index(backend.latest, DENSE)["index_type"]


@pytest.fixture
def given():
    random = np.random.default_rng(5)
    vectors = random.standard_normal((COUNT, 32)).astype(np.float32)
    fields = [Fields(n, 20230101 + n % 2, NEVER, NEVER, NEVER, "", "", "") for n in range(COUNT)]
    return Passages(vectors, ["文"] * COUNT, fields)


def test_a_graph_finds_nearly_all_and_scores_them_exactly(milvus_backend, given, monkeypatch):
    monkeypatch.setattr(index.milvus.server, "EXACT", COUNT - 1)
    store = milvus_backend.dense(given)
    assert index_type(milvus_backend) == "HNSW"
    queries = np.random.default_rng(6).standard_normal((20, 32)).astype(np.float32)
    found = [store.search(query, TOP) for query in queries]
    best = [np.argsort(-(given.vectors @ query))[:TOP] for query in queries]
    assert np.mean([len(np.intersect1d(f[0], b)) / TOP for f, b in zip(found, best, strict=True)]) >= 0.95
    for query, (ids, scores) in zip(queries, found, strict=True):
        np.testing.assert_allclose(scores, given.vectors[ids] @ query, rtol=1e-4)
    inside = Within(None, Where(until="2023-01-01"))
    assert {int(i) % 2 for i in store.search(queries[0], TOP, inside)[0]} == {0}


def test_few_passages_are_scanned(milvus_backend, given):
    milvus_backend.dense(given)
    assert index_type(milvus_backend) == "FLAT"

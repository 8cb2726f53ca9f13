import faiss
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import IndexUnusableError
from index.vectors import FlatStore, settled
from tests.index.texts import PROPERTY

# Small whole numbers: every dot product is exact in float32, whatever the order of its sum.
WHOLE = st.integers(-9, 9)
ROWS = st.integers(1, 5).flatmap(
    lambda d: st.tuples(
        st.lists(st.lists(WHOLE, min_size=d, max_size=d), min_size=1, max_size=30),
        st.lists(WHOLE, min_size=d, max_size=d),
    )
)


def arrays(case):
    return np.array(case[0], dtype=np.float32), np.array(case[1], dtype=np.float32)


def ranked(vectors, query):
    scores = vectors @ query
    order = np.lexsort((np.arange(len(scores)), -scores))
    return order.tolist(), scores[order].tolist()


@PROPERTY
@given(ROWS)
def test_the_whole_store_is_ranked_as_numpy_ranks_it(case):
    vectors, query = arrays(case)
    ids, scores = FlatStore.build(vectors).search(query, len(vectors) + 3)
    assert (ids.tolist(), scores.tolist()) == ranked(vectors, query)


@PROPERTY
@given(ROWS, st.integers(1, 30))
def test_the_best_are_the_best_by_numpy(case, top_k):
    vectors, query = arrays(case)
    ids, scores = FlatStore.build(vectors).search(query, top_k)
    assert scores.tolist() == ranked(vectors, query)[1][:top_k]
    assert (vectors @ query)[ids].tolist() == scores.tolist()
    pairs = list(zip((-scores).tolist(), ids.tolist(), strict=True))
    assert pairs == sorted(set(pairs))


@PROPERTY
@given(ROWS)
def test_scores_of_named_vectors(case):
    vectors, query = arrays(case)
    ids = np.arange(len(vectors))[::-1].copy()
    assert FlatStore.build(vectors).scores(query, ids).tolist() == (vectors @ query)[ids].tolist()


def test_long_vectors_are_not_normalised():
    vectors = np.array([[3, 4], [30, 40], [-3, -4]], dtype=np.float32)
    ids, scores = FlatStore.build(vectors).search(np.array([3, 4], dtype=np.float32), 3)
    assert (ids.tolist(), scores.tolist()) == ([1, 0, 2], [250.0, 25.0, -25.0])


def test_real_vectors_agree_with_numpy():
    random = np.random.default_rng(7)
    vectors = random.normal(size=(300, 64)).astype(np.float32)
    query = random.normal(size=64).astype(np.float32)
    ids, scores = FlatStore.build(vectors).search(query, 20)
    assert ids.tolist() == ranked(vectors, query)[0][:20]
    np.testing.assert_allclose(scores, vectors[ids] @ query, rtol=1e-5)


def test_no_ids_no_scores():
    store = FlatStore.build(np.eye(2, dtype=np.float32))
    assert store.scores(np.ones(2, dtype=np.float32), np.empty(0, dtype=np.int64)).tolist() == []


def test_a_saved_store_is_the_same_store(tmp_path):
    vectors = np.array([[1, 2, 3], [4, 5, 6]], dtype=np.float32)
    FlatStore.build(vectors).save(tmp_path / "v.faiss")
    store = FlatStore.open(tmp_path / "v.faiss")
    assert (len(store), store.dimensions) == (2, 3)
    assert store.vectors().tolist() == vectors.tolist()


@pytest.mark.parametrize("data", [b"", b"IxM2", b"\0" * 200])
def test_a_damaged_file_is_refused(tmp_path, data):
    (tmp_path / "v.faiss").write_bytes(data)
    with pytest.raises(IndexUnusableError, match="已损坏：.*v.faiss.*wenju index"):
        FlatStore.open(tmp_path / "v.faiss")


def test_a_cut_file_is_refused(tmp_path):
    FlatStore.build(np.eye(8, dtype=np.float32)).save(tmp_path / "v.faiss")
    data = (tmp_path / "v.faiss").read_bytes()
    (tmp_path / "v.faiss").write_bytes(data[:-9])
    with pytest.raises(IndexUnusableError, match="已损坏"):
        FlatStore.open(tmp_path / "v.faiss")


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(IndexUnusableError):
        FlatStore.open(tmp_path / "v.faiss")


def test_a_store_of_another_kind_is_refused(tmp_path):
    faiss.write_index(faiss.IndexFlatL2(2), str(tmp_path / "v.faiss"))
    with pytest.raises(IndexUnusableError, match="不是本程序写的"):
        FlatStore.open(tmp_path / "v.faiss")


def test_a_tie_at_the_cut_keeps_the_lower_id():
    store = FlatStore.build(np.array([[1, 0], [1, 0], [2, 0]], dtype=np.float32))
    assert store.search(np.array([1, 0], dtype=np.float32), 2)[0].tolist() == [2, 0]


def test_none_of_the_best_is_none():
    ids, _ = FlatStore.build(np.eye(2, dtype=np.float32)).search(np.ones(2, dtype=np.float32), 0)
    assert ids.tolist() == []


@PROPERTY
@given(ROWS, st.integers(0, 30))
def test_the_cut_is_that_of_numpy(case, top_k):
    vectors, query = arrays(case)
    ids, scores = FlatStore.build(vectors).search(query, top_k)
    expected = ranked(vectors, query)
    assert (ids.tolist(), scores.tolist()) == (expected[0][:top_k], expected[1][:top_k])


def test_an_empty_store_has_no_best():
    store = FlatStore.build(np.empty((0, 2), dtype=np.float32))
    assert store.search(np.ones(2, dtype=np.float32), 3)[0].tolist() == []


def test_equal_scores_at_the_cut_are_settled_by_number_whatever_the_engine_keeps():
    every = np.array([3, 1, 1, 1, 1, 1, 1, 2], dtype=np.float32)

    def latest_first(wanted):
        order = np.lexsort((-np.arange(8), -every))[:wanted]
        return order, every[order]

    ids, scores = settled(latest_first, 4, 8)
    assert (ids.tolist(), scores.tolist()) == ([0, 7, 1, 2], [3, 2, 1, 1])

import faiss
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import IndexUnusableError
from index.vectors import FlatStore, QuantisedStore, open_vectors, settled, write_vectors
from index.within import Where, Within
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


def many(rows=2000, dimensions=32):
    random = np.random.default_rng(3)
    vectors = random.normal(size=(rows, dimensions)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_copies_of_eight_bits_find_the_neighbours_with_their_true_scores(tmp_path):
    vectors = many()
    write_vectors(tmp_path / "v.faiss", vectors, quantised_from=2000)
    store = open_vectors(tmp_path / "v.faiss")
    assert (type(store), len(store), store.dimensions) == (QuantisedStore, 2000, 32)
    found = 0
    for query in many(50)[:, ::-1].copy():
        ids, scores = store.search(query, 10)
        np.testing.assert_allclose(scores, vectors[ids] @ query, rtol=1e-5)
        assert sorted(scores.tolist(), reverse=True) == scores.tolist()
        found += len({*ids.tolist()} & {*ranked(vectors, query)[0][:10]})
    assert found >= 0.99 * 500
    np.testing.assert_allclose(store.scores(query, ids), scores, rtol=1e-5)


def test_a_search_within_some_is_exact_over_them(tmp_path):
    vectors = many()
    write_vectors(tmp_path / "v.faiss", vectors, quantised_from=2000)
    numbers = (3, 1999, 70, 500)
    inside = Within(tuple(sorted(numbers)), Where())
    for store in (open_vectors(tmp_path / "v.faiss"), FlatStore.open(tmp_path / "v.faiss")):
        ids, scores = store.search(vectors[70], 2, inside)
        assert ids[0] == 70 and {*ids.tolist()} <= {*numbers}
        np.testing.assert_allclose(scores, vectors[ids] @ vectors[70], rtol=1e-5)
        assert len(store.search(vectors[70], 2, Within((), Where()))[0]) == 0


def test_few_vectors_have_no_copies(tmp_path):
    write_vectors(tmp_path / "v.faiss", many(100), quantised_from=101)
    assert [path.name for path in tmp_path.iterdir()] == ["v.faiss"]
    assert type(open_vectors(tmp_path / "v.faiss")) is FlatStore


def test_copies_of_other_vectors_are_refused(tmp_path):
    write_vectors(tmp_path / "v.faiss", many(100), quantised_from=100)
    write_vectors(tmp_path / "w.faiss", many(90), quantised_from=100)
    (tmp_path / "v.8bit.faiss").replace(tmp_path / "w.8bit.faiss")
    with pytest.raises(IndexUnusableError, match="w.8bit.faiss"):
        open_vectors(tmp_path / "w.faiss")


@pytest.mark.parametrize("kind", [FlatStore, QuantisedStore])
def test_nothing_can_be_added_to_a_store(kind):
    names = {name for name in dir(kind) if not name.startswith("_")}
    assert names <= {"build", "open", "save", "dimensions", "search", "scores", "rows", "vectors"}


def test_an_index_of_before_is_read(tmp_path):
    vectors = many(20)
    old = faiss.IndexIDMap2(faiss.IndexFlatIP(32))
    old.add_with_ids(vectors, np.arange(20))
    faiss.write_index(old, str(tmp_path / "v.faiss"))
    del old
    store = FlatStore.open(tmp_path / "v.faiss")
    assert store.vectors().tolist() == vectors.tolist()
    assert store.search(vectors[7], 1)[0].tolist() == [7]

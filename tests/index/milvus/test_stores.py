"""What every store must do alike: the embedded one, milvus-lite, a Milvus server."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from index.milvus.stores import MilvusVectors
from index.within import NEVER, Fields, Where, Within
from tests.index.milvus.backends import EmbeddedBackend, Passages

TEXTS = [
    "云溪市人才安居补贴办法",
    "云溪市停车办法",
    "补贴补贴，发放标准2.5%",
    "臺灣青年ＧＤＰ a b",
    "——",
    "人才补贴" * 30 + "停车收费标准由市发展改革部门会同有关部门制定，并向社会公布。" * 6,
    *["本办法自公布之日起施行"] * 6,
]
QUESTIONS = ["补贴", "停车办法", "台湾", "gdp是多少", "云溪市人才补贴标准是多少", "2.5%", "a", "施行"]
NOTHING = Fields(0, 0, NEVER, NEVER, NEVER, "", "", "")
FIELDS = [
    replace(NOTHING, document=0, published=20230129, effective=20230201, source="云溪日报", folder="新闻/"),
    replace(NOTHING, document=1, published=20190501, effective=20190601, replaced=20230401, issuer="市府"),
    replace(NOTHING, document=2, published=20230301, effective=20230401, expires=20250331, issuer="市府"),
    replace(NOTHING, document=3, source='引"号\\'),
    replace(NOTHING, document=4, published=20221231, effective=20230101, replaced=0),
    replace(NOTHING, document=5, published=20240101),
    *[replace(NOTHING, document=6)] * 6,
]
# Where, and the passages that are inside.
CONDITIONS = [
    (Where(sources=("云溪日报",)), [0]),
    (Where(sources=("市府", "新闻/")), [0, 1, 2]),
    (Where(sources=('引"号\\',)), [3]),
    (Where(years=("2023",)), [0, 2]),
    (Where(years=("2019", "2024")), [1, 5]),
    (Where(until="2023-01-29"), [0, 1, 3, 4, 6, 7, 8, 9, 10, 11]),
    (Where(in_force_on="2023-03-31"), [0, 1]),
    (Where(in_force_on="2023-04-01"), [0, 2]),
    (Where(in_force_on="2025-04-01"), [0]),
    (Where(sources=("市府",), years=("2023",), in_force_on="2024-01-01"), [2]),
]


def within(where, numbers):
    return Within(tuple(numbers), where)


def passages(texts=TEXTS):
    # Small whole numbers: every dot product is exact in float32. Some are equal, none is of length 1.
    random = np.random.default_rng(3)
    vectors = random.integers(-4, 5, (len(texts), 4)).astype(np.float32)
    vectors[-5:] = vectors[-6]
    return Passages(vectors, texts, FIELDS[: len(texts)])


QUERY = np.array([2, -1, 3, 1], np.float32)


def ranked(vectors, numbers=None):
    scores = vectors @ QUERY
    numbers = np.arange(len(vectors)) if numbers is None else np.array(numbers)
    order = numbers[np.lexsort((numbers, -scores[numbers]))]
    return order.tolist(), scores[order].tolist()


@pytest.fixture(scope="module")
def filled(backends):
    """Stores over the passages, each filled once."""
    made = {}

    def get(backend, leg):
        if (id(backend), leg) not in made:
            made[id(backend), leg] = getattr(backend, leg)(passages())
        return made[id(backend), leg]

    return get


@pytest.fixture
def dense(dense_backend, filled):
    return filled(dense_backend, "dense")


@pytest.fixture
def lexical(lexical_backend, filled):
    return filled(lexical_backend, "lexical")


@pytest.fixture
def reference(backends, filled):
    return filled(backends("embedded"), "lexical")


@pytest.mark.parametrize("top_k", [1, 3, 7, 8, 12, 40])
def test_the_nearest_are_those_of_numpy_equal_ones_by_number(dense, top_k):
    ids, scores = dense.search(QUERY, top_k)
    expected = ranked(passages().vectors)
    assert (ids.tolist(), scores.tolist()) == (expected[0][:top_k], expected[1][:top_k])


def test_none_of_the_nearest_is_none(dense):
    assert [found.tolist() for found in dense.search(QUERY, 0)] == [[], []]
    assert len(dense) == len(TEXTS)


def test_scores_of_named_vectors_in_the_order_of_their_names(dense):
    ids = np.array([7, 0, 11, 5])
    assert dense.scores(QUERY, ids).tolist() == (passages().vectors @ QUERY)[ids].tolist()
    assert dense.scores(QUERY, np.empty(0, np.int64)).tolist() == []


@pytest.mark.parametrize(("where", "numbers"), CONDITIONS)
def test_the_nearest_of_those_inside(dense, where, numbers):
    ids, scores = dense.search(QUERY, 5, within(where, numbers))
    expected = ranked(passages().vectors, numbers)
    assert (ids.tolist(), scores.tolist()) == (expected[0][:5], expected[1][:5])


NOTHING_INSIDE = within(Where(sources=("没有",)), [])


def test_nothing_inside_nothing_near(dense):
    assert dense.search(QUERY, 5, NOTHING_INSIDE)[0].tolist() == []
    assert dense.search(QUERY, 5, within(Where(), []))[0].tolist() == []


def test_nothing_inside_no_terms(lexical):
    assert lexical.search("补贴", 5, within=NOTHING_INSIDE)[0].tolist() == []
    assert lexical.search("补贴", 5, within=within(Where(), []))[0].tolist() == []


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("bigram_weight", [2.0, 0.5, 0.0])
def test_terms_are_scored_as_by_the_embedded_engine(lexical, reference, question, bigram_weight):
    ids, scores = lexical.search(question, 10, bigram_weight)
    expected = reference.search(question, 10, bigram_weight)
    assert ids.tolist() == expected[0].tolist() != []
    np.testing.assert_allclose(scores, expected[1], rtol=1e-5)


@pytest.mark.parametrize("question", ["", "，。！", "鲸鱼", "🙂"])
def test_a_question_without_known_terms_finds_nothing(lexical, question):
    assert [found.tolist() for found in lexical.search(question, 10)] == [[], []]


def test_equal_passages_are_cut_by_number(lexical):
    assert lexical.search("公布施行", 3)[0].tolist() == [6, 7, 8]
    assert lexical.search("补贴", 0)[0].tolist() == []


def test_every_passage_counts_even_one_without_terms(lexical):
    assert len(lexical) == len(TEXTS)


def test_passages_that_hold_a_bigram(lexical):
    assert lexical.frequencies(["云溪", "补贴", "台湾", "2.5%", "臺灣", "鲸鱼"]) == [2, 3, 1, 1, 0, 0]


@pytest.mark.parametrize(("where", "numbers"), CONDITIONS)
def test_terms_are_sought_inside_alone(lexical, reference, where, numbers):
    everywhere = reference.search("云溪市补贴办法施行台湾", 20)[0].tolist()
    found = lexical.search("云溪市补贴办法施行台湾", 20, within=within(where, numbers))[0].tolist()
    assert found == [n for n in everywhere if n in numbers]


def test_most_passages_are_told_by_their_fields_alone(dense_backend, filled):
    where, numbers = CONDITIONS[5]
    ids = filled(dense_backend, "dense").search(QUERY, 20, Within(None, where))[0].tolist()
    is_embedded = isinstance(dense_backend, EmbeddedBackend)
    assert ids == ranked(passages().vectors, None if is_embedded else numbers)[0]


def test_storing_again_changes_nothing_and_a_changed_row_takes_the_place_of_the_old(milvus_backend):
    server, name, given = milvus_backend.server, milvus_backend.name(), passages()
    rows = milvus_backend.rows(given, None)
    server.create(name, 4, len(rows), sparse=False)
    for _ in range(2):
        server.upsert(name, rows[:8])
    server.seal(name)
    server.upsert(name, rows[4:])
    server.seal(name)
    store = MilvusVectors(server, name, len(rows))
    assert server.count(name) == len(rows)
    assert store.search(QUERY, 12)[0].tolist() == ranked(given.vectors)[0]
    server.upsert(name, [replace(rows[3], dense=100 * QUERY)])
    server.seal(name)
    assert server.count(name) == len(rows)
    assert store.search(QUERY, 1)[0].tolist() == [3]


def test_an_alias_moves_from_one_collection_to_the_next(milvus_backend):
    server, first, second, alias = milvus_backend.server, *(milvus_backend.name() for _ in range(3))
    for name in (first, second):
        server.create(name, 4, 12, sparse=False)
    assert server.pointed(alias) is None
    for name in (first, first, second):
        server.point(alias, name)
        assert server.pointed(alias) == name
    server.drop(first)
    assert first not in server.collections()
    server.drop(second)
    assert server.pointed(alias) is None
    server.drop(second)

import shutil

import numpy as np
import pytest

from index.build import build_index, unchanged
from index.embed import PASSAGES
from index.engine import EMBEDDED
from index.errors import IndexUnusableError
from index.generation import current_generation
from index.manifest import read_manifest
from index.milvus.engine import STAGE, Milvus
from index.milvus.made import Made
from index.milvus.server import Server
from index.reader import Index
from rag import Chatbot
from rag.scope import Scope
from tests.conftest import BRIDGE, NEW_RULES, OLD_RULES, write
from tests.fakes import FakeEncoder

ENCODER = FakeEncoder()
ASKED = [
    ("黄茅海大桥何时封顶", None, None),
    ("临时泊位停车每小时收费多少元", None, None),
    ("临时泊位停车每小时收费多少元", "2020-01-01", None),
    ("云府规〔2019〕3号第一条怎么规定", None, None),
    ("临时泊位停车每小时收费多少元", None, Scope(years=("2019",))),
    ("临时泊位停车每小时收费多少元", None, Scope(in_force=True)),
    ("大桥由谁负责建设", None, Scope(years=("2019",), in_force=True)),
    ("图书馆几点开门", None, None),
]


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    return Milvus(str(tmp_path_factory.mktemp("store") / "test.db"))


@pytest.fixture
def built(corpus, tmp_path, engine):
    build_index(corpus, tmp_path / "index", ENCODER, engine=engine)
    return tmp_path / "index"


def store_of(index_dir):
    return read_manifest(current_generation(index_dir)).store


def collections(engine, index_dir):
    prefix = f"{Made(index_dir).alias}_"
    return [name for name in engine.server.collections() if name.startswith(prefix)]


def rebuild(index_dir, engine, **texts):
    write(index_dir.parent / "corpus", **texts)
    return build_index(index_dir.parent / "corpus", index_dir, ENCODER, engine=engine)


def bare(answer):
    """What a person sees; scores of two engines differ in their last bits."""
    return (answer.answered, answer.text, answer.citations, answer.notes, [h.number for h in answer.hits])


@pytest.mark.parametrize(("question", "as_of", "scope"), ASKED)
def test_answers_are_those_of_the_embedded_engine(built, corpus, tmp_path, engine, question, as_of, scope):
    build_index(corpus, tmp_path / "embedded", ENCODER)
    chatbots = [
        Chatbot(Index.open(tmp_path / "embedded", ENCODER.name), ENCODER),
        Chatbot(Index.open(built, ENCODER.name, engine), ENCODER),
    ]
    expected, answer = (chatbot.ask(question, as_of=as_of, scope=scope) for chatbot in chatbots)
    assert bare(answer) == bare(expected)
    assert answer.confidence == pytest.approx(expected.confidence, abs=1e-4)
    np.testing.assert_allclose(
        [h.lexical for h in answer.hits], [h.lexical for h in expected.hits], rtol=1e-5
    )
    assert [h.dense for h in answer.hits] == [h.dense for h in expected.hits]


def test_each_generation_has_a_collection_and_the_alias_names_the_current(built, engine):
    first, alias = store_of(built)["collection"], store_of(built)["alias"]
    assert engine.server.pointed(alias) == first
    reader = Index.open(built, ENCODER.name, engine)
    rebuild(built, engine, other="图书馆开放时间\n图书馆每天上午9点开门。\n")
    second = store_of(built)["collection"]
    assert (engine.server.pointed(alias), collections(engine, built)) == (second, sorted([first, second]))
    # A reader that was opened before goes on with its own.
    assert reader.lexical.search("图书馆", 5)[0].tolist() == []
    assert len(reader.vectors.search(np.ones(64, np.float32), 50)[0]) == reader.catalog.chunk_count
    rebuild(built, engine, other="图书馆开放时间\n图书馆每天上午10点开门。\n")
    third = store_of(built)["collection"]
    assert (engine.server.pointed(alias), collections(engine, built)) == (third, sorted([second, third]))


def test_nothing_changed_nothing_is_stored(built, corpus, engine):
    stages = []

    def meter(stage, total):
        stages.append(stage)
        return lambda done: None

    report = build_index(corpus, built, FakeEncoder(), meter=meter, engine=engine)
    assert (stages, report.encoded) == ([], 0)
    again = unchanged(corpus, built, ENCODER.name, engine)
    assert (again.generation, again.files) == (report.generation, report.files)


def test_what_the_server_lost_is_stored_again_and_not_encoded_again(built, corpus, engine):
    store = store_of(built)
    engine.server.drop(store["collection"])
    with pytest.raises(IndexUnusableError, match=rf"里没有集合 {store['collection']}.*--store milvus --uri"):
        Index.open(built, ENCODER.name, engine)
    assert unchanged(corpus, built, ENCODER.name, engine) is None
    encoder = FakeEncoder()
    assert build_index(corpus, built, encoder, engine=engine).encoded == 0
    assert (encoder.encoded, store_of(built)) == ([], store)
    assert Index.open(built, ENCODER.name, engine).lexical.search("封顶", 1)[0].tolist() == [0]


def test_a_collection_that_lacks_passages_is_refused_and_filled_again(built, corpus, engine):
    store = store_of(built)
    engine.server.create(store["collection"], 64, 1)
    with pytest.raises(IndexUnusableError, match="只有 0 个段落（应有 8 个）的集合"):
        Index.open(built, ENCODER.name, engine)
    build_index(corpus, built, ENCODER, engine=engine)
    Index.open(built, ENCODER.name, engine)
    assert collections(engine, built) == [store["collection"]]


def test_an_interrupted_run_leaves_the_old_generation_and_its_rest_goes_with_the_next(built, engine):
    before = store_of(built)

    def meter(stage, total):
        if stage == STAGE:
            raise KeyboardInterrupt
        return lambda done: None

    write(built.parent / "corpus", other="图书馆开放时间\n图书馆每天上午9点开门。\n")
    with pytest.raises(KeyboardInterrupt):
        build_index(built.parent / "corpus", built, ENCODER, meter=meter, engine=engine)
    assert store_of(built) == before
    assert engine.server.pointed(before["alias"]) == before["collection"]
    assert len(collections(engine, built)) == 2
    Index.open(built, ENCODER.name, engine)
    rebuild(built, engine, other="图书馆开放时间\n图书馆周一不开门。\n")
    assert collections(engine, built) == sorted([before["collection"], store_of(built)["collection"]])


class Deaf(Milvus):
    """Cannot be told which generation is current."""

    def settle(self, index_dir, current):
        raise IndexUnusableError("没有应答")


def test_an_alias_left_behind_is_moved_by_the_next_run(built, engine):
    before = store_of(built)
    with pytest.raises(IndexUnusableError):
        rebuild(built, Deaf(engine.server.uri), other="图书馆每天上午9点开门。\n")
    assert store_of(built) != before
    assert engine.server.pointed(before["alias"]) == before["collection"]
    Index.open(built, ENCODER.name, engine)
    assert rebuild(built, engine).encoded == 0
    assert engine.server.pointed(before["alias"]) == store_of(built)["collection"]


def test_an_index_moves_between_engines_and_nothing_is_encoded_again(index_dir, corpus, engine):
    with pytest.raises(IndexUnusableError, match="存在本机，不在 Milvus，请去掉 --store milvus.*--uri"):
        Index.open(index_dir, ENCODER.name, engine)
    assert build_index(corpus, index_dir, FakeEncoder(), engine=engine).encoded == 0
    Index.open(index_dir, ENCODER.name, engine)
    with pytest.raises(
        IndexUnusableError, match="存于 Milvus（.*test.db），请加上 --store milvus；.*wenju index"
    ):
        Index.open(index_dir, ENCODER.name)
    assert build_index(corpus, index_dir, FakeEncoder(), engine=EMBEDDED).encoded == 0
    Index.open(index_dir, ENCODER.name)


def test_another_server_has_not_the_collection_and_the_right_one_is_named(built, engine, tmp_path):
    other = Milvus(str(tmp_path / "other.db"))
    with pytest.raises(IndexUnusableError, match=rf"索引写在 {engine.server.uri}，请用 --uri"):
        Index.open(built, ENCODER.name, other)


def test_two_indexes_on_one_server_leave_each_other_alone(built, engine, tmp_path):
    write(tmp_path / "second" / "corpus", old=OLD_RULES)
    for text in (BRIDGE, NEW_RULES, OLD_RULES):
        write(tmp_path / "second" / "corpus", other=text)
        build_index(tmp_path / "second" / "corpus", tmp_path / "second" / "index", ENCODER, engine=engine)
    assert collections(engine, built) == [store_of(built)["collection"]]
    Index.open(built, ENCODER.name, engine)


def test_passages_are_stored_after_they_are_encoded(corpus, tmp_path, engine):
    done = {}

    def meter(stage, total):
        done[stage] = [0, total]

        def advance(number):
            done[stage][0] += number

        return advance

    build_index(corpus, tmp_path / "index", ENCODER, meter=meter, engine=engine)
    assert list(done)[1:] == [PASSAGES, "编码句子", STAGE]
    assert done[STAGE] == [8, 8]


def test_a_server_without_sparse_vectors_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(Server, "version", lambda self: (2, 3, 5))
    with pytest.raises(IndexUnusableError, match="版本是 2.3.5，没有稀疏向量，请换用 2.4"):
        Milvus(str(tmp_path / "old.db"))


def test_a_copy_of_the_folder_drops_nothing_that_the_original_made_later(built, engine, tmp_path):
    shutil.copytree(built, tmp_path / "copy" / "index")
    write(tmp_path / "copy" / "corpus", old=OLD_RULES)
    rebuild(built, engine, other="图书馆每天上午9点开门。\n")
    rebuild(built, engine, other="图书馆每天上午10点开门。\n")
    for text in (BRIDGE, NEW_RULES, OLD_RULES):
        rebuild(tmp_path / "copy" / "index", engine, other=text)
    Index.open(built, ENCODER.name, engine)

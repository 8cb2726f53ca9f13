import shutil

import pytest

from index.build import build_index
from index.errors import IndexUnusableError
from index.generation import current_generation
from index.manifest import read_manifest
from index.milvus.engine import Milvus
from index.reader import Index
from index.repair import damage_of, repair
from tests.fakes import FakeEncoder
from tests.index.texts import write_corpus

A, B = "停水通知\n因检修，青岚街道停水。\n", "奖补办法\n第一条 甲。\n"


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    return Milvus(str(tmp_path_factory.mktemp("store") / "test.db"))


@pytest.fixture
def index_dir(tmp_path, engine):
    for texts in ({"a": A}, {"b": B}):
        write_corpus(tmp_path / "corpus", **texts)
        build_index(tmp_path / "corpus", tmp_path / "index", FakeEncoder(), engine=engine)
    return tmp_path / "index"


def damaged(index_dir, engine):
    (current_generation(index_dir) / "twins.npy").write_bytes(b"damaged")
    return damage_of(index_dir, engine)


def found(index_dir, engine, question):
    opened = Index.open(index_dir, FakeEncoder.name, engine)
    try:
        return [opened.catalog.chunk(n).document_id for n in opened.lexical.search(question, 1)[0].tolist()]
    finally:
        opened.close()


def test_a_sound_index_has_no_damage(index_dir, engine):
    assert damage_of(index_dir, engine) == ""


def test_a_damaged_folder_is_made_again_and_its_collection_serves_again(index_dir, engine):
    before = read_manifest(current_generation(index_dir)).store
    done = repair(index_dir, FakeEncoder, damaged(index_dir, engine), engine=engine)
    assert (done.report.encoded, [folder.name[:6] for folder in done.quarantine]) == (0, ["000002"])
    assert read_manifest(current_generation(index_dir)).store == before
    assert (damage_of(index_dir, engine), found(index_dir, engine, "奖补")) == ("", ["b.txt"])


def test_a_collection_that_is_gone_is_damage_and_filled_again_without_encoding(index_dir, engine):
    name = read_manifest(current_generation(index_dir)).store["collection"]
    engine.server.drop(name)
    damage = damage_of(index_dir, engine)
    assert name in damage
    assert repair(index_dir, FakeEncoder, damage, engine=engine).report.encoded == 0
    assert (damage_of(index_dir, engine), found(index_dir, engine, "奖补")) == ("", ["b.txt"])


def test_an_index_in_milvus_is_not_repaired_into_the_folder(index_dir, engine):
    damaged(index_dir, engine)
    with pytest.raises(IndexUnusableError, match=f"--store milvus --uri {engine.server.uri}"):
        repair(index_dir, FakeEncoder, damage_of(index_dir))


def test_without_its_corpus_the_alias_names_the_generation_before(index_dir, engine):
    shutil.rmtree(index_dir.parent / "corpus")
    done = repair(index_dir, FakeEncoder, damaged(index_dir, engine), engine=engine)
    store = read_manifest(current_generation(index_dir)).store
    assert (done.report, done.generation[:6]) == (None, "000001")
    assert engine.server.pointed(store["alias"]) == store["collection"]
    assert found(index_dir, engine, "停水") == ["a.txt"]

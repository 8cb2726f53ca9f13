import shutil
from contextlib import closing

import pytest

from index.build import build_index
from index.errors import IndexUnusableError
from index.generation import current_generation, generations
from index.reader import open_catalog
from index.repair import damage_of, repair
from tests.fakes import FakeEncoder
from tests.index.texts import write_corpus

A, B = "停水通知\n因检修，青岚街道停水。\n", "奖补办法\n第一条 甲。\n"


@pytest.fixture
def index_dir(tmp_path):
    write_corpus(tmp_path / "corpus", a=A)
    build_index(tmp_path / "corpus", tmp_path / "index", FakeEncoder())
    write_corpus(tmp_path / "corpus", b=B)
    build_index(tmp_path / "corpus", tmp_path / "index", FakeEncoder())
    return tmp_path / "index"


def ids(index_dir):
    with closing(open_catalog(index_dir)) as catalog:
        return catalog.document_ids


def damaged(index_dir, name="twins.npy"):
    (current_generation(index_dir) / name).write_bytes(b"damaged")
    return damage_of(index_dir)


def test_a_sound_index_has_no_damage(index_dir):
    assert damage_of(index_dir) == ""


def test_a_damaged_index_is_made_again_from_its_corpus(index_dir):
    damage = damaged(index_dir)
    assert "twins.npy 内容与校验和不符" in damage
    done = repair(index_dir, FakeEncoder, damage)
    assert (done.damage, done.report.encoded, done.without) == (damage, 0, "")
    assert [folder.name[:6] for folder in done.quarantine] == ["000002"]
    assert (damage_of(index_dir), ids(index_dir)) == ("", ["a.txt", "b.txt"])


@pytest.mark.parametrize("lose", [shutil.rmtree, lambda corpus: [p.unlink() for p in corpus.iterdir()]])
def test_without_its_corpus_the_generation_before_answers(index_dir, lose):
    lose(index_dir.parent / "corpus")
    done = repair(index_dir, FakeEncoder, damaged(index_dir))
    assert (done.report, done.generation[:6]) == (None, "000001")
    assert "语料文件夹" in done.without
    assert ids(index_dir) == ["a.txt"]


def test_without_corpus_and_another_generation_it_says_what_is_needed(index_dir):
    shutil.rmtree(index_dir.parent / "corpus")
    shutil.rmtree(generations(index_dir)[0])
    with pytest.raises(
        IndexUnusableError, match="没有更早的一代可用.*找不到语料文件夹.*wenju index .*corpus"
    ):
        repair(index_dir, FakeEncoder, damaged(index_dir))


def test_without_any_manifest_it_asks_for_the_corpus(index_dir):
    for folder in generations(index_dir):
        for name in ("manifest.json", "manifest.second.json"):
            (folder / name).unlink()
    with pytest.raises(IndexUnusableError, match=f"wenju index 语料文件夹 --index-dir {index_dir}"):
        repair(index_dir, FakeEncoder, damage_of(index_dir))


def test_another_model_repairs_nothing(index_dir):
    class Other(FakeEncoder):
        name = "fake@2"

    damage = damaged(index_dir)
    with pytest.raises(IndexUnusableError, match="是用模型 fake@1 建的，现在用的是 fake@2"):
        repair(index_dir, Other, damage)

import json
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index.build import build_index
from index.errors import IndexUnusableError
from index.generation import current_generation, generations, quarantined
from index.reader import Index, open_catalog
from tests.fakes import FakeEncoder
from tests.index.texts import write_corpus

A = "停水通知\n因检修，青岚街道停水。请提前储水。\n"
B = "奖补办法\n第一条 甲。\n第二条 乙。\n"


class OtherEncoder(FakeEncoder):
    name = "fake@2"


def build(root, encoder=None):
    return build_index(root / "corpus", root / "index", encoder or FakeEncoder())


def damage(folder, *names):
    for name in names:
        (folder / name).write_bytes(b"damaged")


def texts(root):
    with closing(open_catalog(root / "index")) as catalog:
        return {d.id: d.text for d in catalog.documents()}


@pytest.fixture
def twice(tmp_path):
    """A folder whose index has two generations: of A, and of A and B."""
    write_corpus(tmp_path / "corpus", a=A)
    build(tmp_path)
    write_corpus(tmp_path / "corpus", b=B)
    build(tmp_path)
    return tmp_path


def test_what_one_generation_lost_is_taken_from_the_other(twice):
    damage(current_generation(twice / "index"), "sentence_vectors.npy", "documents.sqlite")
    encoder = FakeEncoder()
    build(twice, encoder)
    assert encoder.encoded == ["奖补办法", "第一条 甲。", "第二条 乙。"]
    assert texts(twice) == {"a.txt": A, "b.txt": B}


def test_salvaged_vectors_are_those_of_their_texts(twice):
    damage(current_generation(twice / "index"), "sentence_vectors.npy", "documents.sqlite")
    build(twice)
    build_index(twice / "corpus", twice / "anew", FakeEncoder())
    salvaged, anew = (Index.open(twice / place, FakeEncoder.name) for place in ("index", "anew"))
    with closing(salvaged), closing(anew):
        assert anew.vectors.vectors().any(axis=1).all()
        assert np.array_equal(salvaged.vectors.vectors(), anew.vectors.vectors())
        assert np.array_equal(salvaged.sentence_vectors, anew.sentence_vectors)


def test_texts_are_read_from_the_files_where_no_generation_has_them(twice):
    for folder in generations(twice / "index"):
        damage(folder, "documents.sqlite")
    encoder = FakeEncoder()
    build(twice, encoder)
    assert (encoder.encoded, texts(twice)) == ([], {"a.txt": A, "b.txt": B})
    assert len(quarantined(twice / "index")) == 1
    assert len(generations(twice / "index")) == 1


def test_nothing_serves_of_a_generation_without_a_manifest(twice):
    current = current_generation(twice / "index")
    damage(current, "manifest.json", "manifest.second.json")
    encoder = FakeEncoder()
    build(twice, encoder)
    assert [t for t in encoder.encoded if t in A] == []
    assert len(encoder.encoded) == 6
    assert [f.name for f in quarantined(twice / "index")] == [current.name]


def test_a_vector_that_is_not_its_own_is_never_taken(twice):
    current, before = current_generation(twice / "index"), generations(twice / "index")[0]
    (current / "passages.faiss").write_bytes((before / "passages.faiss").read_bytes())
    encoder = FakeEncoder()
    build(twice, encoder)
    assert len(encoder.encoded) == 3


def test_an_index_of_another_version_is_no_damage(twice):
    folder = current_generation(twice / "index")
    stated = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    content = json.dumps(stated | {"version": 1}).encode()
    (folder / "manifest.json").write_bytes(content)
    from index.manifest import seal

    old = folder.with_name(f"000002-{seal(content)}")
    folder.rename(old)
    (twice / "index" / "CURRENT").write_text(old.name, encoding="utf-8")
    with pytest.raises(IndexUnusableError, match="索引版本是 1.*wenju index .*corpus --index-dir"):
        open_catalog(twice / "index")
    build(twice)
    assert quarantined(twice / "index") == []
    assert texts(twice) == {"a.txt": A, "b.txt": B}


def test_what_cannot_be_read_is_told_and_not_put_aside(twice, monkeypatch):
    opened = Path.open

    def deny(path, *args, **more):
        if path.name == "passages.faiss":
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *args, **more)

    monkeypatch.setattr(Path, "open", deny)
    with pytest.raises(IndexUnusableError, match=r"无法读取索引文件 .*passages.faiss：.*请检查权限"):
        build(twice)
    assert quarantined(twice / "index") == []


def test_only_the_last_damaged_generation_is_kept(twice):
    for _ in range(3):
        damage(current_generation(twice / "index"), "twins.npy")
        build(twice)
    assert [f.name[:6] for f in quarantined(twice / "index")] == ["000004"]
    assert current_generation(twice / "index").name.startswith("000005-")
    assert sorted(p.name for p in (twice / "index").iterdir()) == [
        ".lock",
        "CURRENT",
        "generations",
        "quarantine",
    ]


def test_a_generation_that_was_published_and_not_pointed_to_is_taken_up(tmp_path):
    write_corpus(tmp_path / "corpus", a=A)
    name = build(tmp_path).generation
    (tmp_path / "index" / "CURRENT").unlink()
    encoder = FakeEncoder()
    assert (build(tmp_path, encoder).generation, encoder.encoded) == (name, [])


def test_an_older_generation_is_no_answer_to_a_damaged_one(twice):
    damage(current_generation(twice / "index"), "chunks.npy")
    with pytest.raises(IndexUnusableError, match="chunks.npy 内容与校验和不符"):
        open_catalog(twice / "index")
    write_corpus(twice / "corpus", c="新的规定自公布之日起施行。")
    with pytest.raises(ZeroDivisionError):
        build(twice, Failing())
    with pytest.raises(IndexUnusableError, match="索引不完整"):
        open_catalog(twice / "index")


class Failing(FakeEncoder):
    def encode_passages(self, texts, progress=None):
        raise ZeroDivisionError


def test_vectors_of_an_earlier_model_serve_when_it_comes_back(twice):
    build(twice, OtherEncoder())
    encoder = FakeEncoder()
    build(twice, encoder)
    assert encoder.encoded == []

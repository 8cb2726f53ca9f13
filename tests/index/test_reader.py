import json
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import replace

import numpy as np
import pytest

from index.build import build_index
from index.errors import IndexUnusableError
from index.generation import current_generation
from index.lexical import LexicalIndex
from index.manifest import read_manifest, verify
from index.reader import Index, open_catalog
from tests.fakes import FakeEncoder
from tests.index.texts import write_corpus

A = "停水通知\n因检修，青岚街道停水。请提前储水。\n"
B = "奖补办法\n第一条 企业奖补三万元。\n第二条 由市工信局解释。\n"
FILES = [
    "passages.faiss",
    "passage_keys.npy",
    "sentence_vectors.npy",
    "sentence_keys.npy",
    "chunks.npy",
    "sentences.npy",
    "documents.sqlite",
    "twins.npy",
    "lexical/meta.json",
]


@pytest.fixture
def index_dir(tmp_path):
    write_corpus(tmp_path / "corpus", a=A, b=B)
    build_index(tmp_path / "corpus", tmp_path / "index", FakeEncoder())
    return tmp_path / "index"


@contextmanager
def opened(index_dir):
    index = Index.open(index_dir, "fake@1")
    with closing(index.catalog):
        yield index


def test_an_opened_index_holds_the_texts_and_both_legs(index_dir):
    with opened(index_dir) as index:
        counts = (
            index.manifest.documents,
            len(index.vectors),
            len(index.lexical),
            len(index.sentence_vectors),
        )
        assert counts == (2, 4, 4, 6)
        assert index.lexical.search("工信局", 1)[0].tolist() == [3]
        chunk = index.catalog.chunk(3)
        text = index.catalog.document("b.txt").text
        assert (chunk.heading, text[chunk.start : chunk.end]) == ("第二条", "第二条 由市工信局解释。\n")


def test_a_passage_is_found_by_the_vector_of_its_text(index_dir):
    encoder = FakeEncoder()
    with opened(index_dir) as index:
        query = encoder.encode_queries(["奖补办法\n第二条 由市工信局解释。"])[0]
        ids, scores = index.vectors.search(query, 1)
        assert (ids.tolist(), scores.tolist()) == ([3], pytest.approx([1.0]))


def test_a_sentence_has_its_own_vector_in_half_precision(index_dir):
    with opened(index_dir) as index:
        number = next(iter(index.catalog.sentences_of(3)))
        expected = FakeEncoder().encode_queries(["第二条 由市工信局解释。"])[0].astype(np.float16)
        assert index.sentence_vectors[number].tolist() == expected.tolist()


def test_another_model_is_refused_with_the_command_that_repairs_it(index_dir):
    with pytest.raises(
        IndexUnusableError, match="用模型 fake@1 建的，现在用的是 other@1.*wenju index .*corpus"
    ):
        Index.open(index_dir, "other@1")


def test_no_index_is_refused(tmp_path):
    for opener in (open_catalog, lambda folder: Index.open(folder, "fake@1")):
        with pytest.raises(IndexUnusableError, match="还没有索引.*wenju index"):
            opener(tmp_path)


def test_the_files_of_a_generation(index_dir):
    names = set(read_manifest(current_generation(index_dir)).checksums)
    assert set(FILES) <= names
    assert all(n in FILES or n.startswith("lexical/") for n in names)


def test_each_damaged_file_is_refused_before_an_answer(index_dir):
    folder = current_generation(index_dir)
    for name in sorted(read_manifest(folder).checksums):
        sound = (folder / name).read_bytes()
        middle = len(sound) // 2
        for damaged in (
            sound[:middle] + bytes([sound[middle] ^ 1]) + sound[middle + 1 :] if sound else b"a",
            sound + b"\0",
            sound[:-1] if sound else b"a",
        ):
            (folder / name).write_bytes(damaged)
            for opener in (open_catalog, lambda path: Index.open(path, "fake@1")):
                with pytest.raises(IndexUnusableError, match=f"{name} 内容与校验和不符"):
                    opener(index_dir)
        (folder / name).unlink()
        with pytest.raises(IndexUnusableError, match=f"{name} 缺失"):
            Index.open(index_dir, "fake@1")
        (folder / name).write_bytes(sound)
    with opened(index_dir) as index:
        assert index.catalog.document("a.txt").text == A


@pytest.mark.parametrize("field", ["chunks", "sentences", "dimensions"])
def test_parts_that_disagree_are_refused(index_dir, field):
    folder = current_generation(index_dir)
    manifest = read_manifest(folder)
    with pytest.raises(IndexUnusableError, match="各部分不一致.*wenju index"):
        Index.read(folder, replace(manifest, **{field: getattr(manifest, field) + 1}))


def test_a_file_that_is_no_array_is_refused(index_dir):
    folder = current_generation(index_dir)
    manifest = read_manifest(folder)
    (folder / "sentence_vectors.npy").write_bytes(b"")
    with pytest.raises(IndexUnusableError, match="sentence_vectors.npy.*wenju index"):
        Index.read(folder, manifest)


def test_a_closed_index_reads_no_more(index_dir):
    index = Index.open(index_dir, "fake@1")
    index.close()
    with pytest.raises(sqlite3.ProgrammingError):
        index.catalog.document("a.txt")


def test_another_version_is_refused(index_dir):
    path = current_generation(index_dir) / "manifest.json"
    path.write_text(
        json.dumps(json.loads(path.read_text(encoding="utf-8")) | {"version": 99}), encoding="utf-8"
    )
    with pytest.raises(IndexUnusableError, match="索引版本是 99"):
        Index.open(index_dir, "fake@1")


def test_a_reader_keeps_its_generation_while_new_ones_come(index_dir):
    with opened(index_dir) as index:
        for i in range(3):
            write_corpus(index_dir.parent / "corpus", a=A.replace("青岚", f"柳湾{i}"))
            build_index(index_dir.parent / "corpus", index_dir, FakeEncoder())
        assert index.catalog.document("a.txt").text == A
        assert index.lexical.search("青岚", 5)[0].tolist() == [0]
        assert index.sentence_vectors.shape == (6, 64)
    with opened(index_dir) as index:
        assert index.catalog.document("a.txt").text == A.replace("青岚", "柳湾2")


@pytest.mark.parametrize("opener", [open_catalog, lambda path: Index.open(path, "fake@1")])
def test_a_generation_that_is_replaced_while_it_is_opened_makes_room_for_the_next(
    index_dir, opener, monkeypatch
):
    import index.reader

    replaced = []

    def slowly(folder, manifest):
        if not replaced:
            for text in ("甲通知。\n", "乙通知。\n"):
                write_corpus(index_dir.parent / "corpus", a=text)
                replaced.append(build_index(index_dir.parent / "corpus", index_dir, FakeEncoder()))
        return verify(folder, manifest)

    monkeypatch.setattr(index.reader, "verify", slowly)
    opened = opener(index_dir)
    catalog = getattr(opened, "catalog", opened)
    assert catalog.document("a.txt").text == "乙通知。\n"
    opened.close()


@pytest.mark.parametrize("damage", ["array", "count"])
def test_what_was_opened_before_a_damage_was_found_is_closed(index_dir, damage, monkeypatch):
    closed = []
    monkeypatch.setattr(LexicalIndex, "close", lambda self: closed.append(self))
    folder = current_generation(index_dir)
    manifest = read_manifest(folder)
    if damage == "array":
        (folder / "twins.npy").write_bytes(b"")
    else:
        manifest = replace(manifest, sentences=manifest.sentences + 1)
    with pytest.raises(IndexUnusableError):
        Index.read(folder, manifest)
    assert len(closed) == 1

import hashlib
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

import index.build
import index.corpus
from index.build import build_index
from index.catalog import Catalog
from index.corpus import Settings, cut, load_corpus
from index.errors import CorpusError, IndexUnusableError
from index.generation import current_generation
from index.lock import exclusive
from index.reader import Index, open_catalog
from index.types import FileReport
from tests.fakes import FakeEncoder
from tests.index.texts import write_corpus

A = "停水通知\n因检修，青岚街道停水。请提前储水。\n"
B = "奖补办法\n第一条 甲。\n第二条 乙。\n"


class FailingEncoder(FakeEncoder):
    def encode_passages(self, texts, progress=None):
        raise ZeroDivisionError


class OtherEncoder(FakeEncoder):
    name = "fake@2"


def build(root, encoder=None, settings=None):
    return build_index(root / "corpus", root / "index", encoder or FakeEncoder(), settings)


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def read(corpus):
    return load_corpus(corpus, lambda done: None)


def stored(root):
    with closing(open_catalog(root / "index")) as catalog:
        return {d.id: d.text for d in catalog.documents()}


def remains(root):
    return sorted(p.name for p in (root / "index" / "generations").iterdir())


def test_every_file_is_indexed_or_failed_with_a_reason(tmp_path):
    corpus = write_corpus(tmp_path / "corpus", a=A)
    (corpus / "b.txt").write_bytes(A.encode("gb18030"))
    (corpus / "c.xyz").write_bytes(b"PK")
    (corpus / "d.txt").touch()
    (corpus / "e.txt").write_bytes(bytes(range(256)))
    (corpus / "f.txt").symlink_to("/etc/hostname")
    (corpus / "g.txt").mkdir()
    (corpus / "g.txt" / "h.md").write_text("---\n- a\n---\n正文")
    os.mkfifo(corpus / "i.txt")
    report = build(tmp_path)
    assert report.files[:2] == (
        FileReport("a.txt", True, "", sha256(A.encode()), "utf-8", len(A), 1, 1, 1.0),
        FileReport("b.txt", True, "", sha256(A.encode("gb18030")), "gb18030", len(A), 1, 1, 1.0),
    )
    assert [(f.path, f.reason[:8]) for f in report.failures] == [
        ("c.xyz", "暂不支持 .xy"),
        ("d.txt", "文件是空的"),
        ("e.txt", "无法确定文字编码"),
        ("f.txt", "链接指向语料文件"),
        ("g.txt/h.md", "文首的元数据（-"),
        ("i.txt", "不是普通文件，未"),
    ]
    assert len(report.files) == 8


def test_the_report_counts_what_was_made(tmp_path):
    write_corpus(tmp_path / "corpus", a=A, b=B)
    report = build(tmp_path)
    assert (report.documents, report.chunks, report.sentences) == (2, 4, 6)
    assert (report.encoded, report.reused) == (10, 0)
    assert report.generation == current_generation(tmp_path / "index").name


def test_a_file_whose_passages_lack_text_is_a_failure(tmp_path, monkeypatch):
    split = index.corpus.split_chunks
    monkeypatch.setattr(index.corpus, "split_chunks", lambda *args: split(*args)[:2])
    corpus = write_corpus(tmp_path / "corpus", a=A, b="第一条 甲甲。\n第二条 乙乙。\n第三条 丙丙。\n")
    parts = cut(read(corpus).documents, Settings())
    assert ([d.id for d in parts.documents], {c.document_id for c in parts.chunks}) == (["a.txt"], {"a.txt"})
    assert parts.reports[1] == FileReport(
        "b.txt", False, "只有 67% 的文字进入了段落，未收录", parts.reports[1].sha256
    )


def test_an_unchanged_corpus_makes_no_generation_and_asks_no_encoder(tmp_path):
    corpus = write_corpus(tmp_path / "corpus", a=A)
    (corpus / "b.pdf").touch()
    first = build(tmp_path)
    again = build(tmp_path, FailingEncoder())
    assert (again.generation, remains(tmp_path)) == (first.generation, [first.generation])
    assert (again.encoded, again.reused, again.files) == (0, first.encoded, first.files)


def test_only_the_texts_of_a_changed_file_are_encoded(tmp_path):
    write_corpus(tmp_path / "corpus", a=A, b=B)
    first = build(tmp_path)
    encoder = FakeEncoder()
    write_corpus(tmp_path / "corpus", b=B.replace("乙", "丙"))
    report = build(tmp_path, encoder)
    assert encoder.encoded == ["奖补办法\n第二条 丙。", "第二条 丙。"]
    assert (report.encoded, report.reused) == (2, 8)
    assert remains(tmp_path) == [first.generation, report.generation]


def test_a_renamed_file_with_a_title_needs_no_encoding(tmp_path):
    corpus = write_corpus(tmp_path / "corpus", a=A)
    build(tmp_path)
    (corpus / "a.txt").rename(corpus / "z.txt")
    encoder = FakeEncoder()
    report = build(tmp_path, encoder)
    assert (encoder.encoded, report.encoded, stored(tmp_path)) == ([], 0, {"z.txt": A})


def test_an_updated_index_equals_a_fresh_one(tmp_path):
    write_corpus(tmp_path / "old" / "corpus", a=A, c="公告\n丙。\n")
    build(tmp_path / "old")
    write_corpus(tmp_path / "old" / "corpus", a=A.replace("青岚", "柳湾"), b=B)
    (tmp_path / "old" / "corpus" / "c.txt").unlink()
    write_corpus(tmp_path / "new" / "corpus", a=A.replace("青岚", "柳湾"), b=B)
    build(tmp_path / "old")
    build(tmp_path / "new")
    updated, fresh = (Index.open(tmp_path / name / "index", "fake@1") for name in ("old", "new"))
    assert updated.vectors.vectors().tolist() == fresh.vectors.vectors().tolist()
    assert np.array_equal(updated.sentence_vectors, fresh.sentence_vectors)
    assert list(updated.catalog.documents()) == list(fresh.catalog.documents())
    updated.catalog.close()
    fresh.catalog.close()


def test_passages_are_encoded_with_title_date_and_heading_but_quoted_without(tmp_path):
    text = "停车办法\n发布日期：2023-01-29\n第一条 甲甲。\n"
    write_corpus(tmp_path / "corpus", a=text)
    encoder = FakeEncoder()
    build(tmp_path, encoder)
    assert encoder.encoded == [
        "停车办法\n停车办法\n发布日期：2023-01-29",
        "停车办法 2023-01-29\n第一条 甲甲。",
        "停车办法",
        "发布日期：2023-01-29",
        "第一条 甲甲。",
    ]


def test_a_text_is_encoded_once_however_often_it_stands(tmp_path):
    line = "本办法自公布之日起施行。"
    write_corpus(tmp_path / "corpus", a=line, b=line, c=f"{line}\n{line}")
    encoder = FakeEncoder()
    build(tmp_path, encoder)
    assert encoder.encoded == [line, f"{line}\n{line}", line]


def test_the_same_sentence_keeps_its_place_in_each_document(tmp_path):
    line = "本办法自公布之日起施行。"
    corpus = write_corpus(tmp_path / "corpus", **{f"{i:02}": f"办法{i}\n{line}" for i in range(30)})
    parts = cut(read(corpus).documents, Settings())
    build(tmp_path)
    with closing(open_catalog(tmp_path / "index")) as catalog:
        found = [catalog.sentence(i) for i in range(catalog.sentence_count)]
        assert found == parts.sentences
        same = [s for s in found if catalog.document(s.document_id).text[s.start : s.end] == line]
    assert [(s.document_id, s.start) for s in same] == [
        (f"{i:02}.txt", 4 if i < 10 else 5) for i in range(30)
    ]


def test_another_model_encodes_everything_again(tmp_path):
    write_corpus(tmp_path / "corpus", a=A)
    first = build(tmp_path)
    report = build(tmp_path, OtherEncoder())
    assert (report.encoded, report.reused) == (first.encoded, 0)
    assert report.generation != first.generation


def test_another_passage_size_makes_another_index(tmp_path):
    write_corpus(tmp_path / "corpus", a=A)
    build(tmp_path)
    report = build(tmp_path, settings=Settings(chunk_size=10))
    assert (report.chunks, report.sentences) == (4, 4)


def test_a_removed_file_is_gone(tmp_path):
    corpus = write_corpus(tmp_path / "corpus", a=A, b=B)
    build(tmp_path)
    (corpus / "b.txt").unlink()
    assert [f.path for f in build(tmp_path).files] == ["a.txt"]
    assert stored(tmp_path) == {"a.txt": A}


def test_a_superseded_document_is_stored_as_such(tmp_path):
    new = "停车收费办法\n自2023年5月1日起施行，原《停车办法》同时废止。"
    write_corpus(tmp_path / "corpus", a="停车办法\n甲。", b=new)
    build(tmp_path)
    with closing(open_catalog(tmp_path / "index")) as catalog:
        assert [d.superseded_by for d in catalog.documents()] == ["b.txt", None]


def test_the_meter_hears_how_many_texts_and_each_one_done(tmp_path):
    write_corpus(tmp_path / "corpus", a=A)
    heard = []

    def meter(stage, total):
        heard.append(f"{stage} {total}")
        return lambda done: heard.append(done)

    build_index(tmp_path / "corpus", tmp_path / "index", FakeEncoder(), meter=meter)
    assert heard == ["读取 1", 1, "编码段落 1", 1, "编码句子 3", 3]


@pytest.mark.parametrize("before", [{}, {"a": A}], ids=["first build", "later build"])
def test_a_failed_build_leaves_what_was_there_and_no_remains(tmp_path, before):
    write_corpus(tmp_path / "corpus", **before)
    kept = [build(tmp_path).generation] if before else []
    write_corpus(tmp_path / "corpus", b=B)
    with pytest.raises(ZeroDivisionError):
        build(tmp_path, FailingEncoder())
    assert remains(tmp_path) == kept
    assert (tmp_path / "index" / "CURRENT").exists() == bool(before)
    if before:
        assert stored(tmp_path) == {"a.txt": A}
    build(tmp_path)
    assert stored(tmp_path)["b.txt"] == B


def test_a_full_disk_leaves_the_old_index(tmp_path, monkeypatch):
    write_corpus(tmp_path / "corpus", a=A)
    kept = build(tmp_path).generation
    write_corpus(tmp_path / "corpus", b=B)
    fail_at(monkeypatch, OSError(28, "No space left on device"))
    with pytest.raises(IndexUnusableError, match="写索引失败：No space left.*原有索引未改动"):
        build(tmp_path)
    assert (remains(tmp_path), stored(tmp_path)) == ([kept], {"a.txt": A})


@pytest.mark.parametrize(
    ("name", "encoded"),
    [("passages.faiss", 1), ("sentence_keys.npy", 3), ("documents.sqlite", 0), ("manifest.json", 0)],
)
def test_building_again_repairs_a_damaged_index_and_encodes_what_is_lost(tmp_path, name, encoded):
    write_corpus(tmp_path / "corpus", a=A)
    first = build(tmp_path)
    (current_generation(tmp_path / "index") / name).write_bytes(b"damaged")
    report = build(tmp_path)
    assert (report.encoded, report.reused) == (encoded, first.encoded - encoded)
    assert stored(tmp_path) == {"a.txt": A}
    assert (tmp_path / "index" / "quarantine" / first.generation / name).read_bytes() == b"damaged"
    assert report.generation.startswith("000002-")
    assert build(tmp_path).generation == report.generation


def test_building_again_repairs_a_lost_pointer(tmp_path):
    write_corpus(tmp_path / "corpus", a=A)
    first = build(tmp_path)
    (tmp_path / "index" / "CURRENT").write_text("../..")
    report = build(tmp_path, FailingEncoder())
    assert (report.generation, remains(tmp_path)) == (first.generation, [first.generation])
    assert stored(tmp_path) == {"a.txt": A}


def test_a_build_beside_another_is_refused(tmp_path):
    write_corpus(tmp_path / "corpus", a=A)
    with exclusive(tmp_path / "index"), pytest.raises(IndexUnusableError, match="另一个进程.*正在更新索引"):
        build(tmp_path)


def test_a_folder_without_a_document_is_refused(tmp_path):
    corpus = write_corpus(tmp_path / "corpus")
    with pytest.raises(CorpusError, match="语料文件夹是空的"):
        build(tmp_path)
    (corpus / "a.xyz").write_bytes(b"a")
    with pytest.raises(CorpusError, match=r"1 个文件都无法收录，例如 a\.xyz：暂不支持 \.xyz"):
        build(tmp_path)
    assert not (tmp_path / "index" / "generations").exists()


def test_an_emptied_folder_leaves_the_old_index(tmp_path):
    corpus = write_corpus(tmp_path / "corpus", a=A)
    build(tmp_path)
    (corpus / "a.txt").unlink()
    with pytest.raises(CorpusError, match="是空的"):
        build(tmp_path)
    assert stored(tmp_path) == {"a.txt": A}


def test_the_sample_corpus_is_indexed_whole():
    corpus = Path(__file__).parents[2] / "corpus"
    loaded = read(corpus)
    parts = cut(loaded.documents, Settings())
    assert (loaded.failures, {r.covered for r in parts.reports}) == ([], {1.0})
    texts = {d.id: d.text for d in parts.documents}
    for sentence in parts.sentences:
        chunk = parts.chunks[sentence.chunk]
        assert chunk.document_id == sentence.document_id
        assert chunk.start <= sentence.start < sentence.end <= chunk.end <= len(texts[chunk.document_id])


@pytest.mark.parametrize(
    "error",
    [
        sqlite3.OperationalError("database or disk is full"),
        RuntimeError("write error"),
        ValueError("IoError"),
    ],
)
def test_a_full_disk_as_the_libraries_say_it(tmp_path, monkeypatch, error):
    write_corpus(tmp_path / "corpus", a=A)
    fail_at(monkeypatch, error)
    with pytest.raises(IndexUnusableError, match="写索引失败"):
        build(tmp_path)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        (b"a.md", b"---\npublished: 2023-02-30\n---\n\xe6\x96\x87"),
        (b"a.md", b"---\ntitle: a\n---\n"),
        (b"a.txt", "二〇二三年十十月一日\n文".encode()),
        (b"a.html", b"<div>" * 1500 + b"a"),
        ("人才.txt".encode("gbk"), "通知\n正文。".encode()),
        (b"a.txt", None),
    ],
    ids=["front matter", "no body", "odd numeral", "deep page", "GBK file name", "link loop"],
)
def test_one_odd_file_does_not_keep_the_others_out(tmp_path, name, data):
    path = os.path.join(os.fsencode(write_corpus(tmp_path / "corpus", b=B)), name)  # noqa: PTH118
    if data is None:
        os.symlink(name, path)  # noqa: PTH211
    else:
        Path(os.fsdecode(path)).write_bytes(data)
    report = build(tmp_path)
    assert len(report.files) == 2
    assert [f.path for f in report.files] == [str(f.path.encode(), "utf-8") for f in report.files]
    assert stored(tmp_path)["b.txt"] == B


def fail_at(monkeypatch, error):
    def fail(*args):
        raise error

    monkeypatch.setattr(index.build, "write_catalog", fail)


def test_catalog_is_where_the_reader_looks(tmp_path):
    write_corpus(tmp_path / "corpus", a=A)
    build(tmp_path)
    with closing(Catalog(current_generation(tmp_path / "index"))) as catalog:
        assert catalog.document_ids == ["a.txt"]


def test_an_archive_that_nobody_foresaw_is_a_named_failure(tmp_path, monkeypatch):
    def fail(data):
        raise LookupError("?")
        yield

    corpus = write_corpus(tmp_path / "corpus", a=A)
    (corpus / "b.zip").write_bytes(b"PK")
    monkeypatch.setattr("index.load.open_archive", fail)
    report = build_index(corpus, tmp_path / "index", FakeEncoder())
    assert [(f.path, f.reason) for f in report.failures] == [("b.zip", "读取时出错（LookupError：?）")]
    assert report.documents == 1


def test_an_error_that_nobody_foresaw_is_a_named_failure(tmp_path, monkeypatch):
    load = index.corpus.load_document

    def fail(part, *others):
        if part.id == "a.txt":
            raise KeyError("odd")
        return load(part, *others)

    monkeypatch.setattr(index.corpus, "load_document", fail)
    corpus = write_corpus(tmp_path / "corpus", a=A, b=B)
    loaded = read(corpus)
    assert [d.id for d in loaded.documents] == ["b.txt"]
    assert loaded.failures == [
        FileReport("a.txt", False, "读取时出错（KeyError：'odd'）", sha256((corpus / "a.txt").read_bytes()))
    ]


class UnreadableEncoder(FakeEncoder):
    def encode_passages(self, texts, progress=None):
        raise OSError(5, "Input/output error")


def test_an_error_of_the_encoder_keeps_its_type(tmp_path):
    write_corpus(tmp_path / "corpus", a=A)
    with pytest.raises(OSError, match="Input/output error"):
        build(tmp_path, UnreadableEncoder())
    assert remains(tmp_path) == []


def test_an_index_folder_that_lost_its_place_for_generations(tmp_path):
    write_corpus(tmp_path / "corpus", a=A)
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "generations").touch()
    with pytest.raises(IndexUnusableError, match="写索引失败：File exists"):
        build(tmp_path)


def test_a_file_that_changed_alone_is_read(tmp_path, monkeypatch):
    corpus = write_corpus(tmp_path / "corpus", a=A, b=B)
    (corpus / "c.html").write_text("<p>甲</p>", encoding="utf-8")
    (corpus / "d.xyz").write_bytes(b"0")
    build(tmp_path)
    read_by: list[bytes] = []
    read = index.corpus.Extractor.read

    def spy(self, ending, data):
        read_by.append(data)
        return read(self, ending, data)

    monkeypatch.setattr(index.corpus.Extractor, "read", spy)
    (corpus / "c.html").rename(corpus / "z.html")
    write_corpus(corpus, a=A + "又。")
    report = build(tmp_path)
    assert read_by == [(A + "又。").encode()]
    assert [(f.path, f.indexed) for f in report.files] == [
        ("a.txt", True),
        ("b.txt", True),
        ("d.xyz", False),
        ("z.html", True),
    ]
    assert stored(tmp_path)["z.html"] == "甲"


def test_another_recipe_reads_everything_again_but_encodes_nothing(tmp_path, monkeypatch):
    write_corpus(tmp_path / "corpus", a=A)
    first = build(tmp_path)
    monkeypatch.setattr(index.build, "Stored", None)
    report = build(tmp_path, settings=Settings(recipe=99))
    assert (report.encoded, report.generation != first.generation) == (0, True)


def test_a_sidecar_states_what_the_text_does_not(tmp_path):
    corpus = write_corpus(tmp_path / "corpus", a=A, b=B)
    (corpus / "a.txt.meta.toml").write_text('issuer = "云溪市水务局"\n', encoding="utf-8")
    (corpus / "b.meta.toml").write_text('published = "2023-02-01"\n', encoding="utf-8")
    (corpus / "x.meta.toml").write_text('title = "无主"\n', encoding="utf-8")
    report = build(tmp_path)
    with closing(open_catalog(tmp_path / "index")) as catalog:
        assert [(d.issuer, d.published) for d in catalog.documents()] == [
            ("云溪市水务局", None),
            (None, "2023-02-01"),
        ]
    assert [(f.path, f.reason) for f in report.failures] == [
        ("x.meta.toml", "没有与它同名的文件，其中的元数据未使用")
    ]


def test_a_changed_sidecar_changes_the_index(tmp_path):
    corpus = write_corpus(tmp_path / "corpus", a=A)
    first = build(tmp_path)
    (corpus / "a.meta.toml").write_text('source = "云溪日报"\n', encoding="utf-8")
    encoder = FakeEncoder()
    second = build(tmp_path, encoder)
    assert (second.generation != first.generation, encoder.encoded) == (True, [])
    (corpus / "a.meta.toml").write_text("source = [3]\n", encoding="utf-8")
    with pytest.raises(CorpusError, match="a.txt：元数据文件 a.meta.toml："):
        build(tmp_path)


def test_a_file_at_which_the_cutting_fails_keeps_no_other_out(tmp_path, monkeypatch):
    split = index.corpus.split_articles

    def fail(document_id, *rest):
        if document_id == "b.txt":
            raise RecursionError("maximum recursion depth exceeded")
        return split(document_id, *rest)

    monkeypatch.setattr(index.corpus, "split_articles", fail)
    write_corpus(tmp_path / "corpus", a=A, b=B)
    report = build(tmp_path)
    assert [(file.path, file.indexed) for file in report.files] == [("a.txt", True), ("b.txt", False)]
    assert report.files[1].reason == "读取时出错（RecursionError：maximum recursion depth exceeded）"


def test_a_metadata_file_without_end_is_refused_before_it_is_parsed(tmp_path):
    corpus = write_corpus(tmp_path / "corpus", a=A, b=B)
    (corpus / "b.txt.meta.toml").write_bytes(b"#" * 65_537)
    failed = build(tmp_path).files[1]
    assert (failed.path, failed.reason) == ("b.txt", "元数据文件 b.txt.meta.toml：超过 64 KiB，请只写元数据")


def test_a_file_that_changes_between_listing_and_reading_is_read_again(tmp_path, monkeypatch):
    corpus = write_corpus(tmp_path / "corpus", a=A)
    load = index.build.load_corpus

    def late(*given):
        write_corpus(corpus, a=B)
        return load(*given)

    with monkeypatch.context() as patch:
        patch.setattr(index.build, "load_corpus", late)
        first = build(tmp_path)
    assert stored(tmp_path) == {"a.txt": B}
    assert build(tmp_path).generation == first.generation
    write_corpus(corpus, a=A)  # as it was when it was listed
    build(tmp_path)
    assert stored(tmp_path) == {"a.txt": A}

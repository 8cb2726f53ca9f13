from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from index.catalog import Catalog, write_catalog
from index.errors import CorpusError, IndexUnusableError
from index.types import Chunk, Document, Label, Sentence

DOCUMENTS = [
    Document(
        id="b/乙.txt",
        title="乙'办法\"",
        text="乙。\n丙\0丁𠮷",
        sha256="00",
        codec="gb18030",
        body_start=2,
        published="2023-01-29",
        source="日报",
        issuer="市政府",
        doc_no="云府〔2023〕1号",
        effective="2023-02-01",
        expires="2024-01-31",
        superseded_by="a.txt",
        pages=(0, 3),
    ),
    Document("a.txt", "甲", "甲。甲。", "01", "utf-8"),
]
CHUNKS = [Chunk("b/乙.txt", "第一条", 0, 3), Chunk("b/乙.txt", "", 3, 6), Chunk("a.txt", "第一条", 0, 4)]
SENTENCES = [Sentence("b/乙.txt", 0, 0, 2), Sentence("a.txt", 2, 0, 2), Sentence("a.txt", 2, 2, 4)]


@pytest.fixture
def catalog(tmp_path):
    folder = tmp_path / "索引 #1?%20"
    folder.mkdir()
    write_catalog(folder, DOCUMENTS, CHUNKS, SENTENCES)
    with closing(Catalog(folder)) as opened:
        yield opened


def test_documents_come_back_whole_in_their_order(catalog):
    assert list(catalog.documents()) == DOCUMENTS
    assert catalog.document_ids == ["b/乙.txt", "a.txt"]
    assert catalog.document("a.txt") == DOCUMENTS[1]


def test_passages_and_sentences_come_back_by_number(catalog):
    assert [catalog.chunk(i) for i in range(catalog.chunk_count)] == CHUNKS
    assert [catalog.sentence(i) for i in range(catalog.sentence_count)] == SENTENCES


def test_numbers_of_the_parts_of_a_whole(catalog):
    assert [catalog.sentences_of(i) for i in range(3)] == [range(1), range(1, 1), range(1, 3)]


def test_an_unknown_document_is_named(catalog):
    with pytest.raises(CorpusError, match="没有这份文件：c.txt"):
        catalog.document("c.txt")


def test_latest_date(catalog):
    assert catalog.latest_date() == "2023-02-01"


def test_no_publication_date_at_all(tmp_path):
    write_catalog(tmp_path, DOCUMENTS[1:], [], [])
    with closing(Catalog(tmp_path)) as catalog:
        assert catalog.latest_date() is None
        assert (catalog.chunk_count, catalog.sentence_count) == (0, 0)


def test_many_threads_read_the_same_texts(tmp_path):
    documents = [Document(f"{i}.txt", "题", f"第{i}篇" * 50, "0", "utf-8") for i in range(700)]
    write_catalog(tmp_path, documents, [], [])
    with closing(Catalog(tmp_path)) as catalog, ThreadPoolExecutor(8) as pool:
        asked = [f"{i * 37 % 700}.txt" for i in range(1400)]
        texts = [d.text for d in pool.map(catalog.document, asked)]
    assert texts == [f"第{name[:-4]}篇" * 50 for name in asked]


def refused(tmp_path, name, data):
    write_catalog(tmp_path, DOCUMENTS, CHUNKS, SENTENCES)
    (tmp_path / name).unlink()
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(IndexUnusableError, match="索引已损坏.*wenju index"):
        Catalog(tmp_path)


@pytest.mark.parametrize("name", ["documents.sqlite", "chunks.npy", "sentences.npy"])
@pytest.mark.parametrize("data", [None, b"damaged" * 100])
def test_a_damaged_or_missing_file_is_refused(tmp_path, name, data):
    refused(tmp_path, name, data)


@pytest.mark.parametrize("name", ["chunks.npy", "sentences.npy"])
def test_an_empty_file_is_refused(tmp_path, name):
    refused(tmp_path, name, b"")


def test_labels_are_what_the_documents_say_of_themselves(catalog):
    assert list(catalog.labels()) == [
        Label(
            "b/乙.txt",
            "乙'办法\"",
            "云府〔2023〕1号",
            "2023-01-29",
            "市政府",
            "日报",
            "2023-02-01",
            "2024-01-31",
            "a.txt",
        ),
        Label("a.txt", "甲"),
    ]


def test_passages_of_documents_and_beneath_headings(catalog):
    assert catalog.headings == ["第一条", ""]
    assert catalog.passages_of(["b/乙.txt"]) == [0, 1]
    assert catalog.passages_of(["a.txt", "b/乙.txt"]) == [0, 1, 2]
    assert catalog.passages_of([]) == []
    assert catalog.passages_under([0]) == [0, 2]
    with pytest.raises(CorpusError, match=r"没有这份文件：c.txt"):
        catalog.passages_of(["c.txt"])

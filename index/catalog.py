"""Stored texts and the positions of passages and sentences in them."""

from __future__ import annotations

import json
import sqlite3
import threading
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, fields
from functools import lru_cache, partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.errors import CorpusError, IndexUnusableError
from index.types import Chunk, Document, Label, Metadata, Sentence

# The text stands last: a reader of labels need not pass over it.
_COLUMNS = sorted((f.name for f in fields(Document)), key="text".__eq__)
_LABELS = [f.name for f in fields(Label)]
FILES = _CHUNKS, _SENTENCES, _DATABASE = "chunks.npy", "sentences.npy", "documents.sqlite"
_NO_HEAD = (-1, -1)


def write_catalog(
    folder: Path, documents: Sequence[Document], chunks: Sequence[Chunk], sentences: Sequence[Sentence]
) -> None:
    """Write texts and positions; chunk and sentence numbers are their places in the sequences."""
    ordinals = {d.id: i for i, d in enumerate(documents)}
    headings = {h: i for i, h in enumerate(dict.fromkeys(c.heading for c in chunks))}
    database = sqlite3.connect(folder / _DATABASE)
    try:
        with database:
            columns = ", ".join(f"{c} TEXT" if c != "body_start" else "body_start INTEGER" for c in _COLUMNS)
            database.execute(f"CREATE TABLE documents (ordinal INTEGER PRIMARY KEY, {columns})")
            database.execute("CREATE UNIQUE INDEX by_id ON documents (id)")
            database.execute("CREATE TABLE headings (ordinal INTEGER PRIMARY KEY, text TEXT)")
            marks = ", ".join("?" * (len(_COLUMNS) + 1))
            database.executemany(
                f"INSERT INTO documents VALUES ({marks})", map(_row, range(len(documents)), documents)
            )
            database.executemany("INSERT INTO headings VALUES (?, ?)", [(i, h) for h, i in headings.items()])
    finally:
        database.close()
    rows = (
        (ordinals[c.document_id], headings[c.heading], c.start, c.end, *(c.head or _NO_HEAD)) for c in chunks
    )
    np.save(folder / _CHUNKS, _table(rows, len(chunks), 6))
    np.save(folder / _SENTENCES, _table(((s.chunk, s.start, s.end) for s in sentences), len(sentences), 3))


def _table(rows: Iterable[tuple[int, ...]], count: int, width: int) -> npt.NDArray[np.int32]:
    """Rows of numbers as `int32[count, width]`; no list of them is made."""
    numbers = (number for row in rows for number in row)
    return np.fromiter(numbers, np.int32, count * width).reshape(count, width)


def _row(ordinal: int, document: Document) -> list[object]:
    values = asdict(document) | {
        "pages": " ".join(map(str, document.pages)),
        "inferred": " ".join(document.inferred),
        "stated": json.dumps(asdict(document.stated), ensure_ascii=False),
    }
    return [ordinal, *(values[c] for c in _COLUMNS)]


class Catalog:
    """Reads what `write_catalog` wrote; safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        try:
            uri = f"{(folder / _DATABASE).resolve().as_uri()}?mode=ro&immutable=1"
            self._database = sqlite3.connect(uri, uri=True, check_same_thread=False)
            try:
                self._load(folder)
            except BaseException:
                self._database.close()
                raise
        except (sqlite3.Error, OSError, ValueError, EOFError, IndexError) as error:
            raise IndexUnusableError(f"索引已损坏：{folder}。请运行：wenju index") from error
        self._lock = threading.Lock()
        # Of no method: a cycle would keep the files of a retired generation until the collector comes by.
        self._document = lru_cache(maxsize=512)(partial(_read_document, self._database, self._lock))

    def _load(self, folder: Path) -> None:
        self._headings = [h for (h,) in self._database.execute("SELECT text FROM headings ORDER BY ordinal")]
        self._ids = [i for (i,) in self._database.execute("SELECT id FROM documents ORDER BY ordinal")]
        self._ordinals = {document_id: i for i, document_id in enumerate(self._ids)}
        # Mapped: of a million passages a question looks at ten.
        self._chunks = np.asarray(np.load(folder / _CHUNKS, allow_pickle=False, mmap_mode="r"))
        self._sentences = np.asarray(np.load(folder / _SENTENCES, allow_pickle=False, mmap_mode="r"))

    def close(self) -> None:
        """Release the database file."""
        self._database.close()

    @property
    def document_ids(self) -> list[str]:
        """Ids of all documents, in order."""
        return list(self._ids)

    @property
    def chunk_count(self) -> int:
        """Number of passages."""
        return len(self._chunks)

    @property
    def sentence_count(self) -> int:
        """Number of sentences."""
        return len(self._sentences)

    def __contains__(self, document_id: str) -> bool:
        return document_id in self._ordinals

    def document(self, document_id: str) -> Document:
        """Return the document with its whole text. Raises CorpusError when the index has none of that id."""
        return self._document(self._ordinal(document_id))

    def documents(self) -> Iterator[Document]:
        """All documents, in order."""
        return map(self._document, range(len(self._ids)))

    def labels(self) -> Iterator[Label]:
        """What all documents are called, in order; no text is read."""
        query = f"SELECT {', '.join(_LABELS)} FROM documents ORDER BY ordinal"
        with self._lock:
            rows = self._database.execute(query).fetchall()
        return (Label(*row) for row in rows)

    def latest_date(self) -> str | None:
        """Latest day on which a document was published or took effect."""
        days = "SELECT published AS day FROM documents UNION SELECT effective FROM documents"
        with self._lock:
            latest: str | None = self._database.execute(f"SELECT max(day) FROM ({days})").fetchone()[0]
        return latest

    def chunk(self, number: int) -> Chunk:
        """Return the passage with that number."""
        document, heading, start, end, *head = self._chunks[number].tolist()
        has_head = tuple(head) != _NO_HEAD
        return Chunk(
            self._ids[document], self._headings[heading], start, end, (head[0], head[1]) if has_head else None
        )

    @property
    def headings(self) -> list[str]:
        """Heading paths of the passages, each once; their places are what `passages_under` takes."""
        return list(self._headings)

    def passages_of(self, documents: Collection[str]) -> list[int]:
        """Numbers of the passages of the documents with these ids, in order. Raises CorpusError."""
        ordinals = [self._ordinal(document_id) for document_id in documents]
        return np.flatnonzero(np.isin(self._chunks[:, 0], ordinals)).tolist()

    def passages_under(self, headings: Collection[int]) -> list[int]:
        """Numbers of the passages beneath the headings at these places of `headings`, in order."""
        return np.flatnonzero(np.isin(self._chunks[:, 1], list(headings))).tolist()

    def sentences_of(self, chunk: int) -> range:
        """Numbers of the sentences of a passage."""
        of = self._sentences[:, 0]
        first = bisect_left(of, chunk)
        return range(first, bisect_right(of, chunk, first))

    def sentence(self, number: int) -> Sentence:
        """Return the sentence with that number."""
        chunk, start, end = self._sentences[number].tolist()
        return Sentence(self._ids[int(self._chunks[chunk, 0])], chunk, start, end)

    def sentences(self, chunk: int) -> list[Sentence]:
        """The sentences of a passage, in order."""
        document_id = self._ids[int(self._chunks[chunk, 0])]
        numbers = self.sentences_of(chunk)
        rows = self._sentences[numbers.start : numbers.stop].tolist()
        return [Sentence(document_id, *row) for row in rows]

    def _ordinal(self, document_id: str) -> int:
        if document_id not in self._ordinals:
            raise CorpusError(
                f"索引里没有这份文件：{document_id}；请写相对语料文件夹的路径，wenju index --json 会列出"
            )
        return self._ordinals[document_id]

    def file_hashes(self) -> Iterator[tuple[str, str]]:
        """(document id, SHA-256 of its file) of all documents, in order."""
        with self._lock:
            rows = self._database.execute("SELECT id, sha256 FROM documents ORDER BY ordinal").fetchall()
        return iter(rows)


def _read_document(database: sqlite3.Connection, lock: threading.Lock, ordinal: int) -> Document:
    query = f"SELECT {', '.join(_COLUMNS)} FROM documents WHERE ordinal = ?"
    with lock:
        row = database.execute(query, (ordinal,)).fetchone()
    values = dict(zip(_COLUMNS, row, strict=True))
    pages, inferred = tuple(map(int, values["pages"].split())), tuple(values["inferred"].split())
    stated = json.loads(values["stated"])
    stated |= {"inferred": tuple(stated["inferred"])}
    return Document(**values | {"pages": pages, "inferred": inferred, "stated": Metadata(**stated)})

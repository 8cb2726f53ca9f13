"""A folder of files to a searchable index: load, cut, embed, store, swap in."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from index import embed as vectors
from index.articles import split_articles
from index.catalog import write_catalog
from index.chunk import sentence_spans, split_chunks
from index.encoder import Encoder, Progress
from index.errors import CorpusError, IndexUnusableError
from index.generation import (
    VERSION,
    Manifest,
    checksums,
    current_generation,
    exclusive,
    new_generation,
    publish,
    read_manifest,
    verify,
)
from index.lexical import LexicalIndex
from index.load import list_files, load_document
from index.supersede import mark_superseded
from index.types import Chunk, Document, FileReport, IndexReport, Sentence
from index.vectors import FlatStore

LEXICAL = "lexical"
# Below this share of a text in passages the file is a failure: half a text is not "indexed".
_MIN_COVERED = 0.99


@dataclass(frozen=True, slots=True)
class Settings:
    """What decides how texts are cut; another value makes another index."""

    chunk_size: int = 300


@dataclass(frozen=True, slots=True)
class Parts:
    """Passages and sentences of all documents, numbered by their place."""

    chunks: list[Chunk]
    sentences: list[Sentence]


def _no_meter(total: int) -> Progress:
    return lambda done: None


def build_index(
    corpus: Path,
    index_dir: Path,
    encoder: Encoder,
    settings: Settings | None = None,
    meter: vectors.Meter = _no_meter,
) -> IndexReport:
    """Bring the index up to date with the folder.

    Only texts that the current generation lacks are encoded; when nothing changed it stays as it is.
    Raises CorpusError for a folder without a readable document, IndexUnusableError when the index
    folder cannot be written; the old generation is then untouched.
    """
    started = time.perf_counter()
    settings = settings or Settings()
    with exclusive(index_dir):
        documents, reports = load_corpus(corpus, settings)
        if not documents:
            raise CorpusError(_no_documents(corpus, reports))
        previous = _previous(index_dir, encoder)
        files = {d.id: d.sha256 for d in documents} | {r.path: r.reason for r in reports if not r.indexed}
        if previous and _same(read_manifest(previous), corpus, files, settings):
            return _report(read_manifest(previous), reports, previous.name, 0, started)
        try:
            with new_generation(index_dir) as folder:
                manifest, encoded = write_generation(folder, documents, encoder, settings, previous, meter)
                manifest = replace(
                    manifest,
                    corpus=str(corpus.resolve()),
                    files=files,
                    report={r.path: asdict(r) for r in reports},
                )
                name = publish(index_dir, folder, manifest)
        except OSError as error:
            raise IndexUnusableError(
                f"写索引失败：{error.strerror or error}（{index_dir}），原有索引未改动"
            ) from error
    return _report(manifest, reports, name, encoded, started)


def load_corpus(corpus: Path, settings: Settings) -> tuple[list[Document], list[FileReport]]:
    """Return all readable documents, and a report on every file."""
    documents: list[Document] = []
    reports: list[FileReport] = []
    for path in list_files(corpus):
        name = path.relative_to(corpus).as_posix()
        try:
            document = load_document(path, corpus)
            report = _covered(document, settings)
        except CorpusError as error:
            reports.append(FileReport(name, indexed=False, reason=str(error)))
            continue
        documents.append(document)
        reports.append(report)
    return mark_superseded(documents), reports


def cut(documents: Sequence[Document], settings: Settings) -> Parts:
    """Passages and sentences of the documents."""
    chunks: list[Chunk] = []
    sentences: list[Sentence] = []
    for document in documents:
        articles = split_articles(document.id, document.text, document.body_start)
        for chunk in split_chunks(document.text, articles, settings.chunk_size):
            spans = sentence_spans(document.text, chunk, document.body_start)
            sentences += [Sentence(document.id, len(chunks), s, e) for s, e in spans]
            chunks.append(chunk)
    return Parts(chunks, sentences)


def write_generation(
    folder: Path,
    documents: Sequence[Document],
    encoder: Encoder,
    settings: Settings,
    previous: Path | None,
    meter: vectors.Meter,
) -> tuple[Manifest, int]:
    """Write all files of a generation but its manifest; returns that, and how many texts were encoded."""
    parts = cut(documents, settings)
    by_id = {d.id: d for d in documents}
    passages = [vectors.passage_text(by_id[c.document_id], c) for c in parts.chunks]
    quotes = [by_id[s.document_id].text[s.start : s.end] for s in parts.sentences]
    encoded = _write_vectors(folder, passages, quotes, encoder, previous, meter)
    lexical = folder / LEXICAL
    lexical.mkdir()
    LexicalIndex.build(lexical, passages)
    write_catalog(folder, documents, parts.chunks, parts.sentences)
    counts = (len(documents), len(parts.chunks), len(parts.sentences))
    made = checksums(folder)
    return Manifest(
        VERSION, encoder.name, encoder.dimensions, asdict(settings), "", {}, *counts, made, {}
    ), encoded


def _write_vectors(
    folder: Path,
    passages: list[str],
    quotes: list[str],
    encoder: Encoder,
    previous: Path | None,
    meter: vectors.Meter,
) -> int:
    known = vectors.known_passages(previous) if previous else {}
    whole = vectors.embed(passages, encoder, known, meter)
    FlatStore.build(whole.vectors).save(folder / vectors.PASSAGE_VECTORS)
    vectors.save_keys(folder / vectors.PASSAGE_KEYS, whole.keys)
    known = vectors.known_sentences(previous) if previous else {}
    single = vectors.embed(quotes, encoder, known, meter)
    # Half precision: cosines move by < 1e-3, and sentences are six times as many as passages.
    np.save(folder / vectors.SENTENCE_VECTORS, single.vectors.astype(np.float16))
    vectors.save_keys(folder / vectors.SENTENCE_KEYS, single.keys)
    return whole.encoded + single.encoded


def _covered(document: Document, settings: Settings) -> FileReport:
    """Report on a document. Raises CorpusError when its passages do not hold its text."""
    chunks = cut([document], settings).chunks
    total = sum(not c.isspace() for c in document.text)
    held = sum(sum(not c.isspace() for c in document.text[k.start : k.end]) for k in chunks)
    covered = held / total
    if covered < _MIN_COVERED:
        raise CorpusError(f"只有 {covered:.0%} 的文字进入了段落，未收录")
    return FileReport(
        document.id, True, "", document.codec, len(document.text), len(chunks), round(covered, 4)
    )


def _previous(index_dir: Path, encoder: Encoder) -> Path | None:
    """Return the current generation if it is sound and of this model, so that its vectors serve again."""
    try:
        folder = current_generation(index_dir)
        manifest = read_manifest(folder)
        verify(folder, manifest)
    except IndexUnusableError:
        return None
    return folder if (manifest.model, manifest.dimensions) == (encoder.name, encoder.dimensions) else None


def _same(manifest: Manifest, corpus: Path, files: dict[str, str], settings: Settings) -> bool:
    return (manifest.files, manifest.settings, manifest.corpus) == (
        files,
        asdict(settings),
        str(corpus.resolve()),
    )


def _no_documents(corpus: Path, reports: list[FileReport]) -> str:
    if not reports:
        return f"语料文件夹是空的：{corpus}。请放入 txt、md 或 html 文件后重试"
    return f"{corpus} 里的 {len(reports)} 个文件都无法收录，例如 {reports[0].path}：{reports[0].reason}"


def _report(
    manifest: Manifest, reports: list[FileReport], name: str, encoded: int, started: float
) -> IndexReport:
    reused = manifest.chunks + manifest.sentences - encoded
    seconds = round(time.perf_counter() - started, 2)
    counts = (manifest.documents, manifest.chunks, manifest.sentences)
    return IndexReport(tuple(reports), *counts, encoded, reused, name, seconds)

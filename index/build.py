"""A folder of files to a searchable index: load, cut, embed, store, swap in."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

from index import embed as vectors
from index.catalog import write_catalog
from index.corpus import Parts, Settings, cut, load_corpus
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
    storing,
    verify,
)
from index.lexical import LexicalIndex
from index.types import Document, FileReport, IndexReport
from index.vectors import FlatStore

__all__ = ["LEXICAL", "Parts", "Settings", "build_index", "cut", "load_corpus", "write_generation"]

LEXICAL = "lexical"


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
    folder cannot be written. Whatever is raised, the old generation is untouched.
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
        with new_generation(index_dir) as folder:
            manifest, encoded = write_generation(folder, documents, encoder, settings, previous, meter)
            report = {r.path: asdict(r) for r in reports}
            manifest = replace(manifest, corpus=str(corpus.resolve()), files=files, report=report)
            with storing(index_dir):
                name = publish(index_dir, folder, manifest)
    return _report(manifest, reports, name, encoded, started)


def write_generation(
    folder: Path,
    documents: Sequence[Document],
    encoder: Encoder,
    settings: Settings,
    previous: Path | None,
    meter: vectors.Meter,
) -> tuple[Manifest, int]:
    """Write all files of a generation but its manifest; returns that, and how many texts were encoded.

    Raises IndexUnusableError when the folder cannot be written; errors of the encoder pass as they are.
    """
    parts = cut(documents, settings)
    by_id = {d.id: d for d in documents}
    passages = [vectors.passage_text(by_id[c.document_id], c) for c in parts.chunks]
    quotes = [by_id[s.document_id].text[s.start : s.end] for s in parts.sentences]
    known = vectors.known_passages(previous) if previous else {}
    whole = vectors.embed(passages, encoder, known, meter)
    known = vectors.known_sentences(previous) if previous else {}
    single = vectors.embed(quotes, encoder, known, meter)
    with storing(folder):
        _write_vectors(folder, whole, single)
        (folder / LEXICAL).mkdir()
        LexicalIndex.build(folder / LEXICAL, passages)
        write_catalog(folder, documents, parts.chunks, parts.sentences)
        made = checksums(folder)
    counts = (len(documents), len(parts.chunks), len(parts.sentences))
    manifest = Manifest(
        VERSION, encoder.name, encoder.dimensions, asdict(settings), "", {}, *counts, made, {}
    )
    return manifest, whole.encoded + single.encoded


def _write_vectors(folder: Path, whole: vectors.Embedded, single: vectors.Embedded) -> None:
    FlatStore.build(whole.vectors).save(folder / vectors.PASSAGE_VECTORS)
    vectors.save_keys(folder / vectors.PASSAGE_KEYS, whole.keys)
    # Half precision: cosines move by < 1e-3, and sentences are six times as many as passages.
    np.save(folder / vectors.SENTENCE_VECTORS, single.vectors.astype(np.float16))
    vectors.save_keys(folder / vectors.SENTENCE_KEYS, single.keys)


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

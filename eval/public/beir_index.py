"""The corpus of a set in the form of BEIR as an index of passages that is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path

from eval.cases import read_rows
from index.build import silent, write_generation
from index.corpus import Settings, cut
from index.embed import Meter
from index.encoder import Encoder
from index.errors import IndexUnusableError, WenjuError
from index.generation import current_generation, new_generation, publish, storing
from index.load import make_document
from index.lock import exclusive
from index.manifest import read_manifest
from index.reader import Index
from index.types import Document

CORPUS = "corpus.jsonl"


def open_beir(folder: Path, encoder: Encoder, cache: Path, meter: Meter = silent) -> Index:
    """The index of the passages of a corpus, kept in `cache` until the corpus or the model changes.

    Sentences are not retrieved and cost most of the encoding: there are none. Raises WenjuError.
    """
    index_dir = cache / folder.resolve().name
    settings = Settings()
    files = {CORPUS: _hash(folder / CORPUS)}
    with exclusive(index_dir):
        if not _is_current(index_dir, files, encoder.name, settings):
            parts = replace(cut(list(_documents_of(folder)), settings), sentences=[])
            if not parts.documents:
                raise WenjuError(f"{folder / CORPUS} 里没有可用的文字")
            with new_generation(index_dir) as building:
                manifest, _ = write_generation(building, parts, encoder, settings, (), meter)
                report = [asdict(each) for each in parts.reports]
                made = replace(manifest, corpus=str(folder.resolve()), files=files, report=report)
                with storing(index_dir):
                    publish(index_dir, building, made)
    return Index.open(index_dir, encoder.name)


def _is_current(index_dir: Path, files: Mapping[str, str], model: str, settings: Settings) -> bool:
    try:
        found = read_manifest(current_generation(index_dir))
    except IndexUnusableError:
        return False
    return (found.files, found.model, found.settings) == (files, model, asdict(settings))


def _documents_of(folder: Path) -> Iterator[Document]:
    """Documents as the product makes them of plain texts, each with its title as its first line."""
    for where, row in read_rows(folder / CORPUS):
        try:
            id_, title, text = str(row["_id"]), str(row.get("title") or ""), str(row["text"])
        except (KeyError, TypeError) as error:
            raise WenjuError(f"{where} 不是一篇文件：缺少或写错 {error}") from error
        whole = "\n".join(filter(None, [title, text.replace("\r\n", "\n").replace("\r", "\n")]))
        if whole.strip():
            document = make_document(id_, whole, hashlib.sha256(whole.encode()).hexdigest())
            yield replace(document, title=title or document.title)


def _hash(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise WenjuError(f"无法读取 {path}：{error.strerror}") from error

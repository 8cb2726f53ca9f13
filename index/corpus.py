"""All files of the corpus: read, then cut into passages and sentences."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index.articles import split_articles
from index.chunk import sentence_spans, split_chunks
from index.decode import decode
from index.duplicates import Copies, find_copies
from index.encoder import Progress
from index.errors import CorpusError
from index.extract import Extractor
from index.files import SIDECAR, list_files, name_of, printable, read_file
from index.load import Known, Nothing, Part, load_document, parts_of
from index.sidecar import parse_sidecar
from index.supersede import mark_superseded
from index.types import Article, Chunk, Document, FileReport, Metadata, Sentence

# Below this share of a text in passages the file is a failure: half a text is not "indexed".
_MIN_COVERED = 0.99
# Metadata are a few lines; TOML is parsed in Python, at about a megabyte a second.
_MAX_SIDECAR = 64 << 10


@dataclass(frozen=True, slots=True)
class Settings:
    """What decides how texts are cut; another value makes another index.

    `recipe` is raised with every change of code that reads, cuts or labels texts otherwise: indexes are
    then made anew on the next run, and only texts that did change are encoded.
    """

    chunk_size: int = 300
    recipe: int = 6


@dataclass(frozen=True, slots=True)
class Loaded:
    """All documents that could be read, and the files that could not."""

    documents: list[Document]
    failures: list[FileReport]


@dataclass(frozen=True, slots=True)
class Parts:
    """Documents, their passages and sentences, numbered by their place.

    `copies` says which of them stand elsewhere too; `reports` are on each document, left out or not.
    """

    documents: list[Document]
    chunks: list[Chunk]
    sentences: list[Sentence]
    copies: Copies
    reports: list[FileReport]


def load_corpus(
    corpus: Path, progress: Progress, known: Known | None = None, paths: Sequence[Path] | None = None
) -> Loaded:
    """Read every file, or those of the `paths`. Nothing is read anew that is `known`.

    `progress` hears of each file done.
    """
    loaded = Loaded([], [])
    paths = list_files(corpus) if paths is None else paths
    sidecars = sidecars_of(paths)
    with Extractor() as extractor:
        for path in paths:
            if not path.name.endswith(SIDECAR):
                _load(path, corpus, sidecars.pop(path, None), known or Nothing(), extractor, loaded)
            progress(1)
    for sidecar in sidecars.values():
        loaded.failures.append(_failure(name_of(sidecar, corpus), "没有与它同名的文件，其中的元数据未使用"))
    return Loaded(mark_superseded(loaded.documents), loaded.failures)


def cut(documents: Sequence[Document], settings: Settings) -> Parts:
    """Passages and sentences of the documents; one whose passages lack text is left out, as a failure."""
    kept: list[Document] = []
    chunks: list[Chunk] = []
    sentences: list[Sentence] = []
    reports: list[FileReport] = []
    for document in documents:
        try:
            articles, own, spans, covered = _cut_one(document, settings)
        except Exception as error:
            reports.append(_failure(document.id, _reason(error), document.sha256))
            continue
        for chunk, places in zip(own, spans, strict=True):
            sentences += [Sentence(document.id, len(chunks), s, e) for s, e in places]
            chunks.append(chunk)
        kept.append(document)
        reports.append(_report(document, articles, own, covered))
    copies = find_copies(kept, chunks, sentences)
    reports = [replace(r, duplicate_of=copies.documents.get(r.path)) for r in reports]
    return Parts(kept, chunks, sentences, copies, reports)


def _cut_one(
    document: Document, settings: Settings
) -> tuple[list[Article], list[Chunk], list[list[tuple[int, int]]], float]:
    """Articles and passages, the sentences of each passage, and the share of the text that is in passages.

    Raises CorpusError when that share is too low.
    """
    articles = split_articles(document.id, document.text, document.body_start)
    chunks = split_chunks(document.text, articles, settings.chunk_size)
    covered = _covered(document.text, chunks)
    if covered < _MIN_COVERED:
        raise CorpusError(f"只有 {covered:.0%} 的文字进入了段落，未收录")
    spans = [sentence_spans(document.text, chunk, document.body_start) for chunk in chunks]
    return articles, chunks, spans, covered


def sidecars_of(paths: Sequence[Path]) -> dict[Path, Path]:
    """Metadata file of each file that has one; a metadata file without a file stands for itself.

    `a.pdf.meta.toml` belongs to `a.pdf`, and `a.meta.toml` to the only file called `a.` something.
    """
    files = [path for path in paths if not path.name.endswith(SIDECAR)]
    by_name: Mapping[Path, Path] = {path: path for path in files}
    shared = Counter(path.with_suffix("") for path in files)
    by_stem = {stem: path for path in files if shared[stem := path.with_suffix("")] == 1}
    found: dict[Path, Path] = {}
    for sidecar in paths:
        if sidecar.name.endswith(SIDECAR):
            named = sidecar.with_name(sidecar.name.removesuffix(SIDECAR))
            found[by_name.get(named) or by_stem.get(named) or sidecar] = sidecar
    return found


def _load(
    path: Path, corpus: Path, sidecar: Path | None, known: Known, extractor: Extractor, loaded: Loaded
) -> None:
    """Add the documents of a file, or why there are none."""
    try:
        stated = _stated(sidecar, corpus) if sidecar else Metadata()
        for part in parts_of(path, corpus):
            _load_part(part, stated, known, extractor, loaded)
    except Exception as error:
        loaded.failures.append(_failure(name_of(path, corpus), _reason(error)))


def _reason(error: Exception) -> str:
    """Why a file is none. The outer border: one that nobody foresaw must not keep the others out."""
    foreseen = isinstance(error, CorpusError)
    return str(error) if foreseen else printable(f"读取时出错（{type(error).__name__}：{error}）")


def _stated(sidecar: Path, corpus: Path) -> Metadata:
    """Return what a metadata file states. Raises CorpusError naming the file."""
    try:
        data = read_file(sidecar, corpus)
        if len(data) > _MAX_SIDECAR:
            raise CorpusError(f"超过 {_MAX_SIDECAR >> 10} KiB，请只写元数据")
        return parse_sidecar(decode(data)[0])
    except CorpusError as error:
        raise CorpusError(f"元数据文件 {sidecar.name}：{error}") from error


def _load_part(part: Part, stated: Metadata, known: Known, extractor: Extractor, loaded: Loaded) -> None:
    try:
        loaded.documents.append(load_document(part, stated, known, extractor))
    except Exception as error:
        sha256 = hashlib.sha256(part.data).hexdigest() if part.data is not None else ""
        loaded.failures.append(_failure(part.id, _reason(error), sha256))


def _failure(name: str, reason: str, sha256: str = "") -> FileReport:
    return FileReport(name, indexed=False, reason=reason, sha256=sha256)


def _report(
    document: Document, articles: Sequence[Article], chunks: Sequence[Chunk], covered: float
) -> FileReport:
    return FileReport(
        document.id,
        indexed=True,
        sha256=document.sha256,
        codec=document.codec,
        characters=len(document.text),
        articles=len(articles),
        chunks=len(chunks),
        covered=round(covered, 4),
        published=document.published,
        inferred="published" in document.inferred,
    )


def _covered(text: str, chunks: Sequence[Chunk]) -> float:
    """Share of the characters, blanks aside, that stand in passages."""
    held = sum(_solid(text[chunk.start : chunk.end]) for chunk in chunks)
    return held / _solid(text)


def _solid(text: str) -> int:
    return len("".join(text.split()))

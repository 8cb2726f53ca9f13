"""All files of the corpus, read and cut into passages and sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.articles import split_articles
from index.chunk import sentence_spans, split_chunks
from index.errors import CorpusError
from index.load import list_files, load_document, printable
from index.supersede import mark_superseded
from index.types import Chunk, Document, FileReport, Sentence

# Below this share of a text in passages the file is a failure: half a text is not "indexed".
_MIN_COVERED = 0.99


@dataclass(frozen=True, slots=True)
class Settings:
    """What decides how texts are cut; another value makes another index.

    `recipe` is raised with every change of code that cuts or labels texts otherwise: indexes are then
    made anew on the next run, and only texts that did change are encoded.
    """

    chunk_size: int = 300
    recipe: int = 2


@dataclass(frozen=True, slots=True)
class Parts:
    """Passages and sentences of all documents, numbered by their place."""

    chunks: list[Chunk]
    sentences: list[Sentence]


def load_corpus(corpus: Path, settings: Settings) -> tuple[list[Document], list[FileReport]]:
    """Return all readable documents, and a report on every file."""
    documents: list[Document] = []
    reports: list[FileReport] = []
    for path in list_files(corpus):
        name = printable(path.relative_to(corpus).as_posix())
        try:
            document = load_document(path, corpus)
            report = _covered(document, settings)
        except CorpusError as error:
            reports.append(FileReport(name, indexed=False, reason=str(error)))
            continue
        # The outer border: a file that nobody foresaw must not keep the others out.
        except Exception as error:
            reason = printable(f"读取时出错（{type(error).__name__}：{error}）")
            reports.append(FileReport(name, indexed=False, reason=reason))
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

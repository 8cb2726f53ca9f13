"""The nouns of the offline side. All frozen: an index is made once and only read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """One file of the corpus: its whole text, unaltered, and what is known about it.

    `id` is the path below the corpus with `/`. Dates are ISO `YYYY-MM-DD`. `pages` holds the
    offset at which each page starts (empty when the format has no pages).
    """

    id: str
    title: str
    text: str
    sha256: str
    codec: str
    body_start: int = 0
    published: str | None = None
    source: str | None = None
    issuer: str | None = None
    doc_no: str | None = None
    effective: str | None = None
    expires: str | None = None
    superseded_by: str | None = None
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """A headed part of a document: `document.text[start:end]`. Not nested, no gaps."""

    document_id: str
    heading: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage, the unit of retrieval: `document.text[start:end]`, inside one article."""

    document_id: str
    heading: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """The unit of evidence: `document.text[start:end]`, inside chunk number `chunk` of the index."""

    document_id: str
    chunk: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file of the corpus. `reason` is empty when it was indexed."""

    path: str
    indexed: bool
    reason: str = ""
    codec: str = ""
    characters: int = 0
    chunks: int = 0
    covered: float = 0.0


@dataclass(frozen=True, slots=True)
class IndexReport:
    """The end of an indexing run: every file of the corpus is in `files`, indexed or failed."""

    files: tuple[FileReport, ...]
    documents: int
    chunks: int
    sentences: int
    encoded: int
    reused: int
    generation: str
    seconds: float

    @property
    def failures(self) -> tuple[FileReport, ...]:
        """Files that were not indexed."""
        return tuple(f for f in self.files if not f.indexed)

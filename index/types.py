"""The nouns of the offline side. All frozen: an index is made once and only read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about a document besides its text; None is unknown. Dates are ISO `YYYY-MM-DD`.

    `inferred` names the fields that were concluded from something else; all others are stated.
    """

    title: str | None = None
    published: str | None = None
    source: str | None = None
    issuer: str | None = None
    doc_no: str | None = None
    effective: str | None = None
    expires: str | None = None
    superseded_by: str | None = None
    inferred: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Extracted:
    """What a reader makes of the bytes of a file.

    `codec` names the character code of a text file, else the way to the text (`pdf`, `pdf+ocr`, `docx`).
    `pages` holds the offset at which each page starts (empty when the format has no pages). `stated` is
    what the file says of itself outside its text, in the head of a web page for instance.
    """

    text: str
    codec: str
    pages: tuple[int, ...] = ()
    stated: Metadata = Metadata()


@dataclass(frozen=True, slots=True)
class Document:
    """One file of the corpus: its whole text, unaltered, and what is known about it.

    `id` is the path below the corpus with `/`; that of a file in an archive goes on inside the archive.
    Dates are ISO `YYYY-MM-DD`; `inferred` names the fields that were concluded, not read. `pages` holds
    the offset at which each page starts (empty when the format has no pages). `stated` is kept from
    `Extracted`, so that the file need not be read again.
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
    inferred: tuple[str, ...] = ()
    stated: Metadata = Metadata()


@dataclass(frozen=True, slots=True)
class Label:
    """What a document is called, who published it and when, how long it holds; without its text."""

    id: str
    title: str
    doc_no: str | None = None
    published: str | None = None
    issuer: str | None = None
    source: str | None = None
    effective: str | None = None
    expires: str | None = None
    superseded_by: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """A headed part of a document: `document.text[start:end]`. Not nested, no gaps."""

    document_id: str
    heading: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage, the unit of retrieval: `document.text[start:end]`, inside one article.

    `head` is (start, end) of the heads of the table whose rows the passage holds, when they stand
    outside of it.
    """

    document_id: str
    heading: str
    start: int
    end: int
    head: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """The unit of evidence: `document.text[start:end]`, inside chunk number `chunk` of the index."""

    document_id: str
    chunk: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file of the corpus. `reason` is empty when it was indexed.

    `covered` is the share of its characters that stand in passages; `inferred` says that the date of
    publication was concluded; `duplicate_of` names the document that holds the same text.
    """

    path: str
    indexed: bool
    reason: str = ""
    sha256: str = ""
    codec: str = ""
    characters: int = 0
    articles: int = 0
    chunks: int = 0
    covered: float = 0.0
    published: str | None = None
    inferred: bool = False
    duplicate_of: str | None = None


@dataclass(frozen=True, slots=True)
class IndexReport:
    """The end of an indexing run: every file of the corpus is in `files`, indexed or failed."""

    files: tuple[FileReport, ...]
    sentences: int
    encoded: int
    reused: int
    generation: str
    seconds: float

    @property
    def indexed(self) -> tuple[FileReport, ...]:
        """Files that were indexed."""
        return tuple(f for f in self.files if f.indexed)

    @property
    def failures(self) -> tuple[FileReport, ...]:
        """Files that were not indexed."""
        return tuple(f for f in self.files if not f.indexed)

    @property
    def documents(self) -> int:
        """Number of documents."""
        return len(self.indexed)

    @property
    def chunks(self) -> int:
        """Number of passages."""
        return sum(f.chunks for f in self.files)

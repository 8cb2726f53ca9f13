"""Files to documents: every file ends as documents, or as a CorpusError that says why."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from index.archive import ARCHIVES, open_archive
from index.errors import CorpusError
from index.extract import Extractor
from index.files import ending_of, name_of, read_file
from index.metadata import file_title, read_metadata
from index.types import Document, Extracted, Metadata


@dataclass(frozen=True, slots=True)
class Part:
    """What is to become one document: a file, or a file inside an archive. Without data, the reason."""

    id: str
    data: bytes | None
    reason: str = ""


class Known(Protocol):
    """What was read before and need not be read again."""

    def text(self, sha256: str, ending: str) -> Extracted | None:
        """Return what a file of these bytes and this ending was read as."""

    def failure(self, sha256: str, document_id: str) -> str | None:
        """Return why it could not be read."""


class Nothing:
    """Nothing was read before."""

    def text(self, sha256: str, ending: str) -> Extracted | None:
        """Return None."""
        return None

    def failure(self, sha256: str, document_id: str) -> str | None:
        """Return None."""
        return None


def parts_of(path: Path, corpus: Path) -> Iterator[Part]:
    """Return the file, or the files of an archive. Raises CorpusError when the file cannot be read."""
    name = name_of(path, corpus)
    data = read_file(path, corpus)
    if ending_of(name) not in ARCHIVES:
        yield Part(name, data)
        return
    for member in open_archive(data):
        yield Part(f"{name}/{member.name}", member.data, member.reason)


def load_document(part: Part, sidecar: Metadata, known: Known, extractor: Extractor) -> Document:
    """Read one document. Raises CorpusError naming the reason when there is none."""
    if part.data is None:
        raise CorpusError(part.reason)
    sha256 = hashlib.sha256(part.data).hexdigest()
    ending = ending_of(part.id)
    found = known.text(sha256, ending)
    if found is None:
        if reason := known.failure(sha256, part.id):
            raise CorpusError(reason)
        found = extractor.read(ending, part.data) if part.data else Extracted("", "")
    if not found.text.strip():
        raise CorpusError("文件是空的")
    return _document(part.id, found, sha256, sidecar)


def make_document(document_id: str, text: str, sha256: str) -> Document:
    """Return the document of a plain text, with the metadata that it and its name state."""
    return _document(document_id, Extracted(text, "utf-8"), sha256, Metadata())


def _document(document_id: str, extracted: Extracted, sha256: str, sidecar: Metadata) -> Document:
    """Join a text with the metadata that its sidecar, its file, it itself and its name state."""
    found, body_start = read_metadata(extracted.text, document_id, extracted.stated, sidecar)
    return Document(
        document_id,
        found.title or file_title(document_id),
        extracted.text,
        sha256,
        extracted.codec,
        body_start,
        found.published,
        found.source,
        found.issuer,
        found.doc_no,
        found.effective,
        found.expires,
        found.superseded_by,
        extracted.pages,
        found.inferred if found.title else (*found.inferred, "title"),
        extracted.stated,
    )

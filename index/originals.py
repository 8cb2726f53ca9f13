"""The files that documents were read from, as they are now."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from index.errors import CorpusError
from index.load import parts_of
from index.manifest import Manifest
from index.types import Document


@dataclass(frozen=True, slots=True)
class Original:
    """The bytes of a document's file; `changed` when they are not those that were indexed."""

    name: str
    data: bytes
    changed: bool


def read_original(manifest: Manifest, document: Document) -> Original:
    """Read the file of a document of the index, or its part of an archive.

    Only files that the manifest lists are opened, by the name that stands there. Raises CorpusError for one
    that is not listed, is gone, or leads out of the corpus.
    """
    listed = [name for name in _holders(document.id) if name in manifest.files]
    if not listed or not manifest.corpus:
        raise CorpusError(f"索引的文件清单里没有 {document.id}")
    corpus = Path(manifest.corpus)
    part = next((p for p in parts_of(corpus / listed[0], corpus) if p.id == document.id), None)
    if part is None or part.data is None:
        raise CorpusError(part.reason if part else f"压缩包里已没有 {document.id}，请更新索引")
    changed = hashlib.sha256(part.data).hexdigest() != document.sha256
    return Original(PurePosixPath(document.id).name, part.data, changed)


def _holders(document_id: str) -> list[str]:
    """The file itself, or the archives that it may be in."""
    path = PurePosixPath(document_id)
    return [document_id, *(str(p) for p in path.parents if p.name)]

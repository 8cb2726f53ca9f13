"""What the current generation knows of the corpus: texts that need not be read again, and failures."""

from __future__ import annotations

from index.catalog import Catalog
from index.files import ending_of
from index.formats.office import LEGACY
from index.types import Extracted, FileReport


class Stored:
    """Texts and failures of a generation, by the hash of the file. `index.load.Known` in deed."""

    def __init__(self, catalog: Catalog, reports: list[FileReport]) -> None:
        self._catalog = catalog
        self._ids = {(sha256, ending_of(i)): i for i, sha256 in catalog.file_hashes()}
        self._failures = {(r.sha256, r.path): r.reason for r in reports if not r.indexed}

    def text(self, sha256: str, ending: str) -> Extracted | None:
        """Return what a file of these bytes and this ending was read as."""
        stored = self._ids.get((sha256, ending))
        if stored is None:
            return None
        document = self._catalog.document(stored)
        return Extracted(document.text, document.codec, document.pages, document.stated)

    def failure(self, sha256: str, document_id: str) -> str | None:
        """Return why it could not be read; formats that need another program are tried again."""
        return None if ending_of(document_id) in LEGACY else self._failures.get((sha256, document_id))

"""What an opened index holds, apart from any question."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

from index.clauses import clause_path
from index.errors import CorpusError
from index.originals import Original, read_original
from index.reader import Index
from index.types import Document, FileReport
from rag.cite import citation_of
from rag.directory import Directory
from rag.in_force import InForce
from rag.scope import all_sources, all_years
from rag.types import Citation

_JUST_NOW = 0.05  # seconds


class Shelf:
    """The documents of an index, their files, and what they can be chosen by."""

    def __init__(self, index: Index, directory: Directory, in_force: InForce) -> None:
        self._index = index
        self._directory = directory
        self._in_force = in_force
        self._latest = index.catalog.latest_date()

    def document(self, document_id: str) -> Document:
        """A stored document, whole. Raises CorpusError when there is none of that id."""
        with self._sound():
            return self._index.catalog.document(document_id)

    def citation(self, document_id: str, start: int, end: int) -> Citation:
        """A slice of a stored document as a citation. Raises CorpusError when there is no such slice."""
        document = self.document(document_id)
        if not 0 <= start < end <= len(document.text):
            raise CorpusError(
                f"《{document.title}》里没有第 {start} 到第 {end} 字（全文 {len(document.text)} 字）"
            )
        passages = map(self._index.catalog.chunk, self._index.catalog.passages_of([document_id]))
        heading = next((p.heading for p in passages if p.start <= start < p.end), "")
        path = " > ".join((heading, *clause_path(document.text, heading, start))) if heading else ""
        return citation_of(1, document, (start, end), path, self._in_force.status(document, self._latest))

    def original(self, document_id: str) -> Original:
        """The file of a document, see `index.originals`."""
        return read_original(self._index.manifest, self.document(document_id))

    def files(self) -> tuple[FileReport, ...]:
        """What became of every file of the folder: the report of the index."""
        return self._files

    def sources(self) -> tuple[str, ...]:
        """Sources that a `Scope` may name."""
        return self._sources

    def years(self) -> tuple[str, ...]:
        """Years that a `Scope` may name, the latest first."""
        return self._years

    @cached_property
    def _files(self) -> tuple[FileReport, ...]:
        return tuple(self._index.manifest.reports())  # asked for at every load of the page

    @cached_property
    def _sources(self) -> tuple[str, ...]:
        return all_sources(self._directory.labels)  # asked for at every load of the page

    @cached_property
    def _years(self) -> tuple[str, ...]:
        return all_years(self._directory.labels)

    def check(self) -> None:
        """Raise IndexUnusableError when the files of the index were written to since it was opened."""
        self._index.check()

    @contextmanager
    def _sound(self) -> Iterator[None]:
        """Raise IndexUnusableError, whatever else happens, when the files of the index were written to.

        What was read meanwhile does not come out then; nothing is read of them, unless it happened just now.
        """
        # With 16 clients two checks for each answer, of a call of the system for each file, were a tenth.
        self._index.check(_JUST_NOW)
        try:
            yield
        finally:
            self.check()

    def close(self) -> None:
        """Release the files of the index."""
        self._index.close()

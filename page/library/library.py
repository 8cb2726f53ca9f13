"""The library: uploads, deletions and runs of indexing, as one thing that the tab speaks to."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from index.embed import Meter
from index.errors import CorpusError
from index.files import name_of, printable
from index.reindex import Reindex, State
from index.shelf import MAX_FILE_BYTES, Discarded, Shelf
from index.types import IndexReport
from page.library.uploads import Outcome, Upload, Uploads
from page.texts import ZH, Texts, verbatim

_TRASH = "trash"


class Library:
    """A corpus folder with its index. Safe to use from several threads; all browsers see the same one.

    `build` brings the index up to date and lets new questions see it; `report` is that of the index that
    answers now.
    """

    def __init__(
        self, corpus: Path, index_dir: Path, build: Callable[[Meter], IndexReport], report: IndexReport
    ) -> None:
        self._index_dir = index_dir
        self._shelf = Shelf(corpus, index_dir / _TRASH)
        self._reindex = Reindex(build, report)
        self._uploads = Uploads()

    @property
    def trash(self) -> Path:
        """The folder to which deleted files are moved."""
        return self._shelf.trash

    def upload(self, file: Path, name: str, replacing: bool) -> None:
        """Take a file in, or note why not; `update` makes the index see it."""
        try:
            added = self._shelf.add(file, name, replacing)
            self._note(Upload(name, added.path, remark=added.remark))
        except CorpusError as error:
            self._note(Upload(name, None, verbatim(str(error))))
        finally:
            file.unlink(missing_ok=True)

    def refuse(self, name: str, size: int) -> None:
        """Note a file of so many bytes that did not arrive."""
        key = "upload_too_large" if size > MAX_FILE_BYTES else "upload_interrupted"
        megabytes, limit = f"{size / (1 << 20):.0f}", MAX_FILE_BYTES >> 20
        self._note(Upload(name, None, lambda texts: texts(key, size=megabytes, limit=limit)))

    def discard(self, document_id: str, texts: Texts = ZH) -> Discarded:
        """Move the file of a document to the trash, update the index. Raises CorpusError saying why not."""
        file = name_of(self._shelf.file_of(document_id), self._shelf.corpus)
        kept = [
            r for r in self.state().report.indexed if r.path != file and not r.path.startswith(f"{file}/")
        ]
        if not kept:
            raise CorpusError(texts("only_one"))
        discarded = self._shelf.discard(document_id)
        self._uploads.forget(discarded.path)
        self.update()
        return discarded

    def restore(self, token: str) -> str:
        """Put back what `discard` moved and update the index. Raises CorpusError saying why not."""
        path = self._shelf.restore(token)
        self.update()
        return path

    def update(self) -> None:
        """Ask for a run of indexing, or for one more after the one under way."""
        self._uploads.sent(self._reindex.request())

    def follow(self) -> None:
        """Ask for a run because the folder changed; uploads under way wait for one of their own."""
        self._reindex.request()

    def clear(self) -> None:
        """Forget what became of the uploads."""
        self._uploads.clear()

    def state(self) -> State:
        """How it stands with the runs of indexing."""
        return self._reindex.state()

    def outcomes(self, state: State, texts: Texts = ZH) -> list[Outcome]:
        """How it stands with the uploads."""
        return self._uploads.outcomes(state, texts)

    def built(self, report: IndexReport) -> str:
        """The minute in which the generation of a report was written, in local time; empty if unknown."""
        try:
            written = (self._index_dir / "generations" / report.generation).stat().st_mtime
        except OSError:
            return ""
        return time.strftime("%Y-%m-%d %H:%M", time.localtime(written))

    def _note(self, upload: Upload) -> None:
        # A name may hold what cannot be written: half a character, which the page could not be sent.
        self._uploads.add(replace(upload, name=printable(upload.name)), self.state())

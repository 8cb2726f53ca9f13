"""What became of each uploaded file: refused at once, waiting for the index, taken in, or unreadable."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, takewhile

from index.files import SIDECAR
from index.reindex import State
from index.types import FileReport, IndexReport
from page.texts import ZH, Said, Texts, verbatim

_KEPT = 200


@dataclass(frozen=True, slots=True)
class Upload:
    """One file that was handed in. `path` is its place in the corpus, None when `reason` refused it.

    `run` is the number of the run of indexing that sees it, None while none was asked for.
    """

    name: str
    path: str | None
    reason: Said = verbatim("")
    remark: str = ""
    run: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it stands with an upload: `kind` is `waiting`, `indexed` or `failed`."""

    name: str
    kind: str
    text: str


class Reports:
    """The reports of an index in the order of their paths, where those of a file are found at once."""

    def __init__(self, index: IndexReport) -> None:
        self.index = index
        self._ordered = sorted(index.files, key=_path)

    def of(self, file: str) -> list[FileReport]:
        """The report of a file of the corpus, or of an archive's files: their paths go on inside it."""
        inside = f"{file}/"
        own = takewhile(lambda report: report.path == file, self._onwards(file))
        return [*own, *takewhile(lambda report: report.path.startswith(inside), self._onwards(inside))]

    def _onwards(self, path: str) -> Iterator[FileReport]:
        return islice(self._ordered, bisect_left(self._ordered, path, key=_path), None)


class Uploads:
    """The uploads of the last batch, or of those that are under way. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._uploads: tuple[Upload, ...] = ()
        self._reports: Reports | None = None

    def add(self, upload: Upload, state: State) -> None:
        """Note one more; it begins a new batch when the last one has come to its end."""
        with self._lock:
            ended = all(u.path is None or _is_over(u, state) for u in self._uploads)
            fresh = all(u.run is not None for u in self._uploads)
            kept = () if ended and fresh else self._uploads
            self._uploads = (*kept, upload)[-_KEPT:]

    def sent(self, run: int) -> None:
        """Note that the run with this number sees all that were added."""
        with self._lock:
            self._uploads = tuple(u if u.run is not None else replace(u, run=run) for u in self._uploads)

    def forget(self, path: str) -> None:
        """Leave out the file at this place of the corpus."""
        with self._lock:
            self._uploads = tuple(u for u in self._uploads if u.path != path)

    def clear(self) -> None:
        """Forget them all."""
        with self._lock:
            self._uploads = ()

    def outcomes(self, state: State, texts: Texts = ZH) -> list[Outcome]:
        """Say of each how it stands after the runs so far."""
        with self._lock:
            uploads = self._uploads
        if not uploads:
            return []
        reports = self._of(state.report)
        return [_outcome(upload, state, reports, texts) for upload in uploads]

    def _of(self, index: IndexReport) -> Reports:
        """Put in order once for an index: every open page asks for the outcomes again and again."""
        reports = self._reports
        if reports is None or reports.index is not index:
            reports = self._reports = Reports(index)
        return reports


def _is_over(upload: Upload, state: State) -> bool:
    return upload.run is not None and upload.run <= state.finished


def _path(report: FileReport) -> str:
    return report.path


def _outcome(upload: Upload, state: State, index: Reports, texts: Texts) -> Outcome:
    if upload.path is None:
        return Outcome(upload.name, "failed", upload.reason(texts))
    if not _is_over(upload, state):
        return Outcome(upload.name, "waiting", _joined(texts, texts("upload_waiting"), upload.remark))
    if upload.run is not None and upload.run > state.succeeded:
        return Outcome(upload.name, "failed", _joined(texts, texts("upload_not_indexed"), upload.remark))
    reports = index.of(upload.path)
    if reports:
        return _reported(upload, reports, texts)
    if upload.path.endswith(SIDECAR):
        return Outcome(upload.name, "indexed", _joined(texts, texts("upload_sidecar"), upload.remark))
    return Outcome(upload.name, "failed", texts("upload_missing"))


def _reported(upload: Upload, reports: Sequence[FileReport], texts: Texts) -> Outcome:
    failed = [r for r in reports if not r.indexed]
    if failed and len(reports) == 1:
        return Outcome(upload.name, "failed", failed[0].reason)
    if failed:
        text = texts(
            "upload_partly",
            taken=len(reports) - len(failed),
            failed=len(failed),
            name=failed[0].path.rpartition("/")[2],
            reason=failed[0].reason,
        )
        return Outcome(upload.name, "failed", _joined(texts, text, upload.remark))
    if len(reports) > 1:
        text = texts("upload_archive", count=len(reports))
        return Outcome(upload.name, "indexed", _joined(texts, text, upload.remark))
    copy = texts("copy_of", path=reports[0].duplicate_of) if reports[0].duplicate_of else ""
    return Outcome(upload.name, "indexed", _joined(texts, texts("upload_indexed"), copy, upload.remark))


def _joined(texts: Texts, *parts: str) -> str:
    return texts("semicolon").join(part for part in parts if part)

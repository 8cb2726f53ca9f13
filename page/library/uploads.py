"""What became of each uploaded file: refused at once, waiting for the index, taken in, or unreadable."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.files import SIDECAR
from index.reindex import State
from index.types import FileReport

_KEPT = 200


@dataclass(frozen=True, slots=True)
class Upload:
    """One file that was handed in. `path` is its place in the corpus, None when `reason` refused it.

    `run` is the number of the run of indexing that sees it, None while none was asked for.
    """

    name: str
    path: str | None
    reason: str = ""
    remark: str = ""
    run: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it stands with an upload: `kind` is `waiting`, `indexed` or `failed`."""

    name: str
    kind: str
    text: str


class Uploads:
    """The uploads of the last batch, or of those that are under way. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._uploads: tuple[Upload, ...] = ()

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

    def outcomes(self, state: State) -> list[Outcome]:
        """Say of each how it stands after the runs so far."""
        with self._lock:
            uploads = self._uploads
        return [_outcome(upload, state) for upload in uploads]


def _is_over(upload: Upload, state: State) -> bool:
    return upload.run is not None and upload.run <= state.finished


def _outcome(upload: Upload, state: State) -> Outcome:
    if upload.path is None:
        return Outcome(upload.name, "failed", upload.reason)
    if not _is_over(upload, state):
        return Outcome(upload.name, "waiting", _joined("等待收录", upload.remark))
    if upload.run is not None and upload.run > state.succeeded:
        return Outcome(upload.name, "failed", _joined("文件已存好，但索引未更新", upload.remark))
    reports = [r for r in state.report.files if _holds(upload.path, r.path)]
    if reports:
        return _reported(upload, reports)
    if upload.path.endswith(SIDECAR):
        return Outcome(upload.name, "indexed", _joined("已用作说明文件", upload.remark))
    return Outcome(upload.name, "failed", "索引的报告里没有这份文件，可能已被移走")


def _reported(upload: Upload, reports: Sequence[FileReport]) -> Outcome:
    failed = [r for r in reports if not r.indexed]
    if failed and len(reports) == 1:
        return Outcome(upload.name, "failed", failed[0].reason)
    if failed:
        taken = len(reports) - len(failed)
        first = f"{failed[0].path.rpartition('/')[2]}：{failed[0].reason}"
        text = f"收录 {taken} 份，{len(failed)} 份未收录，例如 {first}"
        return Outcome(upload.name, "failed", _joined(text, upload.remark))
    copy = reports[0].duplicate_of if len(reports) == 1 else None
    text = "已收录" if len(reports) == 1 else f"已收录，内有 {len(reports)} 份"
    return Outcome(upload.name, "indexed", _joined(text, f"与 {copy} 同文" if copy else "", upload.remark))


def _holds(file: str, document_id: str) -> bool:
    return document_id == file or document_id.startswith(f"{file}/")


def _joined(*parts: str) -> str:
    return "；".join(part for part in parts if part)

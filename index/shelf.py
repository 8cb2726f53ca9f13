"""Files put into the corpus folder and taken out of it, for people who do not see the folder itself.

Nothing is ever destroyed: what is taken out, or replaced, goes to a folder of its own in the trash, and can
be put back from there.
"""

from __future__ import annotations

import filecmp
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from index.corpus import sidecars_of
from index.disk import sync
from index.errors import CorpusError
from index.files import SIDECAR, list_files, name_of
from index.names import numbered, safe_name

# Where uploads are put: the owner of the folder sees what came through the page.
UPLOADS = "上传"
MAX_FILE_BYTES = 100 * 1024 * 1024
_MAX_SAME_NAME = 1000
_ABANDONED_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Added:
    """A file that is in the corpus now; `remark` says what became of one of the same name."""

    path: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Discarded:
    """What was moved to the trash: the file, and the name of its folder there, which `restore` takes."""

    path: str
    token: str


class Shelf:
    """The corpus folder as a thing to put files on. Safe to use from several threads."""

    def __init__(self, corpus: Path, trash: Path) -> None:
        self.corpus = corpus
        self.trash = trash
        self._lock = threading.Lock()

    def add(self, file: Path, name: str, replace: bool = False) -> Added:
        """Move a file from outside into the corpus. Raises CorpusError saying why it was not taken.

        It appears under its name whole or not at all. One of the same name stays, and the new one gets a
        number, unless `replace` sends the old one to the trash.
        """
        name = safe_name(name)
        with self._lock, _said("写入"):
            size = file.stat().st_size
            if size > MAX_FILE_BYTES:
                raise CorpusError(too_large(size))
            folder = self.corpus / UPLOADS
            self._check_inside(folder)
            folder.mkdir(exist_ok=True)
            _remove_abandoned(folder)
            return self._place(file, folder / name, replace)

    def discard(self, document_id: str) -> Discarded:
        """Move the file of a document, with its metadata file, to the trash. Raises CorpusError.

        A document inside an archive goes with its archive.
        """
        with self._lock, _said("移动"):
            path = self.file_of(document_id)
            sidecar = sidecars_of(list_files(self.corpus)).get(path)
            token = self._to_trash(path, *([sidecar] if sidecar else []))
            return Discarded(name_of(path, self.corpus), token)

    def restore(self, token: str) -> str:
        """Put back what `discard` moved; returns its path. Raises CorpusError when that cannot be."""
        with self._lock, _said("移动"):
            if token not in {path.name for path in self.trash.glob("*") if path.is_dir()}:
                raise CorpusError("回收文件夹里已经没有这份文件")
            folder = self.trash / token
            files = sorted(path for path in folder.rglob("*") if not path.is_dir() or path.is_symlink())
            targets = [self.corpus / path.relative_to(folder) for path in files]
            taken = next((t for t in targets if t.exists()), None)
            if taken:
                raise CorpusError(f"原处已有同名文件 {name_of(taken, self.corpus)}，未放回")
            for file, target in zip(files, targets, strict=True):
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.move(file, target)
            shutil.rmtree(folder, ignore_errors=True)
            shown = next((t for t in targets if not t.name.endswith(SIDECAR)), None)
            return name_of(shown, self.corpus) if shown else token

    def file_of(self, document_id: str) -> Path:
        """Return the file that holds a document. Raises CorpusError when the corpus has none.

        The id is compared with the files that there are, and never used as a path.
        """
        files = {name_of(path, self.corpus): path for path in list_files(self.corpus)}
        holders = [document_id, *(document_id[:i] for i, c in enumerate(document_id) if c == "/")]
        for holder in holders:
            path = files.get(holder)
            if path and (path.is_file() or path.is_symlink()):
                return path
        raise CorpusError(f"文件夹里已经没有这份文件：{document_id}")

    def _place(self, file: Path, target: Path, replace: bool) -> Added:
        remark = ""
        if target.exists():
            if filecmp.cmp(file, target, shallow=False):
                file.unlink()
                return Added(name_of(target, self.corpus), "已有内容相同的同名文件，没有重复写入")
            if replace:
                remark = "替换了同名文件，旧的已移到回收文件夹"
            else:
                target = _free(target)
                remark = f"已有同名文件，存为 {target.name}"
        part = target.with_name(f".{uuid4().hex}.part")
        try:
            shutil.copyfile(file, part)
            sync(part)
            if target.exists():  # until the new one stands in its place the old one is never away
                self._to_trash(target, move=shutil.copy2)
            part.replace(target)
            sync(target.parent)
        finally:
            part.unlink(missing_ok=True)
        file.unlink()
        return Added(name_of(target, self.corpus), remark)

    def _to_trash(self, *paths: Path, move: Callable[[Path, Path], object] = shutil.move) -> str:
        token = f"{time.strftime('%Y%m%d-%H%M%S')}-{uuid4().hex[:6]}"
        for path in paths:
            target = self.trash / token / path.relative_to(self.corpus)
            target.parent.mkdir(parents=True, exist_ok=True)
            move(path, target)
            if not target.is_symlink():
                sync(target)
            sync(target.parent)
        return token

    def _check_inside(self, folder: Path) -> None:
        if not folder.resolve().is_relative_to(self.corpus.resolve()):
            raise CorpusError(f"{UPLOADS} 是指向语料文件夹之外的链接，未写入")


def too_large(size: int) -> str:
    """Why a file of this many bytes is not taken."""
    return f"文件有 {size / (1 << 20):.0f} MB，超过 {MAX_FILE_BYTES >> 20} MB，请拆分后重试"


def _free(target: Path) -> Path:
    names = (numbered(target.name, n) for n in range(2, _MAX_SAME_NAME))
    free = next((target.with_name(name) for name in names if not target.with_name(name).exists()), None)
    if free is None:
        raise CorpusError(f"名为 {target.name} 的文件太多，请改名后重试")
    return free


def _remove_abandoned(folder: Path) -> None:
    """Delete halves of files whose copying was cut off more than a day ago."""
    for part in folder.glob(".*.part"):
        if time.time() - part.stat().st_mtime > _ABANDONED_SECONDS:
            part.unlink(missing_ok=True)


@contextmanager
def _said(what: str) -> Iterator[None]:
    """Turn what the disk raises into CorpusError."""
    try:
        yield
    except OSError as error:
        raise CorpusError(f"无法{what}文件：{error.strerror or error}") from error

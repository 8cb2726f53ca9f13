"""The files of a corpus folder: which there are, which of them may be read, and their bytes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from index.errors import CorpusError

SIDECAR = ".meta.toml"
_MAX_BYTES = 256 * 1024 * 1024
HIDDEN = (".", "~$")


def list_files(corpus: Path) -> list[Path]:
    """Every file below the folder, by name; hidden ones and office lock files are not documents.

    A folder that cannot be listed, or is a link, stands in the place of its files. Raises CorpusError
    when the corpus itself is missing, is no folder, or cannot be listed.
    """
    if not corpus.exists():
        raise CorpusError(f"找不到语料文件夹：{corpus}。请检查路径，或先建立该文件夹并放入文件")
    if not corpus.is_dir():
        raise CorpusError(f"语料应是文件夹，而不是文件：{corpus}")
    paths: list[Path] = []

    def report(error: OSError) -> None:
        if Path(error.filename) == corpus:
            raise CorpusError(f"无法读取语料文件夹 {corpus}：{error.strerror}") from error
        paths.append(Path(error.filename))

    for top, folders, files in os.walk(corpus, onerror=report):
        folders[:] = [name for name in folders if not name.startswith(HIDDEN)]
        folder = Path(top)
        paths += [folder / name for name in files if not name.startswith(HIDDEN)]
        paths += [folder / name for name in folders if (folder / name).is_symlink()]
    return sorted(paths)


def name_of(path: Path, corpus: Path) -> str:
    """Path below the corpus with `/`, as it can be written: the id of a document."""
    return printable(path.relative_to(corpus).as_posix())


def ending_of(name: str) -> str:
    """Ending of a name in lower case, with the dot: what decides how the file is read."""
    return PurePosixPath(name).suffix.lower()


def read_file(path: Path, corpus: Path) -> bytes:
    """Bytes of a file of the corpus.

    Raises CorpusError for what cannot be read or is none: links that lead out, folders, pipes, a name
    that is no UTF-8, a file too large.
    """
    if path.relative_to(corpus).as_posix() != name_of(path, corpus):
        raise CorpusError("文件名不是 UTF-8 编码（多见于解压时选错编码），请改名后重试")
    _check(path, corpus)
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise CorpusError(f"文件超过 {_MAX_BYTES >> 20} MiB，请拆分后重试")
        return path.read_bytes()
    except OSError as error:
        raise CorpusError(f"无法读取：{error.strerror}") from error


def fingerprints(corpus: Path, paths: Sequence[Path] | None = None) -> dict[str, str]:
    """SHA-256 of every file (of the `paths`), or why it cannot be read, by name.

    Raises CorpusError as `list_files` does.
    """
    found: dict[str, str] = {}
    for path in list_files(corpus) if paths is None else paths:
        try:
            found[name_of(path, corpus)] = hashlib.sha256(read_file(path, corpus)).hexdigest()
        except CorpusError as error:
            found[name_of(path, corpus)] = str(error)
    return found


def printable(text: str) -> str:
    """Return a text as it can be written and stored: bytes of a name that are no UTF-8 become escapes."""
    return text.encode("utf-8", errors="backslashreplace").decode()


def _check(path: Path, corpus: Path) -> None:
    """Raise CorpusError for what is no file of the corpus: links that lead out, folders, pipes."""
    try:
        if not path.resolve().is_relative_to(corpus.resolve()):
            raise CorpusError("链接指向语料文件夹之外，未读取")
        if path.is_dir():
            raise CorpusError(_folder_reason(path))
        if not path.is_file():
            raise CorpusError("不是普通文件，未读取")
    except OSError as error:
        raise CorpusError(f"无法读取：{error.strerror}") from error
    except RuntimeError as error:  # Python before 3.13, on a link that leads to itself
        raise CorpusError("链接指向自身，未读取") from error


def _folder_reason(path: Path) -> str:
    if path.is_symlink():
        return "指向文件夹的链接，未进入；请复制该文件夹"
    return "无法读取此文件夹，其中的文件都未收录；请检查权限"

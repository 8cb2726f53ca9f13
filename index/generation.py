"""Index generations: built beside the old one, checksummed, swapped in by one rename.

INDEX_DIR/
  CURRENT                    name of the generation that readers open
  generations/000001-1f3a…/  files, and manifest.json with their checksums
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from index.errors import IndexUnusableError
from index.types import FileReport

VERSION = 2
_MANIFEST = "manifest.json"
_KEPT = 2


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation was made from and with. `files` are the corpus's, `checksums` its own.

    `store` says where its passages are when that is not the folder itself, see `index.engine`.
    """

    version: int
    model: str
    dimensions: int
    settings: Mapping[str, int | float | str]
    corpus: str
    files: Mapping[str, str]
    documents: int
    chunks: int
    sentences: int
    checksums: Mapping[str, str]
    report: Sequence[dict[str, Any]]
    store: Mapping[str, str] = field(default_factory=dict)

    def reports(self) -> list[FileReport]:
        """What became of every file of the corpus."""
        return [FileReport(**fields) for fields in self.report]


_FIELDS = {f.name for f in fields(Manifest)}


@contextmanager
def exclusive(index_dir: Path) -> Iterator[None]:
    """Hold the index folder for writing. Raises IndexUnusableError when another process does."""
    try:
        index_dir.mkdir(parents=True, exist_ok=True)
        lock = FileLock(index_dir / ".lock", timeout=0)
        lock.acquire()
    except Timeout as error:
        raise IndexUnusableError(f"另一个进程正在更新索引 {index_dir}，请等它完成后重试") from error
    except OSError as error:
        raise IndexUnusableError(
            f"无法写入索引文件夹 {index_dir}：{error.strerror}。请换用 --index-dir"
        ) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def storing(folder: Path) -> Iterator[None]:
    """Turn what the libraries raise when they cannot write below `folder` into IndexUnusableError.

    SQLite has its own errors, FAISS raises RuntimeError, tantivy ValueError. Nothing but storing belongs
    inside: an error of the encoder is not one of the disk.
    """
    try:
        yield
    except (OSError, sqlite3.Error, RuntimeError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or error
        raise IndexUnusableError(f"写索引失败：{reason}（{folder}），原有索引未改动") from error


@contextmanager
def new_generation(index_dir: Path) -> Iterator[Path]:
    """Folder to build in; it disappears unless `publish` was called on it.

    Raises IndexUnusableError when it cannot be made.
    """
    generations = index_dir / "generations"
    folder = generations / f".building-{os.getpid()}"
    with storing(index_dir):
        generations.mkdir(exist_ok=True)
        for stale in generations.glob(".building-*"):
            shutil.rmtree(stale)
        folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def publish(index_dir: Path, folder: Path, manifest: Manifest) -> str:
    """Seal the folder with its manifest and make it the current generation; returns its name.

    The name ends in the checksum of the manifest, which holds those of all other files.
    """
    content = json.dumps(asdict(manifest), ensure_ascii=False, indent=1, sort_keys=True).encode()
    (folder / _MANIFEST).write_bytes(content)
    for path in [*folder.rglob("*"), folder]:
        _sync(path)
    number = 1 + max((int(p.name[:6]) for p in _generations(index_dir)), default=0)
    name = f"{number:06d}-{_seal(content)}"
    folder.rename(folder.parent / name)
    try:
        _sync(folder.parent)
        _point(index_dir, name)
    except BaseException:
        shutil.rmtree(folder.parent / name, ignore_errors=True)
        raise
    _sync(index_dir)
    for old in sorted(_generations(index_dir))[:-_KEPT]:
        shutil.rmtree(old, ignore_errors=True)
    return name


def _point(index_dir: Path, name: str) -> None:
    pointer = index_dir / "CURRENT.new"
    try:
        pointer.write_text(name, encoding="utf-8")
        _sync(pointer)
        pointer.replace(index_dir / "CURRENT")
    finally:
        pointer.unlink(missing_ok=True)


def current_generation(index_dir: Path) -> Path:
    """Folder of the current generation. Raises IndexUnusableError when there is none."""
    pointer = index_dir / "CURRENT"
    try:
        name = pointer.read_text(encoding="utf-8").strip()
    except FileNotFoundError as error:
        raise IndexUnusableError(
            f"这里还没有索引：{index_dir}。请先运行：wenju index 语料文件夹 --index-dir {index_dir}"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise IndexUnusableError(f"无法读取 {pointer}：{error}") from error
    folder = index_dir / "generations" / name
    if name not in {p.name for p in _generations(index_dir)}:
        raise IndexUnusableError(f"索引不完整：{pointer} 指向的 {name!r} 不存在。请运行：wenju index")
    return folder


def kept_manifests(index_dir: Path) -> list[Manifest]:
    """Manifests of all generations that are still there, damaged ones left out."""
    found = []
    for folder in _generations(index_dir):
        with suppress(IndexUnusableError):
            found.append(read_manifest(folder))
    return found


def index_dir_of(folder: Path) -> Path:
    """Index folder that a generation, built or being built, belongs to."""
    return folder.parent.parent


def read_manifest(folder: Path) -> Manifest:
    """Read and check the manifest of a generation. Raises IndexUnusableError when it does not fit."""
    try:
        content = (folder / _MANIFEST).read_bytes()
        stated = json.loads(content)
        version = stated["version"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexUnusableError(f"索引清单已损坏：{folder / _MANIFEST}。请运行：wenju index") from error
    if version != VERSION:
        raise IndexUnusableError(f"索引版本是 {version}，本程序需要 {VERSION}。请运行：wenju index")
    if not folder.name.endswith(f"-{_seal(content)}") or {*stated, "store"} != _FIELDS:
        raise IndexUnusableError(f"索引清单已损坏：{folder / _MANIFEST} 被改动过。请运行：wenju index")
    return Manifest(**stated)


def verify(folder: Path, manifest: Manifest) -> None:
    """Compare every file with its checksum. Raises IndexUnusableError naming the first that differs."""
    try:
        found = checksums(folder)
    except OSError as error:
        name = error.filename or folder
        raise IndexUnusableError(f"无法读取索引文件 {name}：{error.strerror}。请检查权限") from error
    for name, expected in manifest.checksums.items():
        if found.get(name) != expected:
            state = "缺失" if name not in found else "内容与校验和不符"
            raise IndexUnusableError(f"索引已损坏：{folder / name} {state}。请运行：wenju index")


def checksums(folder: Path) -> dict[str, str]:
    """SHA-256 of every file of a generation but the manifest and lock files, by relative name."""
    found: dict[str, str] = {}
    for path in _files(folder):
        if path.name != _MANIFEST and not path.name.endswith(".lock"):
            with path.open("rb") as file:
                found[path.relative_to(folder).as_posix()] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


def _generations(index_dir: Path) -> list[Path]:
    return [p for p in (index_dir / "generations").glob(f"{'[0-9]' * 6}-*") if p.is_dir()]


def _seal(manifest: bytes) -> str:
    return hashlib.sha256(manifest).hexdigest()[:8]


def _files(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.is_file())


def _sync(path: Path) -> None:
    """Force a file's bytes, or a folder's names, to disk; Windows has no folder handles."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""Index generations: built beside the old one, checksummed, swapped in by one rename.

INDEX_DIR/
  CURRENT                    name of the generation that readers open
  generations/000001-1f3a…/  files, and manifest.json with their checksums, twice
  quarantine/                the last generation that was found damaged, see `index.salvage`
  .lock, .lock-owner         see `index.lock`
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

from index.disk import sync
from index.errors import IndexUnusableError
from index.types import FileReport

VERSION = 2
_MANIFEST = "manifest.json"
# The same bytes again: without the checksums of one of the two nothing of a generation could be trusted.
SECOND_MANIFEST = "manifest.second.json"
GENERATIONS, QUARANTINE = "generations", "quarantine"
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
    generations = index_dir / GENERATIONS
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
    for manifest_name in (_MANIFEST, SECOND_MANIFEST):
        (folder / manifest_name).write_bytes(content)
    for path in [*folder.rglob("*"), folder]:
        sync(path)
    # No number is given twice: a reader must see that what replaces a damaged generation is another one.
    numbers = [int(p.name[:6]) for p in (*generations(index_dir), *quarantined(index_dir))]
    name = f"{1 + max(numbers, default=0):06d}-{_seal(content)}"
    folder.rename(folder.parent / name)
    try:
        sync(folder.parent)
        point(index_dir, name)
    except BaseException:
        # What the pointer names stays, even when it is not known to be on the disk.
        if not _is_named(index_dir, name):
            shutil.rmtree(folder.parent / name, ignore_errors=True)
        raise
    for old in (*generations(index_dir)[:-_KEPT], *quarantined(index_dir)[:-1]):
        shutil.rmtree(old, ignore_errors=True)
    return name


def _is_named(index_dir: Path, name: str) -> bool:
    with suppress(OSError):
        return (index_dir / "CURRENT").read_text(encoding="utf-8") == name
    return False


def point(index_dir: Path, name: str) -> None:
    """Make the generation of that name the current one."""
    pointer = index_dir / "CURRENT.new"
    try:
        pointer.write_text(name, encoding="utf-8")
        sync(pointer)
        pointer.replace(index_dir / "CURRENT")
    finally:
        pointer.unlink(missing_ok=True)
    sync(index_dir)


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
        remedy = f"请运行：wenju doctor --repair --index-dir {index_dir}"
        raise IndexUnusableError(f"无法读取 {pointer}：{error}。{remedy}") from error
    folder = index_dir / GENERATIONS / name
    if name not in {p.name for p in generations(index_dir)}:
        if pointer.read_text(encoding="utf-8").strip() != name:  # others were published meanwhile
            return current_generation(index_dir)
        raise IndexUnusableError(f"索引不完整：{pointer} 指向的 {name!r} 不存在。{_remedy(folder)}")
    return folder


def kept_manifests(index_dir: Path) -> list[Manifest]:
    """Manifests of all generations that are still there, damaged ones left out."""
    found = []
    for folder in generations(index_dir):
        with suppress(IndexUnusableError):
            found.append(read_manifest(folder))
    return found


def index_dir_of(folder: Path) -> Path:
    """Index folder that a generation, built or being built, belongs to."""
    return folder.parent.parent


def read_manifest(folder: Path, name: str = _MANIFEST) -> Manifest:
    """Read and check the manifest of a generation. Raises IndexUnusableError when it does not fit."""
    try:
        content = (folder / name).read_bytes()
        stated = json.loads(content)
        version = stated["version"]
    except PermissionError as error:
        raise _unreadable(folder, error) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexUnusableError(f"索引清单已损坏：{folder / name}。{_remedy(folder)}") from error
    if version != VERSION:
        corpus = stated.get("corpus") or "语料文件夹"
        raise IndexUnusableError(
            f"索引版本是 {version}，本程序需要 {VERSION}。"
            f"请运行：wenju index {corpus} --index-dir {index_dir_of(folder)}"
        )
    if not is_sealed(folder, name) or {*stated, "store"} != _FIELDS:
        raise IndexUnusableError(f"索引清单已损坏：{folder / name} 被改动过。{_remedy(folder)}")
    return Manifest(**stated)


def is_sealed(folder: Path, name: str = _MANIFEST) -> bool:
    """Whether the manifest is the one that the generation was named after."""
    try:
        return folder.name.endswith(f"-{_seal((folder / name).read_bytes())}")
    except PermissionError as error:
        raise _unreadable(folder, error) from error
    except OSError:
        return False


def verify(folder: Path, manifest: Manifest) -> None:
    """Compare every file with its checksum. Raises IndexUnusableError naming the first that differs."""
    for name, state in damaged(folder, manifest).items():
        raise IndexUnusableError(f"索引已损坏：{folder / name} {state}。{_remedy(folder)}")


def damaged(folder: Path, manifest: Manifest) -> dict[str, str]:
    """What is wrong with the files that differ from the manifest, by name.

    Raises IndexUnusableError when one cannot be read, for that says nothing about what is in it.
    """
    try:
        found = checksums(folder)
    except OSError as error:
        raise _unreadable(folder, error) from error
    wrong = [name for name, expected in manifest.checksums.items() if found.get(name) != expected]
    return {name: "内容与校验和不符" if name in found else "缺失" for name in wrong}


def checksums(folder: Path) -> dict[str, str]:
    """SHA-256 of every file of a generation but the manifests and lock files, by relative name."""
    found: dict[str, str] = {}
    for path in _files(folder):
        if path.name not in (_MANIFEST, SECOND_MANIFEST) and not path.name.endswith(".lock"):
            with path.open("rb") as file:
                found[path.relative_to(folder).as_posix()] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


def generations(index_dir: Path) -> list[Path]:
    """The folders of all generations, the oldest first."""
    return _numbered(index_dir / GENERATIONS)


def quarantined(index_dir: Path) -> list[Path]:
    """The folders of generations that were found damaged, the oldest first."""
    return _numbered(index_dir / QUARANTINE)


def _numbered(folder: Path) -> list[Path]:
    return sorted(p for p in folder.glob(f"{'[0-9]' * 6}-*") if p.is_dir())


def _remedy(folder: Path) -> str:
    return f"请运行：wenju doctor --repair --index-dir {index_dir_of(folder)}"


def _unreadable(folder: Path, error: OSError) -> IndexUnusableError:
    name = error.filename or folder
    return IndexUnusableError(f"无法读取索引文件 {name}：{error.strerror}。请检查权限")


def _seal(manifest: bytes) -> str:
    return hashlib.sha256(manifest).hexdigest()[:8]


def _files(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.is_file())

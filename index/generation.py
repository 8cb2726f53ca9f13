"""Index generations: built beside the old one, checksummed, swapped in by one rename.

INDEX_DIR/
  CURRENT                    name of the generation that readers open
  generations/000001-1f3a…/  files, and manifest.json with their checksums, twice
  quarantine/                the last generation that was found damaged, see `index.salvage`
  .lock, .lock-owner         see `index.lock`
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path

from index.disk import sync
from index.errors import IndexUnusableError
from index.manifest import MANIFEST, SECOND_MANIFEST, Manifest, read_manifest, remedy, seal

GENERATIONS, QUARANTINE = "generations", "quarantine"
_KEPT = 2


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
    for manifest_name in (MANIFEST, SECOND_MANIFEST):
        (folder / manifest_name).write_bytes(content)
    for path in [*folder.rglob("*"), folder]:
        sync(path)
    # No number is given twice: a reader must see that what replaces a damaged generation is another one.
    numbers = [int(p.name[:6]) for p in (*generations(index_dir), *quarantined(index_dir))]
    name = f"{1 + max(numbers, default=0):06d}-{seal(content)}"
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
        raise IndexUnusableError(f"无法读取 {pointer}：{error}。{remedy(index_dir)}") from error
    folder = index_dir / GENERATIONS / name
    if name not in {p.name for p in generations(index_dir)}:
        if pointer.read_text(encoding="utf-8").strip() != name:  # others were published meanwhile
            return current_generation(index_dir)
        raise IndexUnusableError(f"索引不完整：{pointer} 指向的 {name!r} 不存在。{remedy(index_dir)}")
    return folder


def kept_manifests(index_dir: Path) -> list[Manifest]:
    """Manifests of all generations that are still there, damaged ones left out."""
    found = []
    for folder in generations(index_dir):
        with suppress(IndexUnusableError):
            found.append(read_manifest(folder))
    return found


def generations(index_dir: Path) -> list[Path]:
    """The folders of all generations, the oldest first."""
    return _numbered(index_dir / GENERATIONS)


def quarantined(index_dir: Path) -> list[Path]:
    """The folders of generations that were found damaged, the oldest first."""
    return _numbered(index_dir / QUARANTINE)


def _numbered(folder: Path) -> list[Path]:
    return sorted(p for p in folder.glob(f"{'[0-9]' * 6}-*") if p.is_dir())

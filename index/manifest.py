"""What a generation says of itself: its manifest, in which stand the checksums of all its other files.

The name of a generation ends in the checksum of the manifest, so that no byte of it can change unseen.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from index.errors import IndexUnusableError
from index.types import FileReport

VERSION = 2
MANIFEST = "manifest.json"
# The same bytes again: without the checksums of one of the two nothing of a generation could be trusted.
SECOND_MANIFEST = "manifest.second.json"


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


def index_dir_of(folder: Path) -> Path:
    """Index folder that a generation, built or being built, belongs to."""
    return folder.parent.parent


def read_manifest(folder: Path, name: str = MANIFEST) -> Manifest:
    """Read and check the manifest of a generation. Raises IndexUnusableError when it does not fit."""
    try:
        content = (folder / name).read_bytes()
        stated = json.loads(content)
        version = stated["version"]
    except PermissionError as error:
        raise unreadable(folder, error) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexUnusableError(
            f"索引清单已损坏：{folder / name}。{remedy(index_dir_of(folder))}"
        ) from error
    if version != VERSION:
        corpus = stated.get("corpus") or "语料文件夹"
        raise IndexUnusableError(
            f"索引版本是 {version}，本程序需要 {VERSION}。"
            f"请运行：wenju index {corpus} --index-dir {index_dir_of(folder)}"
        )
    if not is_sealed(folder, name) or {*stated, "store"} != _FIELDS:
        raise IndexUnusableError(f"索引清单已损坏：{folder / name} 被改动过。{remedy(index_dir_of(folder))}")
    return Manifest(**stated)


def is_sealed(folder: Path, name: str = MANIFEST) -> bool:
    """Whether the manifest is the one that the generation was named after."""
    try:
        return folder.name.endswith(f"-{seal((folder / name).read_bytes())}")
    except PermissionError as error:
        raise unreadable(folder, error) from error
    except OSError:
        return False


def verify(folder: Path, manifest: Manifest) -> None:
    """Compare every file with its checksum. Raises IndexUnusableError naming the first that differs."""
    for name, state in damaged(folder, manifest).items():
        raise IndexUnusableError(f"索引已损坏：{folder / name} {state}。{remedy(index_dir_of(folder))}")


def damaged(folder: Path, manifest: Manifest) -> dict[str, str]:
    """What is wrong with the files that differ from the manifest, by name.

    Raises IndexUnusableError when one cannot be read, for that says nothing about what is in it.
    """
    try:
        found = checksums(folder)
    except OSError as error:
        raise unreadable(folder, error) from error
    wrong = [name for name, expected in manifest.checksums.items() if found.get(name) != expected]
    return {name: "内容与校验和不符" if name in found else "缺失" for name in wrong}


def checksums(folder: Path) -> dict[str, str]:
    """SHA-256 of every file of a generation but the manifests and lock files, by relative name."""
    found: dict[str, str] = {}
    for path in _files(folder):
        if path.name not in (MANIFEST, SECOND_MANIFEST) and not path.name.endswith(".lock"):
            with path.open("rb") as file:
                found[path.relative_to(folder).as_posix()] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


def remedy(index_dir: Path) -> str:
    """What to do about an index that is damaged."""
    return f"请运行：wenju doctor --repair --index-dir {index_dir}"


def unreadable(folder: Path, error: OSError) -> IndexUnusableError:
    """What to raise for a file of a generation that cannot be read."""
    name = error.filename or folder
    return IndexUnusableError(f"无法读取索引文件 {name}：{error.strerror}。请检查权限")


def seal(manifest: bytes) -> str:
    """Checksum of a manifest, as the name of its generation has it."""
    return hashlib.sha256(manifest).hexdigest()[:8]


def _files(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.is_file())

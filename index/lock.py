"""One process at a time writes an index; another is told which one that is."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import IndexUnusableError

_OWNER = ".lock-owner"


@contextmanager
def exclusive(index_dir: Path) -> Iterator[None]:
    """Hold the index folder for writing. Raises IndexUnusableError when another process does, naming it."""
    try:
        index_dir.mkdir(parents=True, exist_ok=True)
        lock = FileLock(index_dir / ".lock", timeout=0)
        lock.acquire()
    except Timeout as error:
        raise IndexUnusableError(
            f"另一个进程{_owner(index_dir)}正在更新索引 {index_dir}，请等它完成后重试"
        ) from error
    except OSError as error:
        raise IndexUnusableError(
            f"无法写入索引文件夹 {index_dir}：{error.strerror}。请换用 --index-dir"
        ) from error
    try:
        _own(index_dir)
        yield
    finally:
        with suppress(OSError):
            (index_dir / _OWNER).unlink(missing_ok=True)
        lock.release()


def _own(index_dir: Path) -> None:
    """Say who holds the lock. A disk too full for that is met again, and told, where the index is stored."""
    since = time.strftime("%Y-%m-%d %H:%M:%S")
    with suppress(OSError):
        (index_dir / _OWNER).write_text(f"{os.getpid()}，{platform.node()}，{since}", encoding="utf-8")


def _owner(index_dir: Path) -> str:
    try:
        number, host, since = (index_dir / _OWNER).read_text(encoding="utf-8").split("，")
    except (OSError, ValueError):  # it has just begun, or just ended
        return ""
    return f"（进程号 {number}，在 {host} 上，{since} 开始）"

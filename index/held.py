"""Whether the files of an opened generation are still what they were when their checksums were compared."""

from __future__ import annotations

import math
import os
import time
from contextlib import suppress
from pathlib import Path

from index.errors import IndexUnusableError
from index.manifest import index_dir_of, remedy, unreadable


class Held:
    """Open handles on all files below a folder, which see every writing to them, whatever their names become.

    A file that is deleted stays readable for who has it open, so that is no change. Decay of the disk itself
    leaves no trace here: it is found when the generation is opened next.
    """

    def __init__(self, folder: Path) -> None:
        self._index_dir = index_dir_of(folder)
        self._files: list[tuple[Path, int, tuple[int, int]]] = []
        self._found_sound = -math.inf  # when the last check began that found nothing
        try:
            for path in sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.endswith(".lock")):
                handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
                self._files.append((path, handle, _stamp(handle)))
        except OSError as error:
            self.close()
            raise unreadable(folder, error) from error

    def check(self, seconds: float = 0.0) -> None:
        """Raise IndexUnusableError naming the first file that was written to.

        A whole check that began within so many seconds, in any thread, and found nothing counts as this one.
        """
        begun = time.monotonic()
        if begun - self._found_sound < seconds:
            return
        for path, handle, stamp in self._files:
            if _stamp(handle) != stamp:
                self._found_sound = -math.inf
                raise IndexUnusableError(f"索引文件在使用中被改动：{path}。{remedy(self._index_dir)}")
        self._found_sound = begun

    def close(self) -> None:
        """Release the files."""
        while self._files:
            with suppress(OSError):
                os.close(self._files.pop()[1])

    def __del__(self) -> None:
        self.close()


def _stamp(handle: int) -> tuple[int, int]:
    found = os.fstat(handle)
    return found.st_size, found.st_mtime_ns

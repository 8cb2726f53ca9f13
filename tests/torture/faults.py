"""Faults at every change of the disk: each is a point at which a process can be killed or be refused."""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.link", "os.symlink"}

# What is done at a point, which is given by its name.
Action = Callable[[str], None]
_watching: list[Action] = []
_is_hooked = False


def kill(point: str) -> None:
    """End this process at once, as `kill -9` and a power cut do."""
    os.kill(os.getpid(), signal.SIGKILL)


def refuse(error: int) -> Action:
    """Fail with an error of the disk."""

    def act(point: str) -> None:
        raise OSError(error, os.strerror(error), point)

    return act


@contextmanager
def points(watch: Action) -> Iterator[None]:
    """Call `watch` before every change of the disk that Python makes, and before every statement of SQLite.

    What C and Rust write on their own is not seen: see `torn`.
    """
    global _is_hooked
    if not _is_hooked:
        sys.addaudithook(_hook)  # there is no way back, so it stays and has nobody to tell
        _is_hooked = True
    fsync, connect = os.fsync, sqlite3.connect

    def watched_fsync(handle: int) -> None:
        watch("fsync")
        fsync(handle)

    def watched_connect(*given: Any, **more: Any) -> sqlite3.Connection:
        database = connect(*given, **more)
        # An exception in a trace does not reach the caller, but a kill does.
        database.set_trace_callback(lambda statement: watch(f"sql {statement.split()[0]}"))
        return database

    _watching.append(watch)
    try:
        with patch("os.fsync", watched_fsync), patch("sqlite3.connect", watched_connect):
            yield
    finally:
        _watching.remove(watch)


@contextmanager
def at(number: int, action: Action) -> Iterator[None]:
    """Do something at the point of that number, counted from 1."""
    left = number

    def watch(point: str) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            action(point)

    with points(watch):
        yield


@contextmanager
def listed() -> Iterator[list[str]]:
    """The names of all points, in order."""
    names: list[str] = []
    with points(names.append):
        yield names


def torn(size: int, *, fatal: bool) -> None:
    """Stop every file of this process at `size` bytes: it is killed in the middle of a write, or refused.

    That is in the kernel, so it meets SQLite, FAISS and tantivy too. There is no way back.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL if fatal else signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def _hook(event: str, given: tuple[Any, ...]) -> None:
    if _watching and (event in _CHANGES or (event == "open" and _writes(given))):
        name = f"{event.removeprefix('os.')} {os.fsdecode(given[0]) if not isinstance(given[0], int) else ''}"
        for watch in tuple(_watching):
            watch(name)


def _writes(given: tuple[Any, ...]) -> bool:
    path, _, flags = given
    return bool(flags & _WRITING) and isinstance(path, str | bytes) and "__pycache__" not in os.fsdecode(path)

"""A function in a process of its own, which may be killed. What has been imported is there already."""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import time
import traceback
import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

_FAILED = 70
_PATIENCE = 600.0


@dataclass(frozen=True, slots=True)
class Ended:
    """How it ended: by a `signal` (0 for none), or with a `value`, or with the traceback of an `error`."""

    signal: int
    value: Any = None
    error: str = ""


def in_child(function: Callable[[], Any], kill_after: float | None = None) -> Ended:
    """Run it; its value must be JSON. After `kill_after` seconds the process is killed wherever it is."""
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of threads, which nothing here waits for
        pid = os.fork()
    if pid == 0:
        os.close(reading)
        _serve(function, writing)
    os.close(writing)
    try:
        told = _read(reading, pid, kill_after)
    finally:
        os.close(reading)
        _, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status):
        return Ended(os.WTERMSIG(status))
    if os.WEXITSTATUS(status) == _FAILED:
        return Ended(0, error=told.decode())
    return Ended(0, json.loads(told))


def value_of(function: Callable[[], Any]) -> Any:
    """Its value. Raises RuntimeError with the traceback when it has none."""
    ended = in_child(function)
    if ended.signal or ended.error:
        raise RuntimeError(f"signal {ended.signal} {ended.error}")
    return ended.value


def _serve(function: Callable[[], Any], writing: int) -> None:
    code = 0
    try:
        told = json.dumps(function()).encode()
    except BaseException:
        told, code = traceback.format_exc().encode(), _FAILED
    with suppress(OSError):
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        while told:
            told = told[os.write(writing, told) :]
    sys.stdout.flush()
    os._exit(code)


def _read(reading: int, pid: int, kill_after: float | None) -> bytes:
    """All that comes through the pipe until its end, which the process makes by ending."""
    told = b""
    until = time.monotonic() + (_PATIENCE if kill_after is None else kill_after)
    while True:
        ready, _, _ = select.select([reading], [], [], max(0.0, until - time.monotonic()))
        if not ready:
            os.kill(pid, signal.SIGKILL)
            if kill_after is None:
                raise TimeoutError(f"a process was still running after {_PATIENCE:.0f} s")
            until = time.monotonic() + _PATIENCE  # its end closes the pipe
            continue
        if not (piece := os.read(reading, 1 << 16)):
            return told
        told += piece

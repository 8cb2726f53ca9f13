"""Bytes to text in another process, within limits of time and memory."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO

from index.errors import CorpusError
from index.formats.plain import PLAIN, read_plain
from index.types import Extracted, Metadata


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take: bytes of memory, seconds without a sign of life, seconds in all.

    A page of a scan takes about 2 s on two slow cores, and every page is a sign of life.
    """

    memory: int = 4 << 30
    silence: float = 60
    total: float = 1800


class Extractor:
    """Reads files through a process that is started with the first one and ended with the context.

    A file at which that process dies or runs over its limits is a failure; the next has a new one.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._worker: _Worker | None = None

    def __enter__(self) -> Extractor:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def read(self, ending: str, data: bytes) -> Extracted:
        """Text of a file whose name ends in `ending`. Raises CorpusError naming why there is none."""
        if ending in PLAIN:  # decoding has no surprises, and most corpora need no other process
            return read_plain(data, lambda: None)
        worker = self._worker = self._worker or _Worker(self._limits.memory)
        try:
            answer = worker.ask(ending, data, self._limits)
        except BaseException:
            self._end()
            raise
        if "reason" in answer:
            raise CorpusError(str(answer["reason"]))
        return _extracted(answer)

    def _end(self) -> None:
        if self._worker:
            self._worker.kill()
        self._worker = None


class _Worker:
    """One process of `index.worker` and the thread that listens to it."""

    def __init__(self, memory: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "index.worker", str(memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=Path(__file__).parents[1],
            start_new_session=True,  # so that its own children can be ended with it
        )
        self._answers: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        assert self._process.stdout
        self._listener = threading.Thread(target=self._listen, args=(self._process.stdout,), daemon=True)
        self._listener.start()

    def ask(self, ending: str, data: bytes, limits: Limits) -> dict[str, object]:
        """Return the answer of the process. Raises CorpusError when it dies or runs over a limit."""
        started = time.monotonic()
        threading.Thread(target=self._write, args=(ending, data), daemon=True).start()
        while time.monotonic() - started < limits.total:
            try:
                line = self._answers.get(timeout=limits.silence)
            except queue.Empty:
                break
            if not line:
                raise CorpusError("读取此文件的进程意外终止（文件损坏，或所需内存超过限制），请另存后重试")
            answer: dict[str, object] = json.loads(line)
            if answer:
                return answer
        raise CorpusError(f"读取超过 {time.monotonic() - started:.0f} 秒仍未完成，已停止；请拆分或另存后重试")

    def kill(self) -> None:
        """End the process and whatever it started."""
        if os.name == "posix":
            with suppress(ProcessLookupError, PermissionError):  # it ended by itself
                os.killpg(self._process.pid, signal.SIGKILL)
        else:
            self._process.kill()
        self._process.wait()
        self._listener.join()
        for stream in (self._process.stdin, self._process.stdout):
            assert stream
            with suppress(BrokenPipeError):  # a request that the process did not live to read
                stream.close()

    def _write(self, ending: str, data: bytes) -> None:
        stdin = self._process.stdin
        assert stdin
        try:
            stdin.write(json.dumps({"ending": ending, "size": len(data)}).encode() + b"\n")
            stdin.write(data)
            stdin.flush()
        except (OSError, ValueError):  # the process has died: the listener says so
            return

    def _listen(self, stdout: IO[bytes]) -> None:
        for line in stdout:
            self._answers.put(line)
        self._answers.put(b"")


def _extracted(answer: dict[str, object]) -> Extracted:
    """Build what the process sent anew, field by field."""
    text, codec, pages, stated = (answer[k] for k in ("text", "codec", "pages", "stated"))
    assert isinstance(text, str) and isinstance(codec, str)
    assert isinstance(pages, list) and isinstance(stated, dict)
    inferred = tuple(stated.pop("inferred"))
    return Extracted(text, codec, tuple(map(int, pages)), Metadata(**stated, inferred=inferred))

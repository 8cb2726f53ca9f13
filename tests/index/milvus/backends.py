"""Every store of the project behind the same two Protocols, filled with given passages."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from index.bm25 import TermCounts, TermTable
from index.encoder import FloatArray
from index.errors import IndexUnusableError
from index.lexical import LexicalIndex, LexicalStore
from index.milvus.server import Row, Server
from index.milvus.stores import MilvusLexical, MilvusVectors
from index.vectors import FlatStore, VectorStore
from index.within import Fields

_STARTED = 120.0
_numbers = count()


@dataclass(frozen=True, slots=True)
class Passages:
    vectors: FloatArray
    texts: Sequence[str]
    fields: Sequence[Fields]


class EmbeddedBackend:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def dense(self, passages: Passages) -> VectorStore:
        return FlatStore.build(passages.vectors)

    def lexical(self, passages: Passages) -> LexicalStore:
        folder = self._folder / f"lexical{next(_numbers)}"
        folder.mkdir()
        LexicalIndex.build(folder, passages.texts)
        return LexicalIndex.open(folder)


class MilvusBackend:
    """A server, or a file. Its collections are dropped by `clear`."""

    def __init__(self, uri: str, folder: Path) -> None:
        self.server = Server(uri)
        self._folder = folder
        self._made: list[str] = []

    def dense(self, passages: Passages) -> MilvusVectors:
        name = self._fill(passages, None)
        return MilvusVectors(self.server, name, len(passages.texts))

    def lexical(self, passages: Passages) -> MilvusLexical:
        terms = TermCounts(passages.texts)
        folder = self._folder / f"terms{next(_numbers)}"
        folder.mkdir()
        terms.save(folder)
        return MilvusLexical(self.server, self._fill(passages, terms), TermTable(folder))

    def name(self) -> str:
        self._made.append(f"wenju_test_{os.getpid()}_{next(_numbers)}")
        return self._made[-1]

    @property
    def latest(self) -> str:
        """Name of the collection that was made last."""
        return self._made[-1]

    def rows(self, passages: Passages, terms: TermCounts | None) -> list[Row]:
        sparse = [terms.vector(text) if terms else None for text in passages.texts]
        return [
            Row(n, vector, weights, fields)
            for n, (vector, weights, fields) in enumerate(
                zip(passages.vectors, sparse, passages.fields, strict=True)
            )
        ]

    def _fill(self, passages: Passages, terms: TermCounts | None) -> str:
        name, rows = self.name(), self.rows(passages, terms)
        self.server.create(name, passages.vectors.shape[1], len(rows), sparse=terms is not None)
        self.server.upsert(name, rows)
        self.server.seal(name)
        return name

    def clear(self) -> None:
        for name in self._made:
            self.server.drop(name)
        self.server.close()


class Process:
    """A server in a process of its own that can be killed and started again on its data."""

    def __init__(self, command: Sequence[str], port: int) -> None:
        self._command = command
        self.uri = f"http://127.0.0.1:{port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        # A session of its own: the launcher of 2.3 leaves its server behind, which ends with the group.
        self._process = subprocess.Popen(
            self._command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        until = time.monotonic() + _STARTED
        while True:
            try:
                server = Server(self.uri)
                server.version()
                server.close()
                return
            except IndexUnusableError:
                if self._process.poll() is not None or time.monotonic() > until:
                    self.kill()
                    raise

    def kill(self) -> None:
        if self._process:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None


@contextmanager
def lite_process(folder: Path) -> Iterator[Process]:
    port = free_port()
    where = ["--data-dir", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    yield from _running(Process([sys.executable, "-m", "milvus_lite", "server", *where], port))


@contextmanager
def standalone_process(program: str, folder: Path) -> Iterator[Process]:
    port = free_port()
    yield from _running(Process([program, "--data", str(folder), "--proxy-port", str(port)], port))


def _running(process: Process) -> Iterator[Process]:
    process.start()
    try:
        yield process
    finally:
        process.kill()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

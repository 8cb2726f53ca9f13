"""One ONNX graph that several threads run at once."""

from __future__ import annotations

import ctypes
import logging
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime  # type: ignore[import-untyped]

from index.model.threads import cores

_ERRORS_ONLY = 3


class SharedGraph:
    """What runs alone has `threads` threads, 0 for one on each core; what runs beside it half of the cores.

    Two threads that share a question's 20 words wait for each other at each of a hundred matrices: where
    questions overlap on two cores, one thread each takes less of the processor (`python -m bench clients`).
    The numbers are the same to the last digit. The second session is opened at the first overlap, which costs
    it half a second and the process 100 MB.
    """

    def __init__(self, graph: Path, threads: int) -> None:
        self._path = graph
        self._state = _state(graph)
        self._first = _session(graph, threads)
        self._fewer = (threads or cores()) // 2
        self._beside: onnxruntime.InferenceSession | None = None
        self._untried = threading.Lock()  # taken by who opens the second, and never given back
        self._running = 0
        self._count = threading.Lock()

    @property
    def inputs(self) -> frozenset[str]:
        """Names of the graph's inputs."""
        return frozenset(entry.name for entry in self._first.get_inputs())

    def width(self, name: str) -> int:
        """Last dimension of an input."""
        return next(int(entry.shape[-1]) for entry in self._first.get_inputs() if entry.name == name)

    @property
    def output(self) -> tuple[str, int]:
        """(name, last dimension) of the graph's first output."""
        first = self._first.get_outputs()[0]
        return first.name, int(first.shape[-1])

    def run(self, output: str, feeds: Mapping[str, npt.NDArray[Any]]) -> npt.NDArray[np.float32]:
        """The output named."""
        with self._count:
            self._running += 1
            is_beside = self._running > 1
        try:
            session = self._second() if is_beside else self._first
            found: npt.NDArray[np.float32] = session.run([output], dict(feeds))[0]
            return found
        finally:
            with self._count:
                self._running -= 1

    def _second(self) -> onnxruntime.InferenceSession:
        """The session of fewer threads; the first while another thread opens it, or where there is none.

        It is tried once. A file that has changed since the first was opened would give other numbers.
        """
        if self._fewer and self._untried.acquire(blocking=False) and _state(self._path) == self._state:
            try:
                self._beside = _session(self._path, self._fewer)
            except Exception as error:  # memory, say: the first answers as well
                logging.getLogger(__name__).warning("no second session: %s", error)
        return self._beside or self._first


def _session(graph: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    options.intra_op_num_threads = threads
    options.log_severity_level = _ERRORS_ONLY
    # Threads that spin for work take a core from the next question and the other leg.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session = onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
    _give_back()
    return session


def _give_back() -> None:
    """Return freed memory to the system.

    Unpacking the weights takes 200 MB for a moment, which the C library of Linux keeps otherwise, once for
    each thread that opened a session.
    """
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # only glibc has it
        if trim is not None:
            trim(0)


def _state(graph: Path) -> tuple[int, int, int] | None:
    """What changes with a file's content; None where it is gone."""
    try:
        found = graph.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns

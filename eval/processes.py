"""Work in several processes that end with it, whatever ends it."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from typing import Any, TypeVar

from index.model.threads import THREAD_VARIABLES

Result = TypeVar("Result")


class Pool:
    """Calls functions of modules, in other processes, or in this one where there is to be only one."""

    def __init__(self, executor: ProcessPoolExecutor | None) -> None:
        self._executor = executor

    def each(self, function: Callable[..., Result], arguments: Sequence[tuple[Any, ...]]) -> Iterator[Result]:
        """Results in the order of finishing. The first error is raised, the other calls are given up."""
        if self._executor is None:
            yield from (function(*each) for each in arguments)
            return
        futures = [self._executor.submit(function, *each) for each in arguments]
        for future in as_completed(futures):
            yield future.result()


@contextmanager
def pool(processes: int) -> Iterator[Pool]:
    """A pool of so many processes, which share the cores; they are ended when this is left by an error."""
    if processes == 1:
        yield Pool(None)
        return
    others = {*multiprocessing.active_children()}
    with _threads(max(1, (os.cpu_count() or 1) // processes)):
        # Not forked: libraries with threads of their own would wait for threads that are not there.
        spawning = multiprocessing.get_context("spawn")
        executor = ProcessPoolExecutor(processes, spawning, initializer=_leave_interrupts_to_the_parent)
        try:
            yield Pool(executor)
        except BaseException:
            executor.shutdown(wait=False, cancel_futures=True)
            for process in {*multiprocessing.active_children()} - others:
                process.terminate()
            raise
        finally:
            executor.shutdown()


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def _threads(count: int) -> Iterator[None]:
    """Let new processes compute with so many threads each, unless the user has said how many.

    Libraries read the variables when they are loaded, so these are set before a process begins.
    """
    before = {name: os.environ.get(name) for name in THREAD_VARIABLES}
    if not any(before.values()):
        os.environ.update(dict.fromkeys(THREAD_VARIABLES, str(count)))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)

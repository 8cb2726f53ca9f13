"""Runs of indexing in a thread of their own, one at a time, while the old generation serves on."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from index.embed import Meter
from index.encoder import Progress
from index.errors import WenjuError
from index.types import IndexReport

# The stages that `index.build` names: reading, passages, sentences.
STAGES = 3
_FAILED = "更新索引时出错，详情见服务的日志"


@dataclass(frozen=True, slots=True)
class Step:
    """Where a run stands: `done` of `total` in its stage; `left` is seconds to its end, None when unknown."""

    stage: str
    number: int
    done: int
    total: int
    left: float | None


@dataclass(frozen=True, slots=True)
class State:
    """What there is to say of the runs. `step` is None between runs, `error` empty unless the last failed.

    `waiting` says that one more run follows. `finished` and `succeeded` are the numbers of the last run that
    ended and of the last that ended well, 0 for none; `report` is that of the latter.
    """

    step: Step | None
    waiting: bool
    finished: int
    succeeded: int
    report: IndexReport
    error: str


class Reindex:
    """Brings the index up to date when asked to. Requests during a run become one more run after it.

    `build` is called in the thread of a run; when it raises, nothing else than the error has changed.
    """

    def __init__(
        self,
        build: Callable[[Meter], IndexReport],
        report: IndexReport,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._build = build
        self._clock = clock
        self._lock = threading.Lock()
        self._started = self._finished = self._succeeded = 0
        self._waiting = False
        self._report = report
        self._error = ""
        self._stage = _Stage("准备", 0, 0, clock())

    def request(self) -> int:
        """Ask for a run; returns the number of the first one that sees the folder as it is now."""
        with self._lock:
            if self._started > self._finished:
                self._waiting = True
                return self._started + 1
            self._start()
            return self._started

    def state(self) -> State:
        """Return a consistent view of the runs."""
        with self._lock:
            running = self._started > self._finished
            step = self._stage.step(self._clock()) if running else None
            return State(step, self._waiting, self._finished, self._succeeded, self._report, self._error)

    def _start(self) -> None:
        self._started += 1
        self._stage = _Stage("准备", 0, 0, self._clock())
        # A daemon: a generation is published whole or not at all, so nobody need wait for its end.
        threading.Thread(target=self._run, name="reindex", daemon=True).start()

    def _run(self) -> None:
        report, error = self._built()
        with self._lock:
            self._report, self._error = report or self._report, error
            self._finished = self._started
            self._succeeded = self._started if report else self._succeeded
            if self._waiting:
                self._waiting = False
                self._start()

    def _built(self) -> tuple[IndexReport | None, str]:
        try:
            return self._build(self._meter), ""
        except WenjuError as error:
            return None, str(error)
        # The outer border of the thread: whatever fails, the page goes on and says so.
        except Exception:
            logging.getLogger(__name__).exception("indexing")
            return None, _FAILED

    def _meter(self, stage: str, total: int) -> Progress:
        with self._lock:
            current = self._stage = _Stage(stage, self._stage.number + 1, total, self._clock())

        def advance(done: int) -> None:
            with self._lock:
                current.done += done

        return advance


@dataclass(slots=True)
class _Stage:
    """The stage under way. Changes; guarded by the lock of its owner."""

    name: str
    number: int
    total: int
    began: float
    done: int = 0

    def step(self, now: float) -> Step:
        rest = self.total - self.done
        left = (now - self.began) / self.done * rest if self.done else None
        return Step(self.name, self.number, self.done, self.total, left)

"""A queue before something that only so many threads may do at once."""

from __future__ import annotations

import threading
from collections import deque
from types import TracebackType


class Turns:
    """A semaphore whose waiters go on in the order in which they came; a `with` statement takes one turn.

    `threading.Semaphore` lets a newcomer pass those who wait: of 16 clients two were served all the time.
    """

    def __init__(self, at_once: int) -> None:
        self._free = at_once
        self._lock = threading.Lock()
        self._waiting: deque[threading.Event] = deque()

    def __enter__(self) -> None:
        with self._lock:
            if self._free:
                self._free -= 1
                return
            own = threading.Event()
            self._waiting.append(own)
        try:
            own.wait()
        except BaseException:  # KeyboardInterrupt: the turn goes to the next
            with self._lock:
                if own in self._waiting:
                    self._waiting.remove(own)
                    raise
            self.__exit__(None, None, None)
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._free += 1

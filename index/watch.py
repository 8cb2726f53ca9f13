"""When a folder changes. The only module that knows watchfiles."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

from watchfiles import watch

# Copying a folder is many changes: they are one when they follow each other within this time.
_DEBOUNCE_MS = 2000
_STEP_MS = 1000


def changes(folder: Path, stop: threading.Event) -> Iterator[None]:
    """Yield once the folder is watched, then after every change below it, until `stop` is set.

    The first is for what changed before the watch began.
    """
    began = False
    for changed in watch(
        folder,
        stop_event=stop,
        debounce=_DEBOUNCE_MS,
        rust_timeout=_STEP_MS,
        yield_on_timeout=True,
        raise_interrupt=False,
    ):
        if changed or not began:
            began = True
            yield

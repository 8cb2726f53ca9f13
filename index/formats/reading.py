"""What all readers of formats share: their type."""

from __future__ import annotations

from collections.abc import Callable

from index.types import Extracted

# Called now and then by a reader at long work, at least once a page: a silent reader is stopped.
Beat = Callable[[], None]
# Raises CorpusError, naming the reason and what to do, when the bytes cannot be read whole.
Reader = Callable[[bytes, Beat], Extracted]

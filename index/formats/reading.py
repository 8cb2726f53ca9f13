"""What all readers of formats share: their type, and how long a text may be."""

from __future__ import annotations

from collections.abc import Callable

from index.errors import CorpusError
from index.types import Extracted

# Called now and then by a reader at long work, at least once a page: a silent reader is stopped.
Beat = Callable[[], None]
# Raises CorpusError, naming the reason and what to do, when the bytes cannot be read whole.
Reader = Callable[[bytes, Beat], Extracted]

# 20 books of a million characters; to embed them takes a laptop a night. More is a bomb: what is packed 400
# times smaller is a gigabyte when it comes out of a file of 3 MB.
MAX_CHARACTERS = 20_000_000


def checked_length(extracted: Extracted) -> Extracted:
    """Return what was read. Raises CorpusError when it is too long."""
    if len(extracted.text) > MAX_CHARACTERS:
        raise CorpusError(f"有 {len(extracted.text):,} 字，超过 {MAX_CHARACTERS:,} 字，请拆分后重试")
    return extracted

"""Where the links of the answers lead: an id in the page to a citation in the process."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from threading import Lock

from rag.types import Citation

CAPACITY = 4096


class References:
    """Citations by the id of their link, the oldest forgotten first.

    One store for the process, not one for each session: the panel looks up with nothing but the id, and an id
    is 96 random bits, so nobody finds the citation of another by guessing. `capacity` bounds the memory; a
    forgotten id, or one from before a restart, is `None`, never another citation. Safe between threads.
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._citations: OrderedDict[str, Citation] = OrderedDict()
        self._lock = Lock()

    def add(self, citation: Citation) -> str:
        """Remember `citation` under a new id and return the id."""
        reference = secrets.token_hex(12)
        with self._lock:
            self._citations[reference] = citation
            while len(self._citations) > self._capacity:
                self._citations.popitem(last=False)
        return reference

    def get(self, reference: str) -> Citation | None:
        """The citation of an id, or `None` if it is unknown or forgotten."""
        with self._lock:
            return self._citations.get(reference)

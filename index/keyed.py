"""Vectors found by the keys of the texts that they were made from; no key is held as an object of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable

import numpy as np
import numpy.typing as npt

from index.encoder import SentenceRows

KEY_BYTES = 16
Keys = npt.NDArray[np.bytes_]
Places = npt.NDArray[np.int64]


def keys_of(texts: Iterable[str]) -> Keys:
    """The key of each text, `S16[n]`."""
    digests = (hashlib.sha256(text.encode()).digest()[:KEY_BYTES] for text in texts)
    return np.fromiter(digests, np.dtype(f"S{KEY_BYTES}"))


def as_bytes(keys: Keys) -> npt.NDArray[np.uint8]:
    """Keys as they are stored, `uint8[n, 16]`."""
    return np.ascontiguousarray(keys).view(np.uint8).reshape(-1, KEY_BYTES)


def from_bytes(stored: npt.NDArray[np.uint8]) -> Keys:
    """The inverse of `as_bytes`."""
    return np.ascontiguousarray(stored).reshape(-1).view(f"S{KEY_BYTES}")


class Keyed:
    """Rows of vectors by key; `rows` gives those at some places. Of equal keys the first counts."""

    def __init__(self, keys: Keys, rows: Callable[[Places], SentenceRows]) -> None:
        self._order = np.argsort(keys, kind="stable")
        self._sorted = keys[self._order]
        self.rows = rows

    def places(self, keys: Keys) -> Places:
        """The row of each key, -1 for one that is not there."""
        if not len(self._sorted):
            return np.full(len(keys), -1, np.int64)
        at = np.minimum(np.searchsorted(self._sorted, keys), len(self._sorted) - 1)
        found: Places = np.where(self._sorted[at] == keys, self._order[at], -1)
        return found

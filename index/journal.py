"""Vectors as they are made, on disk: a run that was killed goes on behind the last that was written."""

from __future__ import annotations

import os
import zlib
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.encoder import SentenceRows
from index.keyed import KEY_BYTES, Keyed, Keys

_RECORD = np.dtype([("key", f"S{KEY_BYTES}"), ("check", "<u4")])


class Journal:
    """Rows of one length and precision with their keys, in two files that only grow.

    What was not written whole, because the process or the power ended, is cut off when it is opened again.
    """

    def __init__(self, path: Path, dimensions: int, precision: npt.DTypeLike) -> None:
        self.dimensions, self.precision = dimensions, np.dtype(precision)
        self._keys, self._rows = path.with_suffix(".keys"), path.with_suffix(".rows")
        path.parent.mkdir(parents=True, exist_ok=True)
        self._keys.touch()
        self._rows.touch()
        sound = self._sound()
        os.truncate(self._keys, sound * _RECORD.itemsize)
        os.truncate(self._rows, sound * self._row_bytes)

    def append(self, keys: Keys, vectors: SentenceRows) -> None:
        """Write rows behind the others; they are with the operating system when this returns."""
        rows = np.ascontiguousarray(vectors, self.precision)
        records = np.empty(len(keys), _RECORD)
        records["key"] = keys
        records["check"] = [zlib.crc32(row) for row in rows]
        with self._rows.open("ab") as file:
            file.write(rows.tobytes())
        with self._keys.open("ab") as file:
            file.write(records.tobytes())

    def keyed(self) -> Keyed:
        """All rows that were written so far."""
        keys = np.fromfile(self._keys, _RECORD)["key"]
        shape = (len(keys), self.dimensions)
        rows: SentenceRows = np.empty((0, self.dimensions), self.precision)
        if len(keys):
            rows = np.memmap(self._rows, self.precision, "r", shape=shape)
        return Keyed(keys, lambda places: rows[places])

    @property
    def _row_bytes(self) -> int:
        return self.dimensions * self.precision.itemsize

    def _sound(self) -> int:
        """How many rows there are before the first that is not what was written."""
        checks = np.fromfile(self._keys, _RECORD)["check"].tolist()
        with self._rows.open("rb") as file:
            for count, check in enumerate(checks):
                row = file.read(self._row_bytes)
                if len(row) < self._row_bytes or zlib.crc32(row) != check:
                    return count
        return len(checks)

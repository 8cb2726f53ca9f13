"""What an index folder has made on servers: its name there and its collections, in a file of its own.

Only what stands here is ever dropped: another index of the same server, or a copy of the folder that has gone
on elsewhere, loses nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from pathlib import Path

FILE = "MILVUS"


class Made:
    """Reads and writes the file; to be used by who holds the index folder for writing."""

    def __init__(self, index_dir: Path) -> None:
        self._path = index_dir / FILE
        lines = self._path.read_text(encoding="utf-8").splitlines() if self._path.exists() else []
        # Made up once: two indexes of one server must never share it.
        self.alias = lines[0] if lines else f"wenju_{secrets.token_hex(4)}"
        self._collections = [(name, uri) for name, _, uri in (line.partition(" ") for line in lines[1:])]

    def on(self, uri: str) -> list[str]:
        """Names of the collections on that server."""
        return [name for name, place in self._collections if place == uri]

    def add(self, name: str, uri: str) -> None:
        """Note a collection that is about to be made."""
        if (name, uri) not in self._collections:
            self._write([*self._collections, (name, uri)])

    def remove(self, name: str, uri: str) -> None:
        """Forget a collection that was dropped."""
        self._write(pair for pair in self._collections if pair != (name, uri))

    def _write(self, collections: Iterable[tuple[str, str]]) -> None:
        self._collections = list(collections)
        lines = [self.alias, *(f"{name} {uri}" for name, uri in self._collections)]
        part = self._path.with_name(f"{FILE}.new")
        part.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        part.replace(self._path)

"""Shares of a folder, so that several processes or machines read and encode it at the same time.

Each makes an index of its share alone, which is complete in itself. A run over the whole folder then takes
texts and vectors from the shares that it finds, and reads and encodes only what no share has.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.errors import IndexUnusableError
from index.generation import current_generation
from index.load import Known
from index.types import Extracted

_SHARDS = "shards"


@dataclass(frozen=True, slots=True)
class Shard:
    """Share `number` (from 1) of `of`. Every file is in exactly one, its metadata file in the same."""

    number: int
    of: int

    def holds(self, name: str) -> bool:
        """Whether the file of that name, relative to its folder and with `/`, is in the share."""
        folder, slash, own = name.rpartition("/")
        stem = f"{folder}{slash}{own.partition('.')[0]}"
        return int.from_bytes(hashlib.sha256(stem.encode()).digest()[:8]) % self.of == self.number - 1

    def folder(self, index_dir: Path) -> Path:
        """Where the index of the share is, below that of the whole folder."""
        return index_dir / _SHARDS / f"{self.number}-of-{self.of}"


WHOLE = Shard(1, 1)


def shard_generations(index_dir: Path) -> list[Path]:
    """Current generations of all shares that were indexed."""
    found = []
    for folder in sorted((index_dir / _SHARDS).glob("*-of-*")):
        try:
            found.append(current_generation(folder))
        except IndexUnusableError:
            continue  # its run is not at its end
    return found


class FirstKnown:
    """What any of several knows. `index.load.Known` in deed."""

    def __init__(self, several: Sequence[Known]) -> None:
        self._several = several

    def text(self, sha256: str, ending: str) -> Extracted | None:
        """Return what a file of these bytes and this ending was read as."""
        return next((text for known in self._several if (text := known.text(sha256, ending))), None)

    def failure(self, sha256: str, document_id: str) -> str | None:
        """Return why it could not be read."""
        found = (known.failure(sha256, document_id) for known in self._several)
        return next((reason for reason in found if reason), None)

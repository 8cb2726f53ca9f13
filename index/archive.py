"""Archives to their members. API as index/load.py uses it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

ARCHIVES = (".zip",)


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive; without data, the reason why it cannot be read."""

    name: str
    data: bytes | None
    reason: str = ""


def open_archive(data: bytes) -> Iterator[Member]:
    """Files of an archive. Raises CorpusError when it is none."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            yield Member(info.filename, archive.read(info))

"""Text files: what is decoded is the text."""

from __future__ import annotations

from index.decode import decode
from index.formats.reading import Beat
from index.types import Extracted

PLAIN = (".txt", ".md", ".markdown")


def read_plain(data: bytes, beat: Beat) -> Extracted:
    """Read a text file. Raises CorpusError when its bytes are no text."""
    return Extracted(*decode(data))

"""Text files: what is decoded is the text."""

from __future__ import annotations

from index.decode import decode
from index.errors import CorpusError
from index.formats.reading import MAX_CHARACTERS, Beat, checked_length
from index.types import Extracted

# Of a character in any of the codecs.
_MOST_BYTES = 4
PLAIN = (".txt", ".md", ".markdown")


def read_plain(data: bytes, beat: Beat) -> Extracted:
    """Read a text file. Raises CorpusError when its bytes are no text, or too many."""
    if len(data) > _MOST_BYTES * MAX_CHARACTERS:
        raise CorpusError(f"文件有 {len(data) >> 20} MiB，超过 {MAX_CHARACTERS:,} 字，请拆分后重试")
    return checked_length(Extracted(*decode(data)))

"""Which reader reads which file, by the ending of its name."""

from __future__ import annotations

from collections.abc import Mapping

from index.formats.html import read_html
from index.formats.plain import PLAIN, read_plain
from index.formats.reading import Reader

READERS: Mapping[str, Reader] = {
    **dict.fromkeys(PLAIN, read_plain),
    ".html": read_html,
    ".htm": read_html,
}

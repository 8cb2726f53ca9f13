"""Which document of the corpus a later one repeals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.metadata import DOC_NO
from index.types import Document

_REPEALED = re.compile(r"[^。；\n]*?(?:同时废止|予以废止|即行废止|同时停止执行)")
_TITLE = re.compile(r"《([^《》]{4,60})》")


def mark_superseded(documents: Sequence[Document]) -> list[Document]:
    """Set `superseded_by` where another document names the 文号 or 《title》 as repealed."""
    replaced: dict[str, str] = {}
    for document in documents:
        for match in _REPEALED.finditer(document.text):
            numbers = {_plain(n.group()) for n in DOC_NO.finditer(match.group())}
            titles = set() if numbers else set(_TITLE.findall(match.group()))
            for other in documents:
                if other.id != document.id and _names(other, numbers, titles):
                    replaced.setdefault(other.id, document.id)
    return [
        replace(d, superseded_by=replaced[d.id]) if d.id in replaced and not d.superseded_by else d
        for d in documents
    ]


def _names(document: Document, numbers: set[str], titles: set[str]) -> bool:
    by_number = document.doc_no is not None and _plain(document.doc_no) in numbers
    return by_number or any(document.title.endswith(t) for t in titles)


def _plain(doc_no: str) -> str:
    return re.sub(r"[〔\[（(]", "〔", re.sub(r"[〕\]）)]第?", "〕", doc_no)).lstrip("以原关于《》")

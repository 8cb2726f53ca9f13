"""Remarks beside an answer: what its dates rest on, whether its sources are in force, why it refuses."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from index.types import Document
from rag.question import Query
from rag.types import Citation, Hit, Note
from rag.validity import STATUS_NAMES

_RELATIVE = re.compile(
    r"今年|去年|明年|前年|本年|本月|上月|下月|本周|上周|近日|日前|昨日|今日|今天|昨天|明天|目前|本季度|上半年|下半年|年底前"
)
_NEAREST = 3
_EXCERPT = 40
Lookup = Callable[[str], Document]


def date_notes(citations: Sequence[Citation]) -> list[Note]:
    """One note for each citation whose words count from the day its document was published."""
    notes = []
    for citation in citations:
        words = list(dict.fromkeys(_RELATIVE.findall(citation.quote)))
        if words:
            said = "、".join(f"「{w}」" for w in words)
            basis = (
                f"以该文日期 {citation.published} 为准" if citation.published else "该文未注明日期，无法换算"
            )
            notes.append(Note("date", f"[{citation.number}] 中的{said}{basis}"))
    return notes


def validity_notes(citations: Sequence[Citation], document: Lookup, day: str | None) -> list[Note]:
    """One note for each cited document that is no longer in force."""
    notes = []
    for citation in citations:
        if citation.status in ("expired", "superseded"):
            source = document(citation.document_id)
            text = f"[{citation.number}] 《{citation.title}》{STATUS_NAMES[citation.status]}"
            if citation.status == "expired":
                text += f"（有效期至 {source.expires}，按 {day} 判断）"
            elif source.superseded_by:
                text += f"，替代文件：{source.superseded_by}"
            notes.append(Note("validity", text))
    return notes


def refusal_notes(query: Query, hits: Sequence[Hit], document: Lookup, against: str | None) -> list[Note]:
    """Name the nearest passages, what speaks against them, and the words that no document has."""
    notes = []
    for hit in hits[:_NEAREST]:
        source = document(hit.chunk.document_id)
        excerpt = " ".join(source.text[hit.chunk.start : hit.chunk.end].split())[:_EXCERPT]
        notes.append(Note("nearest", f"《{source.title}》（{hit.chunk.document_id}）：{excerpt}…"))
    if against:
        notes.append(Note("missing_terms", against))
    if query.missing:
        notes.append(Note("missing_terms", f"文件里从未出现：{'、'.join(query.missing)}"))
    return notes

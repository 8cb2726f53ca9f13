"""The audit sheet: what an exchange said, on which words of which file, in the order in which it is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from page.labels import confidence_label, note_label, status_label
from page.records.types import Cited, Exchange
from page.texts import ZH
from rag.types import Citation

_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quote, what it is called in the sheet, and where it stands, as rows of a name and a value."""

    head: str
    quote: str
    rows: tuple[tuple[str, str], ...]


def facts(exchange: Exchange) -> list[tuple[str, str]]:
    """Rows about the exchange as a whole; without those that are unknown."""
    answer, feedback = exchange.answer, exchange.feedback
    level = confidence_label(answer.confidence).text if answer.answered else ""
    rows = [
        ("提问时间", full_time(exchange.asked)),
        ("结果", f"已作答，可信度 {level}（{answer.confidence:.2f}）" if answer.answered else "未作答"),
        *((note_label(note.kind).text, note.text) for note in answer.notes),
        ("评价", ZH(f"rating_{feedback.rating}") if feedback else ""),
        ("评价说明", feedback.comment if feedback else ""),
        ("索引版本", exchange.generation),
        ("问答编号", exchange.id),
    ]
    return [(name, value) for name, value in rows if value]


def quotes(exchange: Exchange) -> Iterator[Quoted]:
    """Every quote of the answer, then the passages that a refusal names."""
    documents = {document.id: document for document in exchange.documents}
    for citation in exchange.answer.citations:
        yield _quoted(f"[{citation.number}] 《{citation.title}》", citation, documents)
    for citation in exchange.nearest:
        yield _quoted(f"最接近的段落 {citation.number} 《{citation.title}》", citation, documents)


def _quoted(head: str, citation: Citation, documents: Mapping[str, Cited]) -> Quoted:
    document = documents[citation.document_id]
    rows = [
        ("文件", document.id),
        ("文号", document.doc_no),
        ("发布机关", document.issuer),
        ("来源", document.source),
        ("发布日期", document.published),
        ("施行日期", document.effective),
        ("失效日期", document.expires),
        ("替代文件", document.superseded_by),
        ("效力", status_label(citation.status).text),
        ("位置", citation.heading),
        ("页", f"第 {citation.page} 页" if citation.page else None),
        ("字符", f"[{citation.start}, {citation.end})"),
        ("同文另见", "、".join(citation.also_in)),
        ("文件 sha256", document.file_sha256),
        ("文本 sha256", document.text_sha256),
    ]
    return Quoted(head, citation.quote, tuple((name, value) for name, value in rows if value))


def full_time(iso: str) -> str:
    """An ISO time on the clock of this machine, with its distance from UTC."""
    return datetime.fromisoformat(iso).astimezone().isoformat(sep=" ")


def file_name(exchanges: list[Exchange], day: str, ending: str) -> str:
    """A name that every file system takes: the first question of one conversation, or how many they are."""
    conversations = {exchange.conversation for exchange in exchanges}
    if len(conversations) == 1:
        kept = "".join(c if c.isalnum() else " " for c in exchanges[0].answer.question)
        called = "_".join(kept.split())[:_LONGEST_NAME] or "问答"
    else:
        called = f"{len(conversations)}次对话"
    return f"文据_{day}_{called}.{ending}"

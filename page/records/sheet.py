"""The audit sheet: what an exchange said, on which words of which file, in the order in which it is read.

Its headings are in the language of whoever exports; quotes and notes stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from page.labels import confidence_label, note_label, status_label
from page.records.types import Cited, Exchange
from page.texts import ZH, Texts
from rag.types import Citation

_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quote, what it is called in the sheet, and where it stands, as rows of a name and a value."""

    head: str
    quote: str
    rows: tuple[tuple[str, str], ...]


def facts(exchange: Exchange, texts: Texts = ZH) -> list[tuple[str, str]]:
    """Rows about the exchange as a whole; without those that are unknown."""
    answer, feedback = exchange.answer, exchange.feedback
    level = confidence_label(answer.confidence, texts).text
    answered = texts("sheet_answered", level=level, confidence=f"{answer.confidence:.2f}")
    rows = [
        (texts("sheet_asked"), full_time(exchange.asked)),
        (texts("sheet_result"), answered if answer.answered else texts("refused")),
        *((note_label(note.kind, texts).text, note.text) for note in answer.notes),
        (texts("sheet_rating"), texts(f"rating_{feedback.rating}") if feedback else ""),
        (texts("sheet_comment"), feedback.comment if feedback else ""),
        (texts("sheet_generation"), exchange.generation),
        (texts("sheet_id"), exchange.id),
    ]
    return [(name, value) for name, value in rows if value]


def quotes(exchange: Exchange, texts: Texts = ZH) -> Iterator[Quoted]:
    """Every quote of the answer, then the passages that a refusal names."""
    documents = {document.id: document for document in exchange.documents}
    for citation in exchange.answer.citations:
        yield _quoted(f"[{citation.number}] 《{citation.title}》", citation, documents, texts)
    for citation in exchange.nearest:
        head = texts("sheet_nearest", number=citation.number, title=citation.title)
        yield _quoted(head, citation, documents, texts)


def _quoted(head: str, citation: Citation, documents: Mapping[str, Cited], texts: Texts) -> Quoted:
    document = documents[citation.document_id]
    rows = [
        ("file", document.id),
        ("doc_no", document.doc_no),
        ("issuer", document.issuer),
        ("source", document.source),
        ("published", document.published),
        ("effective", document.effective),
        ("expires", document.expires),
        ("superseded_by", document.superseded_by),
        ("note_validity", status_label(citation.status, texts).text),
        ("place", citation.heading),
        ("sheet_page", texts("page_number", page=citation.page) if citation.page else None),
        ("sheet_characters", f"[{citation.start}, {citation.end})"),
        ("also_in", texts("list_comma").join(citation.also_in)),
        ("sheet_file_hash", document.file_sha256),
        ("sheet_text_hash", document.text_sha256),
    ]
    return Quoted(head, citation.quote, tuple((texts(key), value) for key, value in rows if value))


def full_time(iso: str) -> str:
    """An ISO time on the clock of this machine, with its distance from UTC."""
    return datetime.fromisoformat(iso).astimezone().isoformat(sep=" ")


def file_name(exchanges: Sequence[Exchange], day: str, ending: str, texts: Texts = ZH) -> str:
    """A name that every file system takes: the first question of one conversation, or how many they are."""
    conversations = {exchange.conversation for exchange in exchanges}
    if len(conversations) == 1:
        kept = "".join(c if c.isalnum() else " " for c in exchanges[0].answer.question)
        called = "_".join(kept.split())[:_LONGEST_NAME] or texts("sheet_unnamed")
    else:
        called = texts("sheet_conversations", count=len(conversations))
    return f"{texts('sheet_file', day=day, called=called)}.{ending}"

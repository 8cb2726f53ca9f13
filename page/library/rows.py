"""What the table of documents says of each file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from index.errors import WenjuError
from index.normal import fold
from index.types import Document, FileReport
from page.labels import Label, status_label
from page.source import Source
from rag.validity import status

FAILED = Label("未收录", "failed")


@dataclass(frozen=True, slots=True)
class Row:
    """A file of the corpus: what became of it and, when it was indexed, its document's dates."""

    report: FileReport
    title: str
    effective: str | None
    expires: str | None
    status: Label

    def matches(self, words: Iterable[str]) -> bool:
        """Whether each of the words, folded, stands somewhere in the row."""
        told = (
            self.report.path,
            self.title,
            self.report.published,
            self.effective,
            self.expires,
            self.status.text,
            self.report.codec,
            self.report.reason,
            "副本" if self.report.duplicate_of else "",
        )
        text = fold("\n".join(part for part in told if part))
        return all(word in text for word in words)


@dataclass(frozen=True, slots=True)
class Rows:
    """All rows, failures first; `day` is the latest day of the documents, on which their status rests."""

    rows: tuple[Row, ...]
    day: str | None

    def matching(self, words: str) -> tuple[Row, ...]:
        """Return the rows that hold every word of a text with spaces; all of them for none."""
        wanted = fold(words).split()
        return tuple(row for row in self.rows if row.matches(wanted)) if wanted else self.rows


def read_rows(source: Source) -> Rows:
    """Read the rows of all files. Reads every document once: to be kept until the index changes."""
    reports = source.files()
    # Without their texts: all of a corpus at once may be more than the memory.
    documents = {
        r.path: replace(d, text="") for r in reports if r.indexed and (d := _document(source, r.path))
    }
    stated = ((d.published, d.effective) for d in documents.values())
    day = max((day for days in stated for day in days if day), default=None)
    rows = [_row(report, documents, day) for report in reports]
    return Rows(tuple(sorted(rows, key=lambda r: (r.report.indexed, r.report.path))), day)


def _row(report: FileReport, documents: dict[str, Document], day: str | None) -> Row:
    document = documents.get(report.path)
    if document is None:
        return Row(report, "", None, None, FAILED if not report.indexed else status_label("unknown"))
    found = status(document, day, documents.get(document.superseded_by or ""))
    return Row(report, document.title, document.effective, document.expires, status_label(found))


def _document(source: Source, document_id: str) -> Document | None:
    """None for one that went away with a change of the index under way: the next reading corrects it."""
    try:
        return source.document(document_id)
    except WenjuError:
        return None


def counts(reports: Sequence[FileReport]) -> str:
    """Say how many files, passages, copies and failures there are."""
    read = [r for r in reports if r.indexed]
    copies = sum(r.duplicate_of is not None for r in read)
    failed = len(reports) - len(read)
    parts = [f"已收录 {len(read):,} 份文件", f"{sum(r.chunks for r in read):,} 个段落"]
    parts += [f"{sum(r.characters for r in read):,} 字"]
    parts += [f"{copies:,} 份与其他文件同文"] if copies else []
    parts += [f"{failed:,} 份未收录"] if failed else []
    return " · ".join(parts)

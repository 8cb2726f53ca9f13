"""What the table of documents says of each file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from index.errors import WenjuError
from index.normal import fold
from index.types import Document, FileReport
from page.source import Source
from page.texts import ZH, Texts
from rag.validity import status


@dataclass(frozen=True, slots=True)
class Row:
    """A file of the corpus: what became of it and, when it was indexed, its document's dates.

    `status` is `failed`, or whether the document is in force, as `rag.validity.status` says it.
    """

    report: FileReport
    title: str
    effective: str | None
    expires: str | None
    status: str

    def matches(self, words: Iterable[str], texts: Texts) -> bool:
        """Whether each of the words, folded, stands somewhere in the row as it reads in a language."""
        told = (
            self.report.path,
            self.title,
            self.report.published,
            self.effective,
            self.expires,
            texts(f"status_{self.status}"),
            self.report.codec,
            self.report.reason,
            texts("is_copy") if self.report.duplicate_of else "",
        )
        text = fold("\n".join(part for part in told if part))
        return all(word in text for word in words)


@dataclass(frozen=True, slots=True)
class Rows:
    """All rows, failures first; `day` is the latest day of the documents, on which their status rests."""

    rows: tuple[Row, ...]
    day: str | None

    def matching(self, words: str, texts: Texts = ZH) -> tuple[Row, ...]:
        """Return the rows that hold every word of a text with spaces; all of them for none."""
        wanted = fold(words).split()
        return tuple(row for row in self.rows if row.matches(wanted, texts)) if wanted else self.rows


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
        return Row(report, "", None, None, "unknown" if report.indexed else "failed")
    found = status(document, day, documents.get(document.superseded_by or ""))
    return Row(report, document.title, document.effective, document.expires, found)


def _document(source: Source, document_id: str) -> Document | None:
    """None for one that went away with a change of the index under way: the next reading corrects it."""
    try:
        return source.document(document_id)
    except WenjuError:
        return None


def counts(reports: Sequence[FileReport], texts: Texts = ZH) -> str:
    """Say how many files, passages, copies and failures there are."""
    read = [r for r in reports if r.indexed]
    copies = sum(r.duplicate_of is not None for r in read)
    failed = len(reports) - len(read)
    held = {
        "file_count": len(read),
        "passages_held": sum(r.chunks for r in read),
        "characters_held": sum(r.characters for r in read),
    }
    held |= {"copies_held": copies} if copies else {}
    held |= {"not_indexed": failed} if failed else {}
    return " · ".join(texts(key, count=f"{count:,}") for key, count in held.items())

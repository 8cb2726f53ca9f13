"""The table of documents as HTML: failures first, each with its reason, then what was indexed."""

from __future__ import annotations

from collections.abc import Sequence

from page.escape import escape
from page.labels import status_label
from page.library.rows import Row, Rows
from page.texts import ZH, Texts

# More rows make the page slow; the filter reaches the others.
MAX_ROWS = 500
_HEADS = (
    "file",
    "head_published",
    "head_span",
    "note_validity",
    "head_characters",
    "head_passages",
    "head_codec",
)


def render_table(rows: Rows, words: str, deletable: bool, texts: Texts = ZH) -> str:
    """The rows that hold the words; `deletable` gives each a button."""
    found = rows.matching(words, texts)
    failed = [row for row in found if not row.report.indexed]
    read = [row for row in found if row.report.indexed]
    if not found:
        return f'<p class="wj-none">{texts("filtered_none", words=escape(words.strip()))}</p>'
    listed = _failures(failed, deletable, texts) + _documents(read, deletable, texts)
    return listed + _caption(rows, found, words, texts)


def _failures(failed: Sequence[Row], deletable: bool, texts: Texts) -> str:
    if not failed:
        return ""
    items = "".join(
        f"<li><div><b>{escape(row.report.path)}</b><span>{escape(row.report.reason)}</span></div>"
        f"{_button(row, deletable, texts)}</li>"
        for row in failed[:MAX_ROWS]
    )
    head = texts("failures_head", count=f"{len(failed):,}")
    return f'<section class="wj-failures"><h3>{head}</h3><ul>{items}</ul></section>'


def _documents(read: Sequence[Row], deletable: bool, texts: Texts) -> str:
    if not read:
        return ""
    names = (*_HEADS, "head_actions") if deletable else _HEADS
    head = "".join(f'<th scope="col">{texts(name)}</th>' for name in names)
    rows = "".join(f"<tr>{_cells(row, deletable, texts)}</tr>" for row in read[:MAX_ROWS])
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _caption(rows: Rows, found: Sequence[Row], words: str, texts: Texts) -> str:
    counted = {"found": f"{len(found):,}", "count": f"{len(rows.rows):,}"}
    parts = [texts("filtered", **counted)] if words.strip() else []
    parts += [texts("status_day", day=rows.day)] if rows.day else []
    shown = sum(min(MAX_ROWS, sum(r.report.indexed is kind for r in found)) for kind in (True, False))
    parts += [texts("unlisted", count=f"{len(found) - shown:,}")] if shown < len(found) else []
    return f'<p class="wj-caption">{escape(texts("semicolon").join(parts))}</p>' if parts else ""


def _cells(row: Row, deletable: bool, texts: Texts) -> str:
    report, status = row.report, status_label(row.status, texts)
    copy = texts("copy_of", path=escape(report.duplicate_of)) if report.duplicate_of else ""
    title = f"<b>{escape(row.title)}</b>" if row.title else ""
    inferred = _small(texts("inferred")) if report.inferred and report.published else ""
    cells = (
        f"{title}<span>{escape(report.path)}</span>{_small(copy)}",
        f"{escape(report.published or texts('unknown'))}{inferred}",
        _span(row, texts),
        f'<span class="wj-badge wj-{status.style}">{escape(status.text)}</span>',
        f"{report.characters:,}",
        f"{report.chunks:,}",
        escape(report.codec),
    )
    named = zip(_HEADS, cells, strict=True)
    told = "".join(f'<td data-column="{name}" data-name="{texts(name)}">{cell}</td>' for name, cell in named)
    return told + (f"<td>{_button(row, deletable, texts)}</td>" if deletable else "")


def _small(text: str) -> str:
    return f"<small>{text}</small>" if text else ""


def _span(row: Row, texts: Texts) -> str:
    days = (("begins", row.effective), ("ends", row.expires))
    return "".join(f"<span>{texts(key, day=escape(day))}</span>" for key, day in days if day) or "—"


def _button(row: Row, deletable: bool, texts: Texts) -> str:
    path = escape(row.report.path)
    named = texts("discard_named", path=path)
    return (
        f'<button type="button" data-discard="{path}" aria-label="{named}">{texts("discard")}</button>'
        if deletable
        else ""
    )

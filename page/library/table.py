"""The table of documents as HTML: failures first, each with its reason, then what was indexed."""

from __future__ import annotations

from collections.abc import Sequence

from page.escape import escape
from page.library.rows import Row, Rows

# More rows make the page slow; the filter reaches the others.
MAX_ROWS = 500
_HEADS = ("文件", "发布", "施行 / 失效", "效力", "字数", "段落", "读法")


def render_table(rows: Rows, words: str, deletable: bool) -> str:
    """The rows that hold the words; `deletable` gives each a button."""
    found = rows.matching(words)
    failed = [row for row in found if not row.report.indexed]
    read = [row for row in found if row.report.indexed]
    if not found:
        return f'<p class="wj-none">没有文件含有“{escape(words.strip())}”</p>'
    return _failures(failed, deletable) + _documents(read, deletable) + _caption(rows, found, words)


def _failures(failed: Sequence[Row], deletable: bool) -> str:
    if not failed:
        return ""
    items = "".join(
        f"<li><div><b>{escape(row.report.path)}</b><span>{escape(row.report.reason)}</span></div>"
        f"{_button(row, deletable)}</li>"
        for row in failed[:MAX_ROWS]
    )
    return f'<section class="wj-failures"><h3>未收录 {len(failed):,} 份</h3><ul>{items}</ul></section>'


def _documents(read: Sequence[Row], deletable: bool) -> str:
    if not read:
        return ""
    names = (*_HEADS, "操作") if deletable else _HEADS
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    rows = "".join(f"<tr>{_cells(row, deletable)}</tr>" for row in read[:MAX_ROWS])
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _caption(rows: Rows, found: Sequence[Row], words: str) -> str:
    parts = [f"筛出 {len(found):,} 份，共 {len(rows.rows):,} 份"] if words.strip() else []
    parts += [f"效力按最新文件的日期 {rows.day} 判断"] if rows.day else []
    shown = sum(min(MAX_ROWS, sum(r.report.indexed is kind for r in found)) for kind in (True, False))
    parts += [f"还有 {len(found) - shown:,} 份没有列出，请用筛选缩小范围"] if shown < len(found) else []
    return f'<p class="wj-caption">{escape("；".join(parts))}</p>' if parts else ""


def _cells(row: Row, deletable: bool) -> str:
    report = row.report
    copy = f"<small>与 {escape(report.duplicate_of)} 同文</small>" if report.duplicate_of else ""
    title = f"<b>{escape(row.title)}</b>" if row.title else ""
    inferred = "<small>推断</small>" if report.inferred and report.published else ""
    badge = f'<span class="wj-badge wj-{row.status.style}">{escape(row.status.text)}</span>'
    cells = (
        f"{title}<span>{escape(report.path)}</span>{copy}",
        f"{escape(report.published or '未知')}{inferred}",
        _span(row),
        badge,
        f"{report.characters:,}",
        f"{report.chunks:,}",
        escape(report.codec),
    )
    named = zip(_HEADS, cells, strict=True)
    told = "".join(f'<td data-name="{name}">{cell}</td>' for name, cell in named)
    return told + (f"<td>{_button(row, deletable)}</td>" if deletable else "")


def _span(row: Row) -> str:
    begins = f"<span>{escape(row.effective)} 起</span>" if row.effective else ""
    ends = f"<span>{escape(row.expires)} 止</span>" if row.expires else ""
    return begins + ends or "—"


def _button(row: Row, deletable: bool) -> str:
    path = escape(row.report.path)
    return (
        f'<button type="button" data-discard="{path}" aria-label="删除 {path}">删除</button>'
        if deletable
        else ""
    )

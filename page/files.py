"""The panel that lists the files: what was read, how, from when, and what was not and why."""

from __future__ import annotations

from collections.abc import Sequence

from index.types import FileReport
from page.escape import escape
from page.texts import ZH, Texts

# More rows make the panel slow to open; failures stand first and are all shown.
_MAX_ROWS = 1000


def render_files(files: Sequence[FileReport], texts: Texts = ZH) -> str:
    """The report of the index as a page of its own: failures first, then a table of the files."""
    read = [f for f in files if f.indexed]
    failed = [f for f in files if not f.indexed]
    copies = sum(f.duplicate_of is not None for f in read)
    parts = [f"收录 {len(read):,} 份", f"{sum(f.chunks for f in read):,} 个段落"]
    parts += [f"{copies:,} 份与其他文件同文"] if copies else []
    parts += [f"{len(failed):,} 份未收录"] if failed else []
    return (
        '<article class="wj-panel" tabindex="-1"><header>'
        f'<a class="wj-back" href="#back">{texts("files_back")}</a>'
        f"<h2>{texts('files')}</h2><p>{'，'.join(parts)}</p></header>"
        f'<div class="wj-files">{_failures(failed)}{_table(read)}</div></article>'
    )


def _failures(failed: Sequence[FileReport]) -> str:
    if not failed:
        return ""
    items = "".join(f"<li><b>{escape(f.path)}</b>：{escape(f.reason)}</li>" for f in failed)
    return f"<h3>未收录</h3><ul>{items}</ul><h3>已收录</h3>"


def _table(read: Sequence[FileReport]) -> str:
    head = "".join(f"<th>{name}</th>" for name in ("文件", "日期", "字数", "段落", "读法"))
    rows = "".join(f"<tr>{_cells(f)}</tr>" for f in read[:_MAX_ROWS])
    more = len(read) - _MAX_ROWS
    rest = f"<p>还有 {more:,} 份，完整的报告：wenju index --json</p>" if more > 0 else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{rest}"


def _cells(file: FileReport) -> str:
    copy = f"<small>与 {escape(file.duplicate_of)} 同文</small>" if file.duplicate_of else ""
    inferred = "<small>推断</small>" if file.inferred and file.published else ""
    return (
        f"<td>{escape(file.path)}{copy}</td><td>{escape(file.published or '未知')}{inferred}</td>"
        f"<td>{file.characters:,}</td><td>{file.chunks:,}</td><td>{escape(file.codec)}</td>"
    )

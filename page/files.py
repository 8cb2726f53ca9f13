"""The panel that lists the files: what was read, how, from when, and what was not and why."""

from __future__ import annotations

from collections.abc import Sequence

from index.types import FileReport
from page.escape import escape
from page.texts import ZH, Texts

# More rows make the panel slow to open; failures stand first and are all shown.
_MAX_ROWS = 1000
_HEADS = ("file", "head_date", "head_characters", "head_passages", "head_codec")


def render_files(files: Sequence[FileReport], texts: Texts = ZH) -> str:
    """The report of the index as a page of its own: failures first, then a table of the files."""
    read = [f for f in files if f.indexed]
    failed = [f for f in files if not f.indexed]
    copies = sum(f.duplicate_of is not None for f in read)
    counts = {"files_read": len(read), "passages_held": sum(f.chunks for f in read)}
    counts |= {"copies_held": copies} if copies else {}
    counts |= {"not_indexed": len(failed)} if failed else {}
    told = texts("comma").join(texts(key, count=f"{count:,}") for key, count in counts.items())
    return (
        '<article class="wj-panel" tabindex="-1"><header>'
        f'<a class="wj-back" href="#back">{texts("files_back")}</a>'
        f"<h2>{texts('files')}</h2><p>{told}</p></header>"
        f'<div class="wj-files">{_failures(failed, texts)}{_table(read, texts)}</div></article>'
    )


def _failures(failed: Sequence[FileReport], texts: Texts) -> str:
    if not failed:
        return ""
    items = "".join(f"<li><b>{escape(f.path)}</b>{texts('colon')}{escape(f.reason)}</li>" for f in failed)
    return f"<h3>{texts('files_not_indexed')}</h3><ul>{items}</ul><h3>{texts('files_indexed')}</h3>"


def _table(read: Sequence[FileReport], texts: Texts) -> str:
    head = "".join(f"<th>{texts(name)}</th>" for name in _HEADS)
    rows = "".join(f"<tr>{_cells(f, texts)}</tr>" for f in read[:_MAX_ROWS])
    more = len(read) - _MAX_ROWS
    rest = f"<p>{texts('files_more', count=f'{more:,}')}</p>" if more > 0 else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{rest}"


def _cells(file: FileReport, texts: Texts) -> str:
    copied = texts("copy_of", path=escape(file.duplicate_of)) if file.duplicate_of else ""
    copy = f"<small>{copied}</small>" if copied else ""
    inferred = f"<small>{texts('inferred')}</small>" if file.inferred and file.published else ""
    return (
        f"<td>{escape(file.path)}{copy}</td>"
        f"<td>{escape(file.published or texts('unknown'))}{inferred}</td>"
        f"<td>{file.characters:,}</td><td>{file.chunks:,}</td><td>{escape(file.codec)}</td>"
    )

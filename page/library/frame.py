"""What stands around the table of documents: the state of the index, uploads, the filter, a dialog."""

from __future__ import annotations

from index.names import readable_endings
from index.shelf import MAX_FILE_BYTES
from page.escape import escape
from page.library.library import Library
from page.library.rows import counts
from page.library.status import render_status
from page.source import Source
from page.texts import ZH, Texts


def render_frame(source: Source, library: Library | None, texts: Texts = ZH) -> str:
    """The tab without its table, which the script fills in; without a library there is nothing to change."""
    if library is None:
        report = f'<p class="wj-report">{escape(counts(source.files(), texts))}</p>'
        status, tools = f"{report}<p>{texts('read_only')}</p>", ""
    else:
        status, tools = render_status(library, texts), _tools(texts) + _dialog(library, texts)
    return (
        f'<div class="wj-library"><h2>{texts("tab_library")}</h2>'
        f'<div class="wj-status">{status}</div>{tools}'
        '<div class="wj-notice" role="status" hidden></div>'
        f'<label class="wj-filter"><span>{texts("filter")}</span><input type="search" autocomplete="off" '
        f'placeholder="{texts("filter_hint")}"></label>'
        '<div class="wj-table" aria-live="off"></div></div>'
    )


def _tools(texts: Texts) -> str:
    endings = texts("list_comma").join(ending[1:] for ending in readable_endings())
    return (
        '<div class="wj-tools"><label class="wj-drop"><input type="file" multiple '
        f'data-limit="{MAX_FILE_BYTES}"><b>{texts("upload")}</b>'
        f"<span>{texts('upload_help', limit=MAX_FILE_BYTES >> 20)}</span></label>"
        '<div class="wj-choices">'
        f'<label><input type="checkbox" data-replace>{texts("upload_replacing")}</label>'
        f'<button type="button" data-update>{texts("update")}</button></div>'
        f"<details><summary>{texts('formats')}</summary><p>{endings}</p></details></div>"
    )


def _dialog(library: Library, texts: Texts) -> str:
    return (
        '<dialog class="wj-confirm" aria-labelledby="wj-confirm-head">'
        f'<h3 id="wj-confirm-head">{texts("discard_head")}</h3>'
        f"<p data-what></p><p>{texts('discard_help', folder=escape(str(library.trash)))}</p>"
        f'<div><button type="button" data-cancel>{texts("cancel")}</button>'
        f'<button type="button" data-confirm>{texts("discard_confirm")}</button></div></dialog>'
    )

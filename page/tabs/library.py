"""The tab of the documents: what is in the folder, uploads, deletions, and the state of the index."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

import gradio as gr
from gradio.utils import get_upload_folder

from index.errors import WenjuError
from index.names import readable_endings
from index.shelf import MAX_FILE_BYTES
from page.assets import read_asset
from page.escape import escape
from page.library.library import Library
from page.library.rows import Rows, counts, read_rows
from page.library.status import render_status
from page.library.table import render_table
from page.source import Source

_READ_ONLY = (
    "这个页面只打开了索引，没有连接文件夹，所以只能查看。要上传、删除和更新，请用 wenju serve 文件夹 启动。"
)


def build_library(source: Source, library: Library | None) -> None:
    """Place the widgets of the tab; without a library it is a table to read."""
    tab = LibraryTab(source, library)

    # Gradio passes one argument to each, and hangs each on the component by its name.
    def show_files(words: object) -> str:
        return tab.view(str(words))

    if library is None:
        status = f'<p class="wj-report">{escape(tab.counts())}</p><p>{_READ_ONLY}</p>'
        _place(_skeleton(status, ""), [show_files])
        return

    def index_state(nothing: object) -> dict[str, object]:
        return tab.state()

    def take_file(sent: object) -> None:
        tab.take(sent)

    def update_index(nothing: object) -> None:
        library.update()

    def clear_uploads(nothing: object) -> None:
        library.clear()

    def discard_file(document_id: object) -> dict[str, str]:
        return tab.discard(str(document_id))

    def restore_file(token: object) -> dict[str, str]:
        return tab.restore(str(token))

    functions = [show_files, index_state, take_file, update_index, clear_uploads, discard_file, restore_file]
    _place(_skeleton(render_status(library), _tools(library)), functions)


def _place(markup: str, functions: Sequence[Callable[..., object]]) -> None:
    gr.HTML(markup, elem_id="library", js_on_load=read_asset("library.js"), server_functions=list(functions))


class LibraryTab:
    """What the script of the tab asks the server for. Nothing that a browser sends is used as a path."""

    def __init__(self, source: Source, library: Library | None) -> None:
        self._source = source
        self._library = library
        # Rows stay as they are for a generation; the one before serves requests that are under way.
        self._rows = lru_cache(maxsize=2)(self._read)

    def counts(self) -> str:
        """How many files there are, in one line."""
        return counts(self._source.files())

    def view(self, words: str) -> str:
        """The table of the files that hold the words."""
        return render_table(self._rows(self._version()), words, self._library is not None)

    def state(self) -> dict[str, object]:
        """What the script shows between two looks: `version` changes with the table."""
        assert self._library
        running = self._library.state()
        return {
            "version": running.report.generation,
            "busy": running.step is not None,
            "status": render_status(self._library),
            "documents": running.report.documents,
        }

    def take(self, sent: object) -> None:
        """Take in one file: `path` of the upload, or null for one that did not arrive, `name`, `size`."""
        assert self._library
        if not isinstance(sent, dict):
            raise TypeError(f"an upload, not {type(sent).__name__}")
        name = str(sent.get("name", ""))
        file = _uploaded(sent.get("path"))
        if file is None:
            self._library.refuse(name, int(sent.get("size") or 0))
        else:
            self._library.upload(file, name, replacing=sent.get("replace") is True)

    def discard(self, document_id: str) -> dict[str, str]:
        """Delete a document; `token` takes it back."""
        assert self._library
        try:
            discarded = self._library.discard(document_id)
        except WenjuError as error:
            return {"text": f"没有删除：{error}"}
        folder = self._library.trash / discarded.token
        text = f"{discarded.path} 已移到 {folder}，索引更新后不再被引用"
        return {"text": text, "token": discarded.token}

    def restore(self, token: str) -> dict[str, str]:
        """Take back a deletion."""
        assert self._library
        try:
            return {"text": f"{self._library.restore(token)} 已放回，索引更新后可再引用"}
        except WenjuError as error:
            return {"text": f"没有放回：{error}"}

    def _version(self) -> str:
        return self._library.state().report.generation if self._library else ""

    def _read(self, version: str) -> Rows:
        return read_rows(self._source)


def _uploaded(path: object) -> Path | None:
    """The file that Gradio stored for an upload; None for whatever else a browser names."""
    folder = Path(get_upload_folder()).resolve()
    if not isinstance(path, str):
        return None
    file = Path(path)
    inside = file.resolve().is_relative_to(folder) and file.is_file() and not file.is_symlink()
    return file if inside else None


def _tools(library: Library) -> str:
    limit = MAX_FILE_BYTES >> 20
    endings = "、".join(ending[1:] for ending in readable_endings())
    return (
        '<div class="wj-tools"><label class="wj-drop"><input type="file" multiple '
        f'data-limit="{MAX_FILE_BYTES}"><b>上传文件</b><span>点击选择，或拖放到这里；可多选，每个不超过 '
        f'{limit} MB</span></label><div class="wj-choices">'
        '<label><input type="checkbox" data-replace>替换同名文件（旧的移到回收文件夹）</label>'
        '<button type="button" data-update>更新索引</button></div>'
        f"<details><summary>能读的格式</summary><p>{endings}</p></details></div>"
        '<dialog class="wj-confirm" aria-labelledby="wj-confirm-head"><h3 id="wj-confirm-head">删除文件</h3>'
        f"<p data-what></p><p>文件移到回收文件夹 {escape(str(library.trash))}，可以撤销；索引更新后，"
        "回答不再引用它。压缩包里的文件连同整个压缩包一起移走。</p>"
        '<div><button type="button" data-cancel>取消</button>'
        '<button type="button" data-confirm>移到回收文件夹</button></div></dialog>'
    )


def _skeleton(status: str, tools: str) -> str:
    return (
        f'<div class="wj-library"><h2>文件库</h2><div class="wj-status">{status}</div>{tools}'
        '<p class="wj-notice" role="status" hidden></p>'
        '<label class="wj-filter"><span>筛选</span><input type="search" autocomplete="off" '
        'placeholder="文件名、标题、日期、效力，例如：2023 已被替代"></label>'
        '<div class="wj-table" aria-live="off"></div></div>'
    )

"""The tab of the documents: what is in the folder, uploads, deletions, and the state of the index."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import gradio as gr
from gradio.utils import get_upload_folder

from index.errors import WenjuError
from page.library.frame import render_frame
from page.library.library import Library
from page.library.rows import Rows, read_rows
from page.library.status import render_status
from page.library.table import render_table
from page.scripts import script
from page.sent import field, texts_for
from page.source import Source
from page.texts import ZH, Texts
from page.worded import Worded


def build_library(source: Source, library: Library | None) -> Worded:
    """Place the widget of the tab; without a library it is a table to read."""
    tab = LibraryTab(source, library)
    widget = gr.HTML(
        render_frame(source, library),
        elem_id="library",
        js_on_load=script("call.js", "notice.js", "uploads.js", "library.js"),
        server_functions=_functions(tab, library),
    )
    return Worded(widget, lambda texts: gr.update(value=render_frame(source, library, texts)))


def _functions(tab: LibraryTab, library: Library | None) -> list[Callable[..., object]]:
    """What the script may call. Gradio passes one argument, and hangs each on the component by its name."""

    def show_files(sent: object) -> str:
        return tab.view(str(field(sent, "words") or ""), texts_for(sent))

    if library is None:
        return [show_files]

    def index_state(sent: object) -> dict[str, object]:
        return tab.state(texts_for(sent))

    def take_file(sent: object) -> None:
        tab.take(sent)

    def update_index(nothing: object) -> None:
        library.update()

    def clear_uploads(nothing: object) -> None:
        library.clear()

    def discard_file(sent: object) -> dict[str, str]:
        return tab.discard(str(field(sent, "document")), texts_for(sent))

    def restore_file(sent: object) -> dict[str, str]:
        return tab.restore(str(field(sent, "token")), texts_for(sent))

    return [show_files, index_state, take_file, update_index, clear_uploads, discard_file, restore_file]


class LibraryTab:
    """What the script of the tab asks the server for. Nothing that a browser sends is used as a path."""

    def __init__(self, source: Source, library: Library | None) -> None:
        self._source = source
        self._library = library
        # Rows stay as they are for a generation; the one before serves requests that are under way.
        self._rows = lru_cache(maxsize=2)(self._read)

    def view(self, words: str, texts: Texts = ZH) -> str:
        """The table of the files that hold the words."""
        return render_table(self._rows(self._version()), words, self._library is not None, texts)

    def state(self, texts: Texts = ZH) -> dict[str, object]:
        """What the script shows between two looks: `version` changes with the table."""
        assert self._library
        running = self._library.state()
        return {
            "version": running.report.generation,
            "busy": running.step is not None,
            "status": render_status(self._library, texts),
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

    def discard(self, document_id: str, texts: Texts = ZH) -> dict[str, str]:
        """Delete a document; `token` takes it back."""
        assert self._library
        try:
            discarded = self._library.discard(document_id, texts)
        except WenjuError as error:
            return {"text": texts("not_discarded", reason=error)}
        folder = self._library.trash / discarded.token
        return {"text": texts("discarded", path=discarded.path, folder=folder), "token": discarded.token}

    def restore(self, token: str, texts: Texts = ZH) -> dict[str, str]:
        """Take back a deletion."""
        assert self._library
        try:
            return {"text": texts("restored", path=self._library.restore(token))}
        except WenjuError as error:
            return {"text": texts("not_restored", reason=error)}

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

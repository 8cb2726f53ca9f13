"""The page: its head and its tabs. What is in a tab stands in `page.tabs`."""

from __future__ import annotations

from collections.abc import Sequence

import gradio as gr

from page.api import build_api
from page.library.library import Library
from page.panel import FILES
from page.records.records import Records
from page.references import References
from page.source import Source
from page.tabs.asking import EXAMPLES, build_asking
from page.tabs.history import build_history
from page.tabs.library import build_library
from page.tabs.quality import build_quality
from page.tabs.retrieval import build_retrieval

_CONCURRENT_QUESTIONS = 2
_WAITING_QUESTIONS = 16
# Seconds between looks for uploads that never reached the folder, and their age when they are removed.
_UPLOADS_KEPT = (3600, 3600)


def build_page(
    source: Source,
    examples: Sequence[str] = EXAMPLES,
    *,
    records: Records | None = None,
    library: Library | None = None,
) -> gr.Blocks:
    """The page over `source`.

    With `records` it keeps a history and feedback, and has tabs for them; with a `library` its folder can be
    changed from the page.

    Users share no state: what one asked is in the state of the session, which Gradio keeps for each tab.
    """
    references = References()
    page = gr.Blocks(title="文据", analytics_enabled=False, fill_width=True, delete_cache=_UPLOADS_KEPT)

    def current_head() -> str:
        return _head(sum(f.indexed for f in source.files()))

    with page:
        head = gr.HTML(current_head(), elem_id="head")
        with gr.Tabs(elem_id="tabs") as tabs:
            with gr.Tab("问答", id="asking"):
                asking = build_asking(source, references, examples, records)
            with gr.Tab("文件库", id="library"):
                build_library(source, library)
            if records:
                with gr.Tab("历史", id="history") as history:
                    build_history(history, tabs, asking, records)
                with gr.Tab("质量", id="quality") as quality:
                    build_quality(quality, records)
            with gr.Tab("检索", id="retrieval"):
                build_retrieval(source)
        build_api(source)
        if library:  # the index may have changed since the page was built
            page.load(current_head, outputs=head, show_progress="hidden", api_visibility="private")
    page.queue(default_concurrency_limit=_CONCURRENT_QUESTIONS, max_size=_WAITING_QUESTIONS, api_open=False)
    return page


def _head(documents: int) -> str:
    files = f'<a href="#cite-{FILES}">已收录 {documents:,} 份文件</a>'
    line = f"{files}，离线运行，逐字引用原文"
    return f'<div class="wj-head"><h1>文据</h1><p>{line}</p></div>'

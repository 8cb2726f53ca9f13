"""The page: its head and its tabs. What is in a tab stands in `page.tabs`."""

from __future__ import annotations

from collections.abc import Sequence

import gradio as gr

from page.api import build_api
from page.panel import FILES
from page.references import References
from page.source import Source
from page.tabs.asking import EXAMPLES, build_asking
from page.tabs.retrieval import build_retrieval

_CONCURRENT_QUESTIONS = 2
_WAITING_QUESTIONS = 16


def build_page(source: Source, examples: Sequence[str] = EXAMPLES) -> gr.Blocks:
    """The page over `source`.

    Users share no state: what one asked is in the state of the session, which Gradio keeps for each tab.
    """
    references = References()
    page = gr.Blocks(title="文据", analytics_enabled=False, fill_width=True)
    with page:
        gr.HTML(_head(sum(f.indexed for f in source.files())), elem_id="head")
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab("问答", id="asking"):
                build_asking(source, references, examples)
            with gr.Tab("检索", id="retrieval"):
                build_retrieval(source)
        build_api(source)
    page.queue(default_concurrency_limit=_CONCURRENT_QUESTIONS, max_size=_WAITING_QUESTIONS, api_open=False)
    return page


def _head(documents: int) -> str:
    files = f'<a href="#cite-{FILES}">已收录 {documents:,} 份文件</a>'
    line = f"{files}，离线运行，逐字引用原文"
    return f'<div class="wj-head"><h1>文据</h1><p>{line}</p></div>'

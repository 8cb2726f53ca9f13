"""The page: its head and its tabs. What is in a tab stands in `page.tabs`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import gradio as gr

from page.api import build_api
from page.late import come_late
from page.library.library import Library
from page.panel import FILES
from page.records.records import Records
from page.references import References
from page.scripts import script
from page.source import Source
from page.tabs.asking import EXAMPLES, build_asking
from page.tabs.history import build_history
from page.tabs.library import build_library
from page.tabs.quality import build_quality
from page.tabs.retrieval import build_retrieval
from page.texts import ZH, Texts
from page.worded import Worded, speak

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

    def current_head(texts: Texts) -> str:
        return _head(sum(f.indexed for f in source.files()), texts)

    with page:
        language = gr.State("zh")
        # Markdown, for which the chat brings the scripts: the head is painted with the box.
        head = gr.Markdown(current_head(ZH), elem_id="head", sanitize_html=False, latex_delimiters=[])
        switch = gr.HTML(elem_id="switch", js_on_load=script("head.js"))
        with gr.Tabs(elem_id="tabs") as tabs:
            with gr.Tab(ZH("tab_asking"), id="asking") as asking:
                conversing, worded = build_asking(source, references, examples, language, records)
            with gr.Tab(ZH("tab_library"), id="library") as shelf:
                worded.append(build_library(source, library))
            named = [(asking, "tab_asking"), (shelf, "tab_library")]
            if records:
                with gr.Tab(ZH("tab_history"), id="history") as history:
                    worded += build_history(history, tabs, conversing, records)
                with gr.Tab(ZH("tab_quality"), id="quality") as quality:
                    worded += build_quality(quality, records, source, language)
                named += [(history, "tab_history"), (quality, "tab_quality")]
            with gr.Tab(ZH("tab_retrieval"), id="retrieval") as retrieval:
                worded += build_retrieval(source, language)
            named.append((retrieval, "tab_retrieval"))
        build_api(source)
        # The index may have changed since the page was built.
        worded.append(Worded(head, lambda t: gr.update(value=current_head(t)), fresh=True))
        worded += [Worded(tab, partial(_label, key)) for tab, key in named]
        speak(page, switch, language, worded)
        come_late(page)
    page.queue(default_concurrency_limit=_CONCURRENT_QUESTIONS, max_size=_WAITING_QUESTIONS, api_open=False)
    return page


def _label(key: str, texts: Texts) -> dict[str, Any]:
    return gr.update(label=texts(key))


def _head(documents: int, texts: Texts) -> str:
    count = texts("file_count", count=f"{documents:,}")
    files = f'<a href="#cite-{FILES}">{count}</a>'
    other, name = ("zh", "中文") if texts.language == "en" else ("en", "English")
    tagline = texts("comma") + texts("tagline")
    return (
        f'<div class="wj-head"><h1>文据</h1><p>{files}<span class="wj-tagline">{tagline}</span></p>'
        f'<a class="wj-language" href="?lang={other}" lang="{other}">{name}</a></div>'
    )

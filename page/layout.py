"""The page: its head and its tabs. What is in a tab stands in `page.tabs`."""

from __future__ import annotations

from collections.abc import Sequence

import gradio as gr

from page.panel import FILES
from page.references import References
from page.source import Source
from page.tabs.asking import EXAMPLES, build_asking
from page.texts import ZH, Texts
from page.worded import Worded, speak

_CONCURRENT_QUESTIONS = 2
_WAITING_QUESTIONS = 16


def build_page(source: Source, examples: Sequence[str] = EXAMPLES) -> gr.Blocks:
    """The page over `source`.

    Users share no state: what one asked is in the state of the session, which Gradio keeps for each tab.
    """
    references = References()
    page = gr.Blocks(title="文据", analytics_enabled=False, fill_width=True)
    with page:
        language = gr.State("zh")
        documents = sum(f.indexed for f in source.files())
        head = gr.HTML(_head(documents, ZH), elem_id="head")
        with gr.Tabs(elem_id="tabs"), gr.Tab(ZH("tab_asking"), id="asking") as asking:
            worded = build_asking(source, references, examples, language)
        worded += [
            Worded(head, lambda t: gr.update(value=_head(documents, t))),
            Worded(asking, lambda t: gr.update(label=t("tab_asking"))),
        ]
        speak(page, language, worded)
    page.queue(default_concurrency_limit=_CONCURRENT_QUESTIONS, max_size=_WAITING_QUESTIONS, api_open=False)
    return page


def _head(documents: int, texts: Texts) -> str:
    count = texts("file_count", count=f"{documents:,}")
    files = f'<a href="#cite-{FILES}">{count}</a>'
    other, name = ("zh", "中文") if texts.language == "en" else ("en", "English")
    tagline = texts("comma") + texts("tagline")
    return (
        f'<div class="wj-head"><h1>文据</h1><p>{files}<span class="wj-tagline">{tagline}</span></p>'
        f'<a class="wj-language" href="?lang={other}" lang="{other}">{name}</a></div>'
    )

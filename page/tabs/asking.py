"""The tab where questions are asked: the conversation on the left, the source of a citation on the right."""

from __future__ import annotations

from collections.abc import Sequence

import gradio as gr

from page.chat import Chat
from page.panel import Panel, render_empty
from page.records.records import Records
from page.references import References
from page.scripts import script
from page.sent import field, texts_for
from page.source import Source
from page.tabs.conversing import Conversing
from page.tabs.feedback import build_feedback
from page.tabs.narrowing import Narrowing
from page.worded import Worded

# Questions that the sample documents in corpus/ answer.
EXAMPLES = ("黄茅海大桥何时封顶", "图书逾期每天收多少滞还金？", "白石乡农机购置补贴什么时候发放？")


def build_asking(
    source: Source,
    references: References,
    examples: Sequence[str],
    language: gr.State,
    records: Records | None = None,
) -> tuple[Conversing, list[Worded]]:
    """Place the widgets of the tab; returns the conversation, and the widgets with words."""
    chat, panel = Chat(source, references, records=records), Panel(source, references)
    with gr.Row(elem_id="columns"):
        with gr.Column(scale=6, elem_id="left"):
            conversing = Conversing(chat, examples, language)
            narrowing = Narrowing(source, language)
            conversing.connect(narrowing)
            if records:
                build_feedback(records)
        with gr.Column(scale=5, elem_id="right"):
            _place(panel)
    return conversing, [*conversing.worded(), *narrowing.worded()]


def _place(panel: Panel) -> None:
    """Place the panel. Its script words it, for it knows what is open."""

    def open_source(asked: object) -> str:
        return panel.open(field(asked, "id"), texts_for(asked))

    def open_place(asked: object) -> str:
        return panel.open_place(asked, texts_for(asked))

    def original(asked: object) -> dict[str, str]:
        return panel.original(field(asked, "doc"), texts_for(asked))

    gr.HTML(
        render_empty(),
        elem_id="source",
        js_on_load=script("call.js", "copy.js", "tools.js", "panel.js"),
        server_functions=[open_source, open_place, original],
    )

"""The tab where questions are asked: the conversation on the left, the source of a citation on the right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import gradio as gr
from gradio.events import Dependency

from page.assets import read_asset
from page.chat import Chat, Conversation, Message
from page.panel import EMPTY, Panel
from page.records.records import Records
from page.records.types import LOCAL
from page.references import References
from page.source import Source
from page.tabs.feedback import build_feedback

# Questions that the sample documents in corpus/ answer.
EXAMPLES = ("黄茅海大桥何时封顶", "图书逾期每天收多少滞还金？", "白石乡农机购置补贴什么时候发放？")
_WELCOME = (
    '<div class="wj-welcome"><p class="wj-welcome-head">向文件提问</p>'
    "<p>回答只用文件里的原句，每句注明出处；没有依据就不作答。</p></div>"
)


@dataclass(frozen=True, slots=True)
class Asking:
    """What other tabs need of this one, to put a conversation into it."""

    chat: Chat
    messages: gr.Chatbot
    state: gr.State
    asked: Dependency


def build_asking(
    source: Source, references: References, examples: Sequence[str], records: Records | None = None
) -> Asking:
    """Place the widgets of the tab."""
    chat, panel = Chat(source, references, records=records), Panel(source, references)
    with gr.Row(elem_id="columns"):
        with gr.Column(scale=6, elem_id="left"):
            asking = _chat_column(chat, examples)
            if records:
                build_feedback(records)
        with gr.Column(scale=5, elem_id="right"):
            _panel(panel)
    return asking


def _panel(panel: Panel) -> None:
    def open_source(reference: object) -> str:
        return panel.open(reference)

    gr.HTML(EMPTY, elem_id="source", js_on_load=read_asset("panel.js"), server_functions=[open_source])


def _chat_column(chat: Chat, examples: Sequence[str]) -> Asking:
    state = gr.State(Conversation())
    messages = gr.Chatbot(
        elem_id="chat",
        show_label=False,
        buttons=[],
        layout="bubble",
        placeholder=_WELCOME,
        latex_delimiters=[],
        allow_tags=False,
        feedback_options=None,
        group_consecutive_messages=False,
    )
    with gr.Row(elem_id="chips"):
        chips = [gr.Button(example, size="sm") for example in examples]
    with gr.Row(elem_id="ask"):
        box = gr.Textbox(
            elem_id="question",
            show_label=False,
            label="问题",
            placeholder="输入问题，按回车提问",
            lines=1,
            max_lines=6,
            scale=1,
            container=False,
            autofocus=True,
        )
        send = gr.Button("提问", variant="primary", elem_id="send")
        new = gr.Button("新对话", elem_id="new")

    def converse(
        typed: str, conversation: Conversation, event: gr.EventData, request: gr.Request
    ) -> Iterator[tuple[list[Message], Conversation, str]]:
        chosen = event.target.value if event.target in chips else typed
        left = typed if event.target in chips else ""
        for shown in chat.converse(chosen or "", conversation, request.username or LOCAL):
            yield list(shown.messages), shown, left

    def start_again() -> tuple[list[Message], Conversation]:
        return [], Conversation()

    # One handler for every way to ask: while it runs, Gradio ignores the other triggers of this tab.
    asked = gr.on(
        [box.submit, send.click, *(chip.click for chip in chips)],
        converse,
        inputs=[box, state],
        outputs=[messages, state, box],
        show_progress="hidden",
        api_visibility="private",
    )
    new.click(start_again, outputs=[messages, state], cancels=[asked], api_visibility="private")
    return Asking(chat, messages, state, asked)

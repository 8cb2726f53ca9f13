"""The tab where questions are asked: the conversation on the left, the source of a citation on the right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import gradio as gr

from page.assets import read_asset
from page.chat import Chat, Conversation, Message
from page.panel import EMPTY, Panel
from page.references import References
from page.source import Source

# Questions that the sample documents in corpus/ answer.
EXAMPLES = ("黄茅海大桥何时封顶", "图书逾期每天收多少滞还金？", "白石乡农机购置补贴什么时候发放？")
_WELCOME = (
    '<div class="wj-welcome"><p class="wj-welcome-head">向文件提问</p>'
    "<p>回答只用文件里的原句，每句注明出处；没有依据就不作答。</p></div>"
)


def build_asking(source: Source, references: References, examples: Sequence[str]) -> None:
    """Place the widgets of the tab."""
    chat, panel = Chat(source, references), Panel(source, references)
    with gr.Row(elem_id="columns"):
        with gr.Column(scale=6, elem_id="left"):
            _chat_column(chat, examples)
        with gr.Column(scale=5, elem_id="right"):
            _panel(panel)


def _panel(panel: Panel) -> None:
    def open_source(reference: object) -> str:
        return panel.open(reference)

    gr.HTML(EMPTY, elem_id="source", js_on_load=read_asset("panel.js"), server_functions=[open_source])


def _chat_column(chat: Chat, examples: Sequence[str]) -> None:
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
        typed: str, conversation: Conversation, event: gr.EventData
    ) -> Iterator[tuple[list[Message], Conversation, str]]:
        chosen = event.target.value if event.target in chips else typed
        left = typed if event.target in chips else ""
        for shown in chat.converse(chosen or "", conversation):
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

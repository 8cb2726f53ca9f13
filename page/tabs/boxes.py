"""The chat and the box for the question, as they are made."""

from __future__ import annotations

import gradio as gr

from page.texts import ZH, Texts


def chat_widget() -> gr.Chatbot:
    """The conversation, empty."""
    return gr.Chatbot(
        elem_id="chat",
        show_label=False,
        buttons=[],
        layout="bubble",
        placeholder=welcome(ZH),
        latex_delimiters=[],
        allow_tags=False,
        feedback_options=None,
        group_consecutive_messages=False,
    )


def question_box() -> gr.Textbox:
    """The box for the question; it has the focus when the page opens."""
    return gr.Textbox(
        elem_id="question",
        show_label=False,
        label=ZH("question"),
        placeholder=ZH("placeholder"),
        lines=1,
        max_lines=6,
        scale=1,
        container=False,
        autofocus=True,
    )


def welcome(texts: Texts) -> str:
    """What stands where there is no conversation yet."""
    return (
        f'<div class="wj-welcome"><p class="wj-welcome-head">{texts("welcome_head")}</p>'
        f"<p>{texts('welcome_body')}</p></div>"
    )

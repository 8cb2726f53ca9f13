"""Gradio's own chat with nothing in it, which answers at once: what the page is measured against."""

from __future__ import annotations

from collections.abc import Iterator

import page  # noqa: F401  puts the process offline before `gradio` is imported

# isort: split
import gradio as gr


def build_empty_chat() -> gr.Blocks:
    """A chat whose answer is one character, streamed."""

    def answer(message: str, history: list[object]) -> Iterator[str]:
        yield "答"

    chat: gr.Blocks = gr.ChatInterface(answer, analytics_enabled=False)
    return chat

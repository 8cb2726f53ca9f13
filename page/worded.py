"""Widgets whose words depend on the language: said when they are made, when a page loads, at a switch."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from page.texts import ZH, Texts, texts_of

# Of a handler that the page alone uses: quiet, and no endpoint for programs.
PRIVATE: Mapping[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
# Of one whose last trigger counts, also when it comes while the handler runs.
LATEST: Mapping[str, Any] = {**PRIVATE, "trigger_mode": "always_last"}


@dataclass(frozen=True, slots=True)
class Worded:
    """A widget and what it says in a language. `fresh` ones are updated on every load, for their choices."""

    widget: gr.blocks.Block
    said: Callable[[Texts], dict[str, Any]]
    fresh: bool = False


def speak(page: gr.Blocks, switch: gr.HTML, language: gr.State, worded: Sequence[Worded]) -> None:
    """Let a load of the page set the language that its address asks for, `?lang=en`, and `switch` change it.

    The widgets are made in Chinese, so nothing moves on a Chinese page. What is shown of a conversation, a
    list or a search depends on more than the language: its tab listens to `language.change`.
    """
    spoken = [language, *(w.widget for w in worded)]

    def load(request: gr.Request) -> list[object]:
        texts = texts_of(request.query_params.get("lang"))
        said = [w.said(texts) if w.fresh or texts != ZH else gr.skip() for w in worded]
        return [texts.language, *said]

    def switched(event: gr.EventData) -> list[object]:
        texts = texts_of(event.language)
        return [texts.language, *(w.said(texts) for w in worded)]

    page.load(load, outputs=spoken, **PRIVATE)
    switch.select(switched, outputs=spoken, **LATEST)

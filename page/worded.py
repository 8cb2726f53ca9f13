"""Widgets whose words depend on the language: said once when they are made, and again when a page loads."""

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


def speak(page: gr.Blocks, language: gr.State, worded: Sequence[Worded]) -> None:
    """Let every load of the page set the language that its address asks for, `?lang=en`.

    The widgets are made in Chinese, so nothing moves on a Chinese page.
    """

    def load(request: gr.Request) -> list[object]:
        texts = texts_of(request.query_params.get("lang"))
        said = [w.said(texts) if w.fresh or texts != ZH else gr.skip() for w in worded]
        return [texts.language, *said]

    page.load(
        load,
        outputs=[language, *(w.widget for w in worded)],
        show_progress="hidden",
        api_visibility="private",
    )

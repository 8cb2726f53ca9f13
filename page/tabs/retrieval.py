"""The tab for the person who tunes: one question under two settings, side by side."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial
from typing import Any

import gradio as gr

from index.errors import WenjuError
from page.retrieval import SIDES, render_comparison, render_empty, render_problem
from page.source import Source
from page.texts import ZH, Texts, texts_of
from page.worded import LATEST, Worded
from rag.inspection import MAX_DEPTH, Setting

# The setting of the program against words alone, where they differ most.
_LEFT, _RIGHT = Setting(), Setting(weight=0.0)


@dataclass(frozen=True, slots=True)
class Compared:
    """What was asked last, so that it can be shown again in another language."""

    question: str
    weights: tuple[float, float]
    depth: float


def build_retrieval(source: Source, language: gr.State) -> list[Worded]:
    """Place the widgets of the tab; returns those with words."""
    with gr.Column(elem_id="retrieval"):
        with gr.Row(elem_id="retrieval-ask"):
            box = gr.Textbox(
                elem_id="retrieval-question",
                label=ZH("question"),
                placeholder=ZH("retrieve_hint"),
                lines=1,
                max_lines=3,
                scale=5,
            )
            go = gr.Button(ZH("retrieve"), variant="primary", elem_id="retrieval-go", scale=0)
        with gr.Row(elem_id="retrieval-settings"):
            weights = [
                gr.Slider(0, 1, setting.weight, step=0.05, label=_share(side, ZH))
                for side, setting in zip(SIDES, (_LEFT, _RIGHT), strict=True)
            ]
            depth = gr.Slider(1, MAX_DEPTH, _LEFT.depth, step=1, label=ZH("depth"), elem_id="retrieval-depth")
        shown = gr.HTML(render_empty(), elem_id="retrieval-found")
    last = gr.State(None)

    def compare(question: str, left: float, right: float, kept: float, said: str) -> list[Any]:
        asked = Compared(question or "", (left, right), kept)
        return [compared(source, asked, texts_of(said)), asked]

    def reworded(asked: Compared | None, said: str) -> str:
        texts = texts_of(said)
        return compared(source, asked, texts) if asked else render_empty(texts)

    gr.on(
        [box.submit, go.click],
        compare,
        inputs=[box, *weights, depth, language],
        outputs=[shown, last],
        show_progress="minimal",
        api_visibility="private",
    )
    language.change(reworded, [last, language], shown, **LATEST)
    return [
        Worded(box, lambda texts: gr.update(label=texts("question"), placeholder=texts("retrieve_hint"))),
        Worded(go, lambda texts: gr.update(value=texts("retrieve"))),
        *(Worded(widget, partial(_shared, side)) for side, widget in zip(SIDES, weights, strict=True)),
        Worded(depth, lambda texts: gr.update(label=texts("depth"))),
    ]


def _share(side: str, texts: Texts) -> str:
    return texts("share", side=texts(side))


def _shared(side: str, texts: Texts) -> dict[str, Any]:
    return gr.update(label=_share(side, texts))


def compared(source: Source, asked: Compared, texts: Texts = ZH) -> str:
    """What the tab shows, whatever the browser sent."""
    try:
        settings = [Setting(min(max(float(w), 0.0), 1.0), _within(asked.depth)) for w in asked.weights]
        return render_comparison(source.inspect(asked.question, settings), texts)
    except WenjuError as error:
        return render_problem(str(error))
    except Exception:
        logging.getLogger(__name__).exception(
            "inspection of a question of %d characters", len(asked.question)
        )
        return render_problem(texts("retrieve_failed"))


def _within(depth: float) -> int:
    return min(max(int(depth), 1), MAX_DEPTH)

"""The tab for the person who tunes: one question under two settings, side by side."""

from __future__ import annotations

import logging

import gradio as gr

from index.errors import WenjuError
from page.retrieval import EMPTY, SIDES, render_comparison, render_problem
from page.source import Source
from rag.inspection import MAX_DEPTH, Setting

# The setting of the program against words alone, where they differ most.
_LEFT, _RIGHT = Setting(), Setting(weight=0.0)
_FAILED = "检索时出错，请稍后再试；详情见服务的日志。"


def build_retrieval(source: Source) -> None:
    """Place the widgets of the tab."""
    with gr.Column(elem_id="retrieval"):
        with gr.Row(elem_id="retrieval-ask"):
            box = gr.Textbox(
                elem_id="retrieval-question",
                label="问题",
                placeholder="输入问题，按回车检索",
                lines=1,
                max_lines=3,
                scale=5,
            )
            go = gr.Button("检索", variant="primary", elem_id="retrieval-go", scale=0)
        with gr.Row(elem_id="retrieval-settings"):
            weights = [_share(side, setting) for side, setting in zip(SIDES, (_LEFT, _RIGHT), strict=True)]
            depth = gr.Slider(1, MAX_DEPTH, _LEFT.depth, step=1, label="各取几段", elem_id="retrieval-depth")
        shown = gr.HTML(EMPTY, elem_id="retrieval-found")

    def compare(question: str, left: float, right: float, kept: float) -> str:
        return compared(source, question, (left, right), kept)

    gr.on(
        [box.submit, go.click],
        compare,
        inputs=[box, *weights, depth],
        outputs=shown,
        show_progress="minimal",
        api_visibility="private",
    )


def _share(side: str, setting: Setting) -> gr.Slider:
    return gr.Slider(0, 1, setting.weight, step=0.05, label=f"{side}：语义占比（其余为词汇）")


def compared(source: Source, question: str, weights: tuple[float, float], depth: float) -> str:
    """What the tab shows, whatever the browser sent."""
    try:
        settings = [Setting(min(max(float(w), 0.0), 1.0), _within(depth)) for w in weights]
        return render_comparison(source.inspect(question or "", settings))
    except WenjuError as error:
        return render_problem(str(error))
    except Exception:
        logging.getLogger(__name__).exception("inspection of a question of %d characters", len(question))
        return render_problem(_FAILED)


def _within(depth: float) -> int:
    return min(max(int(depth), 1), MAX_DEPTH)

"""What the first paint does not wait for: widgets whose scripts the box for the question can do without."""

from __future__ import annotations

import gradio as gr

from page.assets import read_asset
from page.worded import PRIVATE

# A kind of widget brings its scripts and style sheets. Gradio fetches them before the first paint, also those
# of a tab that is not open or a row that is folded, unless no widget of the kind is visible: 69 files, and 51
# in an empty chat. Without these kinds it is 59; `tests/page/test_paint.py` counts them.
_KINDS = (gr.HTML, gr.Dropdown, gr.Checkbox, gr.Slider)


def come_late(page: gr.Blocks) -> None:
    """Leave the widgets of these kinds out of the page at first, and show them once it has been painted.

    To be called inside the page when all its widgets are made.
    """
    late = [block for block in page.blocks.values() if isinstance(block, _KINDS)]
    for widget in late:
        widget.visible = False
    page.load(None, outputs=late, js=read_asset("late.js").replace("COUNT", str(len(late))), **PRIVATE)

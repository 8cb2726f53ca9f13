"""How the page looks: system fonts, one accent colour, light and dark, one column on a phone."""

from __future__ import annotations

import gradio as gr

from page.assets import read_asset

# In the order of the cascade; each tab has a file of its own.
_SHEETS = ("colours", "frame", "chat", "panel", "library", "history", "retrieval")
# Strings are families of the system; `gr.themes.GoogleFont` would fetch from outside.
_FONTS = ["system-ui", "Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", "sans-serif"]
_MONOSPACE = ["ui-monospace", "Consolas", "Noto Sans Mono CJK SC", "monospace"]


def theme() -> gr.themes.Base:
    """Gradio's plainest theme on the fonts of the system."""
    return gr.themes.Base(
        primary_hue=gr.themes.colors.teal,
        neutral_hue=gr.themes.colors.slate,
        font=_FONTS,
        font_mono=_MONOSPACE,
    )


CSS = "\n".join(read_asset(f"{sheet}.css") for sheet in _SHEETS)

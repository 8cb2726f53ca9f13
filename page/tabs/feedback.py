"""What the links below an answer do: keep a rating and a comment."""

from __future__ import annotations

from typing import Any

import gradio as gr

from page.records.records import Records
from page.scripts import script
from page.sent import texts_for


def build_feedback(records: Records) -> None:
    """Place the component whose script listens to the links; it shows nothing itself."""

    def rate(given: object) -> dict[str, Any]:
        return rated(records, given)

    gr.HTML("", elem_id="feedback", js_on_load=script("call.js", "feedback.js"), server_functions=[rate])


def rated(records: Records, given: object) -> dict[str, Any]:
    """Keep what the browser sends, whatever it is: `kept`, and the line that says so.

    Ids of exchanges are 96 random bits that only their user has seen, as the ids of citations are.
    """
    fields = given if isinstance(given, dict) else {}
    exchange, rating, comment = (str(fields.get(name, "")) for name in ("id", "rating", "comment"))
    said = records.rate(exchange, rating, comment, texts_for(given))
    return {"kept": said.kept, "text": said.text}

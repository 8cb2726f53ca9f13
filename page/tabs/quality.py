"""The tab of the quality: the last evaluation, what users said of the answers, and drafts of questions."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Mapping
from typing import Any

import gradio as gr

from index.errors import WenjuError
from page.drafts import render_drafts, render_evidence, said
from page.records.drafts import FILE_NAME
from page.records.export import Exported
from page.records.records import Records
from page.records.types import RATINGS
from page.records.waiting import Decided, Deciding, waiting
from page.reports import last_report, plots, render_plots, render_report
from page.scripts import script
from page.sent import field, texts_for
from page.source import Source
from page.tabs.history import download_component, file_value, user_of
from page.texts import ZH, Texts, texts_of
from page.worded import LATEST, PRIVATE, Worded
from rag.question_file import QUESTIONS

# As many characters as the field of the page takes.
_LONGEST = 500


def render_quality(records: Records, user: str, texts: Texts = ZH) -> str:
    """The whole tab. Of the drafts a user sees those of the own answers and those made by rule."""
    folder = records.store.folder
    try:
        report = render_report(last_report(folder), texts)
        counts = _counts(records.store.ratings(), texts)  # of all users
        drafts = render_drafts(waiting(records, user), folder / QUESTIONS, texts)
        pictures = render_plots(plots(folder), texts)
        return f'<div class="wj-quality">{report}{counts}{drafts}{pictures}</div>'
    except (sqlite3.Error, OSError, WenjuError):
        logging.getLogger(__name__).exception("quality")
        failed = f'<p class="wj-none" role="alert">{texts("quality_failed")}</p>'
        return f'<div class="wj-quality">{failed}</div>'


def _counts(ratings: Mapping[str, int], texts: Texts) -> str:
    items = "".join(
        f"<div><dt>{texts(f'rating_{rating}')}</dt><dd>{ratings.get(rating, 0):,}</dd></div>"
        for rating in RATINGS
    )
    return f"<section><h2>{texts('ratings')}</h2><dl>{items}</dl></section>"


def drafts_file(records: Records, user: str) -> Exported:
    """The drafts that a user sees, as lines. Raises sqlite3.Error or WenjuError."""
    lines = [json.dumps(each.row, ensure_ascii=False) for each in reversed(waiting(records, user))]
    return Exported(FILE_NAME, "application/x-ndjson", "".join(f"{line}\n" for line in lines).encode())


def decision(decided: Decided, texts: Texts = ZH) -> dict[str, Any]:
    """What the script of the tab is told."""
    evidence = render_evidence(decided.row, texts) if decided.row else ""
    return {"done": decided.done, "text": said(decided, texts), "evidence": evidence}


def build_quality(tab: gr.Tab, records: Records, source: Source, language: gr.State) -> list[Worded]:
    """Place the widgets of the tab, inside it; returns those with words."""
    deciding = Deciding(records, source)

    # Gradio passes one argument to each, and hangs each on the component by its name.
    def accept_draft(sent: object) -> dict[str, Any]:
        items, answerable = str(field(sent, "items"))[:_LONGEST], field(sent, "answerable") is True
        return decision(deciding.accept(str(field(sent, "id")), items, answerable), texts_for(sent))

    def drop_draft(sent: object) -> dict[str, Any]:
        return decision(deciding.drop(str(field(sent, "id"))), texts_for(sent))

    with gr.Row(elem_id="quality-actions"):
        save = gr.Button(ZH("drafts_export"), size="sm", elem_id="drafts")
    shown = gr.HTML(
        elem_id="quality-report",
        js_on_load=script("call.js", "drafts.js"),
        server_functions=[accept_draft, drop_draft],
    )
    file = download_component()
    seen = gr.State(False)

    def report(said: str, request: gr.Request) -> list[Any]:
        return [render_quality(records, user_of(request), texts_of(said)), True]

    def reworded(said: str, is_seen: bool, request: gr.Request) -> object:
        return render_quality(records, user_of(request), texts_of(said)) if is_seen else gr.skip()

    def drafts(said: str, request: gr.Request) -> dict[str, Any]:
        try:
            return file_value(drafts_file(records, user_of(request)))
        except (sqlite3.Error, WenjuError) as error:
            logging.getLogger(__name__).exception("drafts")
            raise gr.Error(texts_of(said)("drafts_not_exported"), print_exception=False) from error

    tab.select(report, language, [shown, seen], **PRIVATE)
    language.change(reworded, [language, seen], shown, **LATEST)
    save.click(drafts, language, file, **PRIVATE)
    return [Worded(save, lambda texts: gr.update(value=texts("drafts_export")))]

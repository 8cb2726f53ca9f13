"""The tab of the quality: the last evaluation, what users said of the answers, and the drafts made of it."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

import gradio as gr

from page.escape import escape
from page.records.drafts import FILE_NAME, draft
from page.records.export import Exported
from page.records.records import Records
from page.records.render import local_time
from page.records.types import RATINGS, Exchange
from page.reports import last_report, plots, render_plots, render_report
from page.tabs.history import download_component, file_value, user_of
from page.texts import ZH, Texts, texts_of
from page.worded import LATEST, PRIVATE, Worded

_HEADS = ("head_rating", "head_question", "head_comment", "head_answer", "head_evidence", "head_time")
_LONG = {"head_question", "head_comment", "head_answer"}


def render_quality(records: Records, user: str, texts: Texts = ZH) -> str:
    """The whole tab. Of the drafts a user sees those of the own answers; the counts are of all."""
    try:
        report = render_report(last_report(records.store.folder), texts)
        said = _counts(records.store.ratings(), texts) + _drafts(records.store.rated(user), texts)
        pictures = render_plots(plots(records.store.folder), texts)
        return f'<div class="wj-quality">{report}{said}{pictures}</div>'
    except (sqlite3.Error, OSError):
        logging.getLogger(__name__).exception("quality")
        failed = f'<p class="wj-none" role="alert">{texts("quality_failed")}</p>'
        return f'<div class="wj-quality">{failed}</div>'


def _counts(ratings: Mapping[str, int], texts: Texts) -> str:
    items = "".join(
        f"<div><dt>{texts(f'rating_{rating}')}</dt><dd>{ratings.get(rating, 0):,}</dd></div>"
        for rating in RATINGS
    )
    return f"<section><h2>{texts('ratings')}</h2><dl>{items}</dl></section>"


def _drafts(rated: Sequence[Exchange], texts: Texts) -> str:
    title = f"<h2>{texts('drafts')}</h2>"
    if not rated:
        return f'<section>{title}<p class="wj-none">{texts("drafts_none")}</p></section>'
    where = escape(texts("drafts_where", file=FILE_NAME))
    head = "".join(f"<th>{texts(name)}</th>" for name in _HEADS)
    rows = "".join(f"<tr>{_cells(exchange, texts)}</tr>" for exchange in rated)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<section tabindex="0">{title}<p>{where}</p>{table}</section>'


def _cells(exchange: Exchange, texts: Texts) -> str:
    feedback = exchange.feedback
    if feedback is None:
        return ""
    files = dict.fromkeys(c.document_id for c in exchange.answer.citations)
    values = (
        texts(f"rating_{feedback.rating}"),
        exchange.answer.question,
        feedback.comment or "—",
        exchange.answer.text,
        texts("list_comma").join(files) or "—",
        local_time(feedback.given),
    )
    return "".join(
        f'<td class="wj-long">{escape(value)}</td>' if name in _LONG else f"<td>{escape(value)}</td>"
        for name, value in zip(_HEADS, values, strict=True)
    )


def drafts_file(records: Records, user: str) -> Exported:
    """The drafts of a user's own answers, as lines. Raises sqlite3.Error."""
    lines = [json.dumps(draft(e), ensure_ascii=False) for e in reversed(records.store.rated(user))]
    return Exported(FILE_NAME, "application/x-ndjson", "".join(f"{line}\n" for line in lines).encode())


def build_quality(tab: gr.Tab, records: Records, language: gr.State) -> list[Worded]:
    """Place the widgets of the tab, inside it; returns those with words."""
    with gr.Row(elem_id="quality-actions"):
        save = gr.Button(ZH("drafts_export"), size="sm", elem_id="drafts")
    shown = gr.HTML(elem_id="quality-report")
    file = download_component()
    seen = gr.State(False)

    def report(said: str, request: gr.Request) -> list[Any]:
        return [render_quality(records, user_of(request), texts_of(said)), True]

    def reworded(said: str, is_seen: bool, request: gr.Request) -> object:
        return render_quality(records, user_of(request), texts_of(said)) if is_seen else gr.skip()

    def drafts(said: str, request: gr.Request) -> dict[str, Any]:
        try:
            return file_value(drafts_file(records, user_of(request)))
        except sqlite3.Error as error:
            logging.getLogger(__name__).exception("drafts")
            raise gr.Error(texts_of(said)("drafts_not_exported"), print_exception=False) from error

    tab.select(report, language, [shown, seen], **PRIVATE)
    language.change(reworded, [language, seen], shown, **LATEST)
    save.click(drafts, language, file, **PRIVATE)
    return [Worded(save, lambda texts: gr.update(value=texts("drafts_export")))]

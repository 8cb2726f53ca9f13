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

_HEADS = ("评价", "问题", "说明", "答案", "依据", "时间")
_LONG = {"问题", "说明", "答案"}
_FAILED = '<div class="wj-quality"><p class="wj-none" role="alert">读不出来，详情见服务的日志。</p></div>'


def render_quality(records: Records, user: str) -> str:
    """The whole tab. Of the drafts a user sees those of the own answers; the counts are of all."""
    try:
        report = render_report(last_report(records.store.folder))
        said = _counts(records.store.ratings()) + _drafts(records.store.rated(user))
        return f'<div class="wj-quality">{report}{said}{render_plots(plots(records.store.folder))}</div>'
    except (sqlite3.Error, OSError):
        logging.getLogger(__name__).exception("quality")
        return _FAILED


def _counts(ratings: Mapping[str, int]) -> str:
    items = "".join(
        f"<div><dt>{name}</dt><dd>{ratings.get(rating, 0):,}</dd></div>" for rating, name in RATINGS.items()
    )
    return f"<section><h2>评价</h2><dl>{items}</dl></section>"


def _drafts(rated: Sequence[Exchange]) -> str:
    where = f"数据文件夹里的 {FILE_NAME}，格式同 eval/questions.jsonl，答案要点（need_all）由人补全"
    if not rated:
        text = "还没有。在答案下面点「赞」「踩」或「引用错误」，这个问题就成为一道评测题草稿。"
        return f'<section><h2>评测题草稿</h2><p class="wj-none">{text}</p></section>'
    head = "".join(f"<th>{name}</th>" for name in _HEADS)
    rows = "".join(f"<tr>{_cells(exchange)}</tr>" for exchange in rated)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<section tabindex="0"><h2>评测题草稿</h2><p>{escape(where)}。</p>{table}</section>'


def _cells(exchange: Exchange) -> str:
    feedback = exchange.feedback
    if feedback is None:
        return ""
    files = "、".join(dict.fromkeys(c.document_id for c in exchange.answer.citations)) or "—"
    values = (
        RATINGS[feedback.rating],
        exchange.answer.question,
        feedback.comment or "—",
        exchange.answer.text,
        files,
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


def build_quality(tab: gr.Tab, records: Records) -> None:
    """Place the widgets of the tab, inside it."""
    with gr.Row(elem_id="quality-actions"):
        save = gr.Button("导出评测题草稿", size="sm", elem_id="drafts")
    shown = gr.HTML(elem_id="quality-report")
    file = download_component()

    def report(request: gr.Request) -> str:
        return render_quality(records, user_of(request))

    def drafts(request: gr.Request) -> dict[str, Any]:
        try:
            return file_value(drafts_file(records, user_of(request)))
        except sqlite3.Error as error:
            logging.getLogger(__name__).exception("drafts")
            raise gr.Error("没有导出：历史读不出来", print_exception=False) from error

    tab.select(report, outputs=shown, show_progress="hidden", api_visibility="private")
    save.click(drafts, outputs=file, show_progress="hidden", api_visibility="private")

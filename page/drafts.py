"""The drafts of evaluation questions as the page shows them. Text is escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from page.escape import escape
from page.records.render import local_time
from page.records.waiting import Decided, Waiting
from page.texts import ZH, Texts
from rag.question_file import DRAFTS, Row
from rag.typed_items import BETWEEN_ITEMS, as_typed

# More rows make the tab slow to open.
MAX_ROWS = 50
_DETAILS = 5
_HEADS = ("head_origin", "head_question", "head_items", "head_evidence", "head_decision")


def said(decided: Decided, texts: Texts = ZH) -> str:
    """The line for the user. What is wrong with a question is said in Chinese, as by the command line."""
    more = "…" if len(decided.details) > _DETAILS else ""
    details = texts("semicolon").join(decided.details[:_DETAILS]) + more
    return texts(f"draft_{decided.text}", details=details)


def render_drafts(waiting: Sequence[Waiting], questions: Path, texts: Texts = ZH) -> str:
    """The section of the drafts that wait, with what can be done with each."""
    title = f"<h2>{texts('drafts')}</h2>"
    if not waiting:
        return f'<section>{title}<p class="wj-none">{texts("drafts_none")}</p></section>'
    where = texts("drafts_where", drafts=DRAFTS, questions=questions)
    head = "".join(f"<th>{texts(name)}</th>" for name in _HEADS)
    rows = "".join(_row(each, texts) for each in waiting[:MAX_ROWS])
    more = len(waiting) - MAX_ROWS
    rest = f"<p>{texts('drafts_more', count=f'{more:,}')}</p>" if more > 0 else ""
    return (
        f'<section class="wj-drafts" tabindex="0">{title}'
        f'<p>{escape(where)}</p><p class="wj-done" role="status"></p>'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{rest}</section>"
    )


def render_evidence(row: Row, texts: Texts = ZH) -> str:
    """What of the documents a draft rests on, or the answer that was given."""
    quotes: dict[str, list[str]] = {}
    for each in row.get("gold") or []:
        quotes.setdefault(str(each["quote"]), []).append(str(each["document"]))
    shown = [f"<p>{escape(quote)}</p>{_files(files, texts)}" for quote, files in quotes.items()]
    if not shown and (feedback := row.get("feedback")):
        files = list(dict.fromkeys(str(c["document"]) for c in feedback["citations"]))
        answer = escape(texts("draft_answer", answer=feedback["answer"]))
        shown = [f"<p>{answer}</p>{_files(files, texts)}"]
        shown.append(f'<p class="wj-lacking">{texts("draft_no_evidence")}</p>')
    return "".join(shown) or "—"


def _row(waiting: Waiting, texts: Texts) -> str:
    row, feedback = waiting.row, waiting.feedback
    by_rule = "draft_by_rule" if _has_answer(row) else "draft_near_miss"
    origin = texts(f"rating_{feedback.rating}" if feedback else by_rule)
    time = f"<br><time>{local_time(feedback.given)}</time>" if feedback else ""
    comment = texts("draft_comment", comment=feedback.comment) if feedback and feedback.comment else ""
    remark = f'<p class="wj-comment">{escape(comment)}</p>' if comment else ""
    asked = escape(str(row.get("question", "")))
    return (
        f'<tr data-draft="{escape(row["id"])}"><td>{origin}{time}</td>'
        f'<td class="wj-long"><p>{asked}</p>{remark}</td><td class="wj-long">{_field(row, asked, texts)}</td>'
        f'<td class="wj-long wj-evidence">{render_evidence(row, texts)}</td>'
        f'<td><div class="wj-decide">{_button("accept", asked, texts)}{_button("drop", asked, texts)}</div>'
        '<p class="wj-said" role="status"></p></td></tr>'
    )


def _field(row: Row, asked: str, texts: Texts) -> str:
    """What is to be typed, and whether there is an answer: that decides what the field means."""
    kind = "items" if _has_answer(row) else "absent"
    typed = as_typed(row.get("need_all") or []) or BETWEEN_ITEMS[0].join(row.get("absent") or [])
    named = {key: f"{texts(f'draft_{key}')}{texts('colon')}{asked}" for key in ("items", "absent")}
    hints = {key: texts(f"draft_{key}_hint") for key in named}
    names = "".join(f' data-{key}="{named[key]}" data-{key}-hint="{hints[key]}"' for key in named)
    checked = " checked" if kind == "items" else ""
    return (
        f'<input type="text" maxlength="500" autocomplete="off" value="{escape(typed)}"{names} '
        f'aria-label="{named[kind]}" placeholder="{hints[kind]}">'
        f'<label><input type="checkbox"{checked}>{texts("draft_answerable")}</label>'
    )


def _button(name: str, asked: str, texts: Texts) -> str:
    text = texts(f"draft_{name}")
    return f'<button type="button" data-{name} aria-label="{text}{texts("colon")}{asked}">{text}</button>'


def _has_answer(row: Mapping[str, Any]) -> bool:
    """Whether there is an answer, as far as a draft says; somebody who called one wrong wants a right one."""
    return row.get("answerable") is not False


def _files(files: Sequence[str], texts: Texts) -> str:
    return f'<p class="wj-files">{escape(texts("list_comma").join(files))}</p>' if files else ""

"""Records as the page shows them: feedback under an answer, the list of conversations. Text is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from page.escape import escape
from page.records.records import Kept
from page.records.types import RATINGS, Feedback, Listed

# More rows make the list slow to open; the search reaches all of them.
MAX_ROWS = 200
FORMATS = {"markdown": "Markdown", "word": "Word", "json": "JSON"}
_SHOWN = 120


def render_feedback(kept: Kept, given: Feedback | None = None) -> str:
    """Links to judge an answer, those of `given` marked; the problem when it was not kept."""
    if kept.problem:
        return f'<div class="wj-feedback"><span class="wj-problem">{escape(kept.problem)}</span></div>'
    if not kept.exchange:
        return ""
    links = "".join(
        f'<a class="wj-rate{" wj-chosen" if given and given.rating == rating else ""}" '
        f'href="#rate-{rating}-{kept.exchange}">{name}</a>'
        for rating, name in RATINGS.items()
    )
    comment = f'<span class="wj-comment">{escape(given.comment)}</span>' if given and given.comment else ""
    return f'<div class="wj-feedback">{links}{comment}</div>'


def render_list(conversations: Sequence[Listed], words: str) -> str:
    """The list of conversations, each with what can be done with it, and with all of them."""
    if not conversations:
        return f'<div class="wj-history"><p class="wj-none">{_none(words)}</p></div>'
    rows = "".join(map(_row, conversations[:MAX_ROWS]))
    more = len(conversations) - MAX_ROWS
    rest = f"<p>还有 {more:,} 次对话：请用搜索缩小范围。</p>" if more > 0 else ""
    found = "找到" if words.strip() else "共"
    everything = "找到的" if words.strip() else "全部"
    return (
        f'<div class="wj-history"><div class="wj-all"><span>{found} {len(conversations):,} 次对话</span>'
        f'<span class="wj-actions">导出{everything}：{_exports("")}'
        f'<a class="wj-danger" href="#delete-">删除{everything}</a></span></div>'
        f"<ul>{rows}</ul>{rest}</div>"
    )


def _none(words: str) -> str:
    if words.strip():
        return f"没有哪次问答含有「{escape(words.strip())}」。"
    return "还没有问答。在「问答」里提的问题和答案会存在这里，只存在这台电脑上。"


def _row(listed: Listed) -> str:
    count = f" · {listed.exchanges} 问" if listed.exchanges > 1 else ""
    return (
        f'<li><a class="wj-record" href="#record-{listed.id}">{escape(_short(listed.question))}</a>'
        f"<p>{escape(_short(listed.answer))}</p>"
        f'<div><time>{local_time(listed.asked)}</time>{count}<span class="wj-actions">导出：'
        f'{_exports(listed.id)}<a class="wj-danger" href="#delete-{listed.id}">删除</a></span></div></li>'
    )


def _exports(conversation: str) -> str:
    return "".join(f'<a href="#export-{form}-{conversation}">{name}</a>' for form, name in FORMATS.items())


def _short(text: str) -> str:
    line = " ".join(text.split())
    return f"{line[:_SHOWN]}…" if len(line) > _SHOWN else line


def local_time(iso: str) -> str:
    """An ISO time as the clock of this machine showed it, to the minute."""
    return datetime.fromisoformat(iso).astimezone().strftime("%Y-%m-%d %H:%M")

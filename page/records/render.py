"""Records as the page shows them: feedback under an answer, the list of conversations. Text is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from page.escape import escape
from page.records.records import Kept
from page.records.types import RATINGS, Feedback, Listed
from page.texts import ZH, Texts

# More rows make the list slow to open; the search reaches all of them.
MAX_ROWS = 200
FORMATS = {"markdown": "Markdown", "word": "Word", "json": "JSON"}
_SHOWN = 120


def render_feedback(kept: Kept, given: Feedback | None = None, texts: Texts = ZH) -> str:
    """Links to judge an answer, those of `given` marked; the problem when it was not kept."""
    if kept.failed:
        return f'<div class="wj-feedback"><span class="wj-problem">{escape(texts("not_kept"))}</span></div>'
    if not kept.exchange:
        return ""
    links = "".join(
        f'<a class="wj-rate{" wj-chosen" if given and given.rating == rating else ""}" '
        f'href="#rate-{rating}-{kept.exchange}">{texts(f"rating_{rating}")}</a>'
        for rating in RATINGS
    )
    comment = f'<span class="wj-comment">{escape(given.comment)}</span>' if given and given.comment else ""
    return f'<div class="wj-feedback">{links}{comment}</div>'


def render_list(conversations: Sequence[Listed], words: str, texts: Texts = ZH) -> str:
    """The list of conversations, each with what can be done with it, and with all of them."""
    if not conversations:
        return f'<div class="wj-history"><p class="wj-none">{_none(words, texts)}</p></div>'
    rows = "".join(_row(listed, texts) for listed in conversations[:MAX_ROWS])
    more = len(conversations) - MAX_ROWS
    rest = f"<p>{texts('history_more', count=f'{more:,}')}</p>" if more > 0 else ""
    which = "found" if words.strip() else "all"
    count = texts(f"history_{which}", count=f"{len(conversations):,}")
    return (
        f'<div class="wj-history"><div class="wj-all"><span>{count}</span>'
        f'<span class="wj-actions">{texts(f"export_{which}")}{_exports("")}'
        f'<a class="wj-danger" href="#delete-">{texts(f"delete_{which}")}</a></span></div>'
        f"<ul>{rows}</ul>{rest}</div>"
    )


def _none(words: str, texts: Texts) -> str:
    return texts("history_not_found", words=escape(words.strip())) if words.strip() else texts("history_none")


def _row(listed: Listed, texts: Texts) -> str:
    count = f" · {texts('questions_held', count=listed.exchanges)}" if listed.exchanges > 1 else ""
    delete = f'<a class="wj-danger" href="#delete-{listed.id}">{texts("delete_one")}</a>'
    return (
        f'<li><a class="wj-record" href="#record-{listed.id}">{escape(_short(listed.question))}</a>'
        f"<p>{escape(_short(listed.answer))}</p>"
        f"<div><time>{local_time(listed.asked)}</time>{count}"
        f'<span class="wj-actions">{texts("export")}{_exports(listed.id)}{delete}</span></div></li>'
    )


def _exports(conversation: str) -> str:
    return "".join(f'<a href="#export-{form}-{conversation}">{name}</a>' for form, name in FORMATS.items())


def _short(text: str) -> str:
    line = " ".join(text.split())
    return f"{line[:_SHOWN]}…" if len(line) > _SHOWN else line


def local_time(iso: str) -> str:
    """An ISO time as the clock of this machine showed it, to the minute."""
    return datetime.fromisoformat(iso).astimezone().strftime("%Y-%m-%d %H:%M")

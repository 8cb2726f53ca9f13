"""An answer as the chat shows it: one HTML block without blank lines, which Markdown passes on untouched.

Only the tags written here ever reach the page: every string from a document, a user or an error goes
through `escape`. Links are `#cite-<id>`; the panel opens them.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from page.escape import escape
from page.labels import confidence_label, note_label, status_label
from rag.types import Answer, Citation, Note
from rag.understood import described

STAGES = ("检索", "选句", "核对")
_LONGEST_QUESTION_SHOWN = 300


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of the answer's text, or the mark `[number]` of a citation when `number` is set."""

    text: str
    number: int | None = None


def segments(answer: Answer) -> list[Segment]:
    """Cut `answer.text` at the marks of its citations.

    A mark counts only behind its own quote, so a `[1]` that stands inside a quote stays text. The segments
    joined are `answer.text`; a citation whose mark is nowhere gets one at the end.
    """
    found: list[Segment] = []
    position = 0
    for citation in answer.citations:
        mark = f"[{citation.number}]"
        quote = answer.text.find(citation.quote, position)
        behind = position if quote < 0 else quote + len(citation.quote)
        at = answer.text.find(mark, behind)
        if at < 0:
            at, position_after = len(answer.text), len(answer.text)
        else:
            position_after = at + len(mark)
        found += [Segment(answer.text[position:at]), Segment(mark, citation.number)]
        position = position_after
    found.append(Segment(answer.text[position:]))
    return [segment for segment in found if segment.text]


def _text(answer: Answer, links: Mapping[int, str], shown: int) -> str:
    parts: list[str] = []
    for segment in segments(answer):
        if shown <= 0:
            break
        if segment.number is None:
            parts.append(escape(segment.text[:shown]))
        else:
            parts.append(_cite_link(links[segment.number], segment.text))
        shown -= len(segment.text)
    return f'<div class="wj-text">{"".join(parts)}</div>'


def _cite_link(reference: str, text: str) -> str:
    return f'<a class="wj-cite" href="#cite-{reference}">{escape(text)}</a>'


def _source_line(citation: Citation, reference: str) -> str:
    facts = [citation.published, citation.heading, f"第 {citation.page} 页" if citation.page else None]
    status = status_label(citation.status)
    badge = "" if citation.status in {"in_force", "unknown"} else _badge(status.text, status.style)
    name = f"[{citation.number}] 《{escape(citation.title)}》"
    return (
        f'<li><a class="wj-source-link" href="#cite-{reference}">{name}</a>'
        f"{badge}<span>{escape(' · '.join(fact for fact in facts if fact))}</span></li>"
    )


def _badge(text: str, style: str) -> str:
    return f'<span class="wj-badge wj-{style}">{escape(text)}</span>'


def _notes(notes: Sequence[Note], nearest: Sequence[str]) -> str:
    """Notes of one kind that follow each other share a label. `nearest` are links, one for each such note."""
    unused = iter(nearest)
    items = []
    for kind, group in groupby(notes, key=lambda note: note.kind):
        links = unused if kind == "nearest" else iter(())
        lines = "".join(f"<span>{escape(note.text)}{_open_link(next(links, None))}</span>" for note in group)
        label = note_label(kind)
        items.append(f'<li class="wj-{label.style}"><b>{label.text}</b><div>{lines}</div></li>')
    return f'<ul class="wj-notes">{"".join(items)}</ul>' if items else ""


def _open_link(reference: str | None) -> str:
    return f'<a class="wj-open" href="#cite-{reference}">打开</a>' if reference else ""


def _sources(citations: Sequence[Citation], links: Mapping[int, str]) -> str:
    if not citations:
        return ""
    lines = [_source_line(citation, links[citation.number]) for citation in citations]
    return f'<ul class="wj-sources">{"".join(lines)}</ul>'


def _facts(answer: Answer) -> str:
    seconds = answer.timings_ms.get("total")
    time = "" if seconds is None else f"<span>用时 {seconds / 1000:.2f} 秒</span>"
    if not answer.answered:
        return f'<div class="wj-facts">{_badge("未作答", "low")}{time}</div>'
    level = confidence_label(answer.confidence)
    badge = _badge(f"可信度 {level.text}", level.style)
    return f'<div class="wj-facts">{badge}{time}<a class="wj-copy" href="#copy">复制</a></div>'


def _understood(answer: Answer) -> str:
    line = described(answer.understood) if answer.understood else ""
    return f'<div class="wj-understood">理解：{escape(line)}</div>' if line else ""


def render_answer(answer: Answer, links: Mapping[int, str], nearest: Sequence[str] = ()) -> str:
    """The whole reply. `links` gives the id of the link for each number of a citation.

    A refusal has no citations; `nearest` are the ids for its notes on the nearest passages, in their order.
    """
    kind = "answer" if answer.answered else "refusal"
    parts = (
        _text(answer, links, sys.maxsize),
        _sources(answer.citations, links),
        _notes(answer.notes, nearest),
        _understood(answer),
        _facts(answer),
    )
    return f'<div class="wj-reply wj-{kind}">{"".join(parts)}</div>'


def render_partial(answer: Answer, links: Mapping[int, str], shown: int) -> str:
    """The reply while it is being written: the first `shown` characters of the text."""
    return f'<div class="wj-reply wj-partial">{_text(answer, links, shown)}</div>'


def render_stages(counts: Sequence[str]) -> str:
    """The line of stages: one entry of `counts` for each finished stage, the next one is under way."""
    steps = []
    for position, stage in enumerate(STAGES):
        done = position < len(counts)
        style = "done" if done else "now" if position == len(counts) else "later"
        steps.append(f'<li class="wj-{style}">{stage}{" " + escape(counts[position]) if done else ""}</li>')
    return f'<div class="wj-reply wj-waiting"><ol class="wj-stages">{"".join(steps)}</ol></div>'


def render_message(message: str) -> str:
    """A message of the page itself, such as why a question cannot be asked."""
    return f'<div class="wj-reply wj-message"><div class="wj-text">{escape(message)}</div></div>'


def render_question(question: str) -> str:
    """What the user asked, inert; a very long question is shown by its beginning and its length."""
    shown = question
    if len(question) > _LONGEST_QUESTION_SHOWN:
        shown = f"{question[:_LONGEST_QUESTION_SHOWN]}…（共 {len(question):,} 字）"
    return f'<div class="wj-question">{escape(shown)}</div>'

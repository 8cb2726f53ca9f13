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
from page.reasons import reasons
from page.texts import ZH, Texts
from rag.types import Answer, Citation, Note
from rag.understood import described

STAGES = ("stage_retrieve", "stage_select", "stage_verify")
_LONGEST_QUESTION_SHOWN = 300


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of the answer's text, or the mark `[number]` of a citation when `number` is set.

    `key` are the offsets in `text` of what answers the question.
    """

    text: str
    number: int | None = None
    key: tuple[int, int] | None = None


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
        key = _key(citation, quote - position) if quote >= 0 else None
        found += [Segment(answer.text[position:at], None, key), Segment(mark, citation.number)]
        position = position_after
    found.append(Segment(answer.text[position:]))
    return [segment for segment in found if segment.text]


def _key(citation: Citation, at: int) -> tuple[int, int] | None:
    """Where the part that answers stands in a segment that has the quote at `at`."""
    start, end = citation.highlight or (0, 0)
    if not citation.start <= start < end <= citation.end:
        return None
    return at + start - citation.start, at + end - citation.start


def _keyed(segment: Segment, shown: int) -> str:
    """The first `shown` characters of a segment, what answers the question in bold."""
    start, end = (min(place, shown) for place in segment.key or (shown, shown))
    bold = f"<strong>{escape(segment.text[start:end])}</strong>" if start < end else ""
    return escape(segment.text[:start]) + bold + escape(segment.text[end:shown])


def _text(answer: Answer, links: Mapping[int, str], shown: int) -> str:
    parts: list[str] = []
    for segment in segments(answer):
        if shown <= 0:
            break
        if segment.number is None:
            parts.append(_keyed(segment, min(shown, len(segment.text))))
        else:
            parts.append(_cite_link(links[segment.number], segment.text))
        shown -= len(segment.text)
    return f'<div class="wj-text">{"".join(parts)}</div>'


def _cite_link(reference: str, text: str) -> str:
    return f'<a class="wj-cite" href="#cite-{reference}">{escape(text)}</a>'


def _source_line(citation: Citation, reference: str, texts: Texts) -> str:
    page = texts("page_number", page=citation.page) if citation.page else None
    facts = [citation.published, citation.heading, page]
    status = status_label(citation.status, texts)
    badge = "" if citation.status in {"in_force", "unknown"} else _badge(status.text, status.style)
    name = f"[{citation.number}] 《{escape(citation.title)}》"
    return (
        f'<li><a class="wj-source-link" href="#cite-{reference}">{name}</a>'
        f"{badge}<span>{escape(' · '.join(fact for fact in facts if fact))}</span></li>"
    )


def _badge(text: str, style: str) -> str:
    return f'<span class="wj-badge wj-{style}">{escape(text)}</span>'


def _notes(notes: Sequence[Note], nearest: Sequence[str], texts: Texts) -> str:
    """Notes of one kind that follow each other share a label. `nearest` are links, one for each such note."""
    unused = iter(nearest)
    items = []
    for kind, group in groupby(notes, key=lambda note: note.kind):
        links = unused if kind == "nearest" else iter(())
        lines = "".join(
            f"<span>{escape(note.text)}{_open_link(next(links, None), texts)}</span>" for note in group
        )
        label = note_label(kind, texts)
        items.append(f'<li class="wj-{label.style}"><b>{label.text}</b><div>{lines}</div></li>')
    return f'<ul class="wj-notes">{"".join(items)}</ul>' if items else ""


def _open_link(reference: str | None, texts: Texts) -> str:
    return f'<a class="wj-open" href="#cite-{reference}">{texts("open")}</a>' if reference else ""


def _sources(citations: Sequence[Citation], links: Mapping[int, str], texts: Texts) -> str:
    if not citations:
        return ""
    lines = [_source_line(citation, links[citation.number], texts) for citation in citations]
    return f'<ul class="wj-sources">{"".join(lines)}</ul>'


def _facts(answer: Answer, texts: Texts) -> str:
    seconds = answer.timings_ms.get("total")
    time = "" if seconds is None else f"<span>{texts('seconds', seconds=f'{seconds / 1000:.2f}')}</span>"
    if not answer.answered:
        return f'<div class="wj-facts">{_badge(texts("refused"), "low")}{time}</div>'
    level = confidence_label(answer.confidence, texts)
    badge = _badge(texts("confidence", level=level.text), level.style)
    why = reasons(answer, texts)
    reason = f'<span class="wj-reason">{escape(why)}</span>' if why else ""
    copy = f'<a class="wj-copy" href="#copy">{texts("copy")}</a>'
    return f'<div class="wj-facts">{badge}{reason}{time}{copy}</div>'


def _understood(answer: Answer, texts: Texts) -> str:
    line = described(answer.understood) if answer.understood else ""
    return f'<div class="wj-understood">{texts("understood")}{escape(line)}</div>' if line else ""


def render_answer(
    answer: Answer, links: Mapping[int, str], nearest: Sequence[str] = (), texts: Texts = ZH
) -> str:
    """The whole reply. `links` gives the id of the link for each number of a citation.

    A refusal has no citations; `nearest` are the ids for its notes on the nearest passages, in their order.
    """
    kind = "answer" if answer.answered else "refusal"
    parts = (
        _text(answer, links, sys.maxsize),
        _sources(answer.citations, links, texts),
        _notes(answer.notes, nearest, texts),
        _facts(answer, texts),
        _understood(answer, texts),
    )
    return f'<div class="wj-reply wj-{kind}">{"".join(parts)}</div>'


def render_partial(answer: Answer, links: Mapping[int, str], shown: int) -> str:
    """The reply while it is being written: the first `shown` characters of the text."""
    return f'<div class="wj-reply wj-partial">{_text(answer, links, shown)}</div>'


def render_stages(counts: Sequence[str], texts: Texts = ZH) -> str:
    """The line of stages: one entry of `counts` for each finished stage, the next one is under way."""
    steps = []
    for position, stage in enumerate(STAGES):
        done = position < len(counts)
        style = "done" if done else "now" if position == len(counts) else "later"
        count = " " + escape(counts[position]) if done else ""
        steps.append(f'<li class="wj-{style}">{texts(stage)}{count}</li>')
    return f'<div class="wj-reply wj-waiting"><ol class="wj-stages">{"".join(steps)}</ol></div>'


def render_message(message: str) -> str:
    """A message of the page itself, such as why a question cannot be asked."""
    return f'<div class="wj-reply wj-message"><div class="wj-text">{escape(message)}</div></div>'


def render_question(question: str, texts: Texts = ZH) -> str:
    """What the user asked, inert; a very long question is shown by its beginning and its length."""
    shown = question
    if len(question) > _LONGEST_QUESTION_SHOWN:
        shown = question[:_LONGEST_QUESTION_SHOWN] + texts("cut_question", count=f"{len(question):,}")
    return f'<div class="wj-question">{escape(shown)}</div>'

"""Remarks beside an answer: what its dates rest on, whether its sources are in force, why it refuses."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from index.types import Document
from rag.disagreement import Dissent
from rag.evidence import Candidate
from rag.question import Query
from rag.scope import scope_note
from rag.search import Asked
from rag.times import AskedTime, moments, undated
from rag.types import Citation, Hit, Note
from rag.validity import STATUS_NAMES

_LAPSED = ("expired", "superseded")
_NEAREST = 3
_EXCERPT = 40
Lookup = Callable[[str], Document]


def date_notes(citations: Sequence[Citation]) -> list[Note]:
    """One note for each citation with expressions of time that its reader cannot tell from themselves."""
    said = ((c.number, _resolved(c) if c.published else _unresolved(c)) for c in citations)
    return [Note("date", f"[{number}] {text}") for number, text in said if text]


def stated_notes(asked: Asked) -> list[Note]:
    """What an answer was sought under: its day, its scope, and which days the times of the question are."""
    day = [Note("date", f"按 {asked.as_of} 当日的文件与效力回答")] if asked.as_of else []
    scope = [Note("scope", scope_note(asked.scope, asked.day))] if asked.scope else []
    return [*day, *scope, *asked_date_notes(asked.times, asked.as_of, asked.today)]


def asked_date_notes(times: Sequence[AskedTime], as_of: str | None, today: str | None) -> list[Note]:
    """One note for the times of a question that count from a day: which they are, and what they rest on."""
    words = dict.fromkeys(f"「{t.words}」= {t.shown}" for t in times if t.relative)
    day = f"指定的日期 {as_of}" if as_of else f"文件库中最新文件的日期 {today}"
    return [Note("date", f"问题中的{'、'.join(words)}（以{day} 为准）")] if words else []


def _resolved(citation: Citation) -> str:
    """Each expression with its days, grouped by what they rest on; empty when none needs it."""
    by_basis: dict[str, dict[str, None]] = {}
    for moment in moments(citation.quote, citation.published):
        if moment.is_relative:
            words = f"「{citation.quote[moment.start : moment.end]}」= {moment.shown}"
            by_basis.setdefault(moment.basis, {})[words] = None
    bases = {
        "published": f"（以该文日期 {citation.published} 为准）",
        "sentence": "（以句中上文为准）",
        "plan": "",
    }
    return "；".join("、".join(by_basis[basis]) + end for basis, end in bases.items() if basis in by_basis)


def _unresolved(citation: Citation) -> str:
    words = "、".join(f"「{word}」" for word in dict.fromkeys(undated(citation.quote)))
    return f"{words}：该文未注明日期，无法换算" if words else ""


def validity_notes(citations: Sequence[Citation], document: Lookup, day: str | None) -> list[Note]:
    """One note for each cited document that is no longer in force."""
    notes = []
    for citation in citations:
        if citation.status in _LAPSED:
            source = document(citation.document_id)
            text = f"[{citation.number}] 《{citation.title}》{STATUS_NAMES[citation.status]}"
            if citation.status == "expired":
                text += f"（有效期至 {source.expires}，按 {day} 判断）"
            elif source.superseded_by:
                text += f"，替代文件：{source.superseded_by}"
            notes.append(Note("validity", text))
    return notes


def conflict_notes(
    dissents: Sequence[Dissent], citations: Sequence[Citation], status: Callable[[Document], str]
) -> list[Note]:
    """One note for each statement that other documents contradict: every value, in force and newest first.

    What was replaced contradicts no text in force.
    """

    def contends(dissent: Dissent) -> bool:
        said, best = status(dissent.candidate.document), status(dissent.best.document)
        return said != "superseded" or best == "superseded"

    dissents = [dissent for dissent in dissents if contends(dissent)]
    notes = []
    for best in dict.fromkeys(d.best.sentence for d in dissents):
        own = [d for d in dissents if d.best.sentence == best]
        said = [(own[0].ours, own[0].best), *((d.theirs, d.candidate) for d in own)]
        said.sort(key=lambda pair: pair[1].document.published or "", reverse=True)
        said.sort(key=lambda pair: status(pair[1].document) in _LAPSED)
        parts = [_account(value, candidate, citations, status) for value, candidate in said]
        notes.append(Note("conflict", f"不同文件的说法不一致：{'；'.join(parts)}"))
    return notes


def _account(
    value: str, candidate: Candidate, citations: Sequence[Citation], status: Callable[[Document], str]
) -> str:
    """「value」 with the document that says so, its day, and the citation that quotes it."""
    source, sentence = candidate.document, candidate.sentence
    own = (c for c in citations if c.document_id == source.id)
    number = next((f"[{c.number}]" for c in own if c.start < sentence.end and sentence.start < c.end), "")
    facts = source.published or "日期不明"
    if (validity := status(source)) in _LAPSED:
        facts += f"，{STATUS_NAMES[validity]}"
    return f"「{value}」——《{source.title}》（{facts}）{number}"


def unanswered_notes(parts: Sequence[str]) -> list[Note]:
    """One note for each part of a question that is not answered."""
    return [Note("missing_terms", f"没有找到关于“{part}”的依据") for part in parts]


def refusal_notes(query: Query, hits: Sequence[Hit], document: Lookup, against: str | None) -> list[Note]:
    """Name the nearest passages, what speaks against them, and the words that no document has."""
    notes = []
    for hit in hits[:_NEAREST]:
        source = document(hit.chunk.document_id)
        excerpt = " ".join(source.text[hit.chunk.start : hit.chunk.end].split())[:_EXCERPT]
        notes.append(Note("nearest", f"《{source.title}》（{hit.chunk.document_id}）：{excerpt}…"))
    if against:
        notes.append(Note("missing_terms", against))
    if missing := [word.text for word in query.words if word.noun and not word.known]:
        notes.append(Note("missing_terms", f"文件里从未出现：{'、'.join(missing)}"))
    return notes

"""The value that a sentence gives of what is asked: which one it is, and the clause that says so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.events import tells_stage
from rag.evidence import Candidate
from rag.features import asked_spans, coverage
from rag.question import Query
from rag.slots import slot_spans
from rag.units import holds_unit

# Characters before a value in which the noun that it counts is looked for: 床位规模按照1000张.
_RIGHT_BEFORE = 8
# What a number counts, where its span ends before it.
_UNIT = re.compile(r"[元人户米吨亩座辆台倍天岁张家]")
# A date alone on its line is an account of nothing.
_SAYS = re.compile(r"(?![年月日号])[^\W\d_]")
# Between what was and what is, or will be.
_CHANGED = re.compile(
    r"^[^,，。;；]{0,4}(?:[缩减降升增涨调改扩]|提高|压缩|推迟|延[期后]|提前|顺延)[^,，。;；]{0,2}[到至为]$"
)
_CLAUSE_END = re.compile(r"(?<!\d),|,(?!\d{3}(?!\d))|[;。!?]|:(?!\d)")
# 第七条, 一、 and 2. count nothing.
_MARK = re.compile(
    r"\W*(?:第[〇零一二三四五六七八九十百\d]+[条款项章节]|[一二三四五六七八九十]+、|\d{1,2}[.、)](?!\d)|\([一二三四五六七八九十\d]+\))"
)


@dataclass(frozen=True, slots=True)
class AskedValue:
    """What a sentence says is asked: the value, the clause around it without any, and what is `before` it.

    `place` is where it begins in the folded sentence; `former` what it was before, of 由12月推迟到3月.
    """

    value: str
    clause: str
    before: str
    place: int
    former: str = ""


def asked_value(query: Query, candidate: Candidate) -> AskedValue | None:
    """The value in the clause that holds most of the question; None where nobody can tell which it is."""
    folded = candidate.folded
    published = candidate.document.published
    spans = _spans(query, folded, published)
    if not spans and "day" in query.slots:  # 11月底前完工
        spans = _spans(replace(query, slots=frozenset({"when"})), folded, published)
    units = [span for span in spans if any(holds_unit(u, folded[span[0] : span[1] + 4]) for u in query.units)]
    found: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for span in units if query.units else spans:
        found.setdefault(_clause(folded, *span), []).append(span)
    if not found:
        return None
    texts = {place: _without_values(query, folded[slice(*place)]) for place in found}
    says = {p: (_of_focus(query, text), tells_stage(query, text)) for p, text in texts.items()}
    place = max(found, key=lambda p: (*says[p], coverage(query, texts[p]), -p[0]))
    asked, former = _asked(query, folded, found[place])
    if asked is None or not _SAYS.search(texts[place]):
        return None
    before = folded[max(place[0], asked[0] - _RIGHT_BEFORE) : asked[0]]
    told = _value(folded, former) if former else ""
    return AskedValue(_value(folded, asked), texts[place], before, asked[0], told)


def _spans(query: Query, folded: str, published: str | None) -> list[tuple[int, int]]:
    """Whole spans of the asked kinds; the mark of an article or item is none."""
    mark = _MARK.match(folded)
    begin = mark.end() if mark else 0
    return [s for s in _whole(asked_spans(query, folded, published)) if s[0] >= begin]


def _asked(
    query: Query, folded: str, spans: Sequence[tuple[int, int]]
) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    """The first of equal values; of others the one behind the noun that is asked: 四天观众9.8万.

    Of 从45分钟缩短到18分钟 the last, which holds, and the former; 6月1日至30日 changes nothing.
    """
    if len({_value(folded, span) for span in spans}) == 1:
        return spans[0], None
    *_, before, last = sorted(spans)
    if _CHANGED.search(folded[before[1] : last[0]]):
        return last, before
    behind = (span for span in spans if _of_focus(query, folded[max(0, span[0] - _RIGHT_BEFORE) : span[0]]))
    return next(behind, None), None


def _value(folded: str, span: tuple[int, int]) -> str:
    unit = _UNIT.match(folded, span[1])
    return folded[span[0] : unit.end() if unit else span[1]].replace(" ", "")


def _of_focus(query: Query, clause: str) -> bool:
    return query.focus is not None and query.focus.stands_in(clause)


def _whole(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans that touch are one value: 2024年 and 8月."""
    whole: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if whole and start <= whole[-1][1]:
            start, end = whole[-1][0], max(end, whole.pop()[1])
        whole.append((start, end))
    return whole


def _clause(folded: str, start: int, end: int) -> tuple[int, int]:
    ends = list(_CLAUSE_END.finditer(folded, 0, start))
    # Of 高峰间隔:15分钟 the label is the clause.
    if ends and ends[-1].group() == ":" and not folded[ends[-1].end() : start].strip():
        ends.pop()
    after = _CLAUSE_END.search(folded, end)
    return ends[-1].end() if ends else 0, after.start() if after else len(folded)


def _without_values(query: Query, clause: str) -> str:
    for slot in query.slots:
        for start, end in reversed(slot_spans(slot, clause)):
            clause = clause[:start] + " " + clause[end:]
    return clause

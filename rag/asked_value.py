"""The value that a sentence gives of what is asked: which one it is, and the clause that says so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.evidence import Candidate
from rag.features import asked_spans, coverage
from rag.question import Query
from rag.slots import slot_spans
from rag.units import holds_unit

# Characters before a value in which the noun that it counts is looked for: 床位规模按照1000张.
_RIGHT_BEFORE = 8
# A date alone on its line is an account of nothing.
_SAYS = re.compile(r"(?![年月日号])[^\W\d_]")
# Between what was and what is, or will be.
_CHANGED = re.compile(r"^[^,，。;；]{0,4}(?:[缩减降升增涨调改扩]|提高|压缩)[^,，。;；]{0,2}[到至为]$")
_CLAUSE_END = re.compile(r"[,，;；。!?]|:(?!\d)")


@dataclass(frozen=True, slots=True)
class AskedValue:
    """What a sentence says is asked: the value, the clause around it without any, and what is `before` it.

    `place` is where it begins in the folded sentence.
    """

    value: str
    clause: str
    before: str
    place: int


def asked_value(query: Query, candidate: Candidate) -> AskedValue | None:
    """The value in the clause that holds most of the question; None where nobody can tell which it is."""
    folded = candidate.folded
    published = candidate.document.published
    spans = _whole(asked_spans(query, folded, published))
    if not spans and "day" in query.slots:  # 11月底前完工
        spans = _whole(asked_spans(replace(query, slots=frozenset({"when"})), folded, published))
    units = [span for span in spans if any(holds_unit(u, folded[span[0] : span[1] + 4]) for u in query.units)]
    found: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for span in units if query.units else spans:
        found.setdefault(_clause(folded, *span), []).append(span)
    if not found:
        return None
    texts = {place: _without_values(query, folded[slice(*place)]) for place in found}
    place = max(found, key=lambda p: (_of_focus(query, texts[p]), coverage(query, texts[p]), -p[0]))
    asked = _asked(query, folded, found[place])
    if asked is None or not _SAYS.search(texts[place]):
        return None
    before = folded[max(place[0], asked[0] - _RIGHT_BEFORE) : asked[0]]
    return AskedValue(_value(folded, asked), texts[place], before, asked[0])


def _asked(query: Query, folded: str, spans: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """The first of equal values; of others the one behind the noun that is asked: 四天观众9.8万.

    Of 从45分钟缩短到18分钟 the last, which holds; 6月1日至30日 changes nothing.
    """
    if len({_value(folded, span) for span in spans}) == 1:
        return spans[0]
    *_, before, last = sorted(spans)
    if _CHANGED.search(folded[before[1] : last[0]]):
        return last
    behind = (span for span in spans if _of_focus(query, folded[max(0, span[0] - _RIGHT_BEFORE) : span[0]]))
    return next(behind, None)


def _value(folded: str, span: tuple[int, int]) -> str:
    return folded[slice(*span)].replace(" ", "")


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
    before = max((m.end() for m in _CLAUSE_END.finditer(folded, 0, start)), default=0)
    after = _CLAUSE_END.search(folded, end)
    return before, after.start() if after else len(folded)


def _without_values(query: Query, clause: str) -> str:
    for slot in query.slots:
        for start, end in reversed(slot_spans(slot, clause)):
            clause = clause[:start] + " " + clause[end:]
    return clause

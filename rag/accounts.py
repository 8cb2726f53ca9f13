"""A second account of what is asked: another sentence, in words of its own, with another value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.tokens import bigrams
from rag.alike import alike
from rag.contrast import sibling_of
from rag.evidence import Candidate
from rag.features import asked_spans, coverage, relative_years
from rag.question import Query
from rag.regions import name_of, regions_of
from rag.slots import CLOSED, holds_unit, slot_spans
from rag.subject import whole
from rag.values import compatible
from rag.years import years_of

# Kinds of which one thing has one value; a thing may have several codes.
COMPARED = CLOSED - {"code"}
# A second account is at most so far behind in logits, its passage holds of the question this share of what
# the passage of the first does, and the clauses around both values share this of their bigrams.
_BEHIND = 4.0
_AS_FULL, _HALF_AS_FULL = 0.8, 0.5
_SAME_WORDS = 0.6
# The same where both name what is asked.
_SAME_NAME = 0.4
# Characters before a value in which the noun that it counts is looked for: 床位规模按照1000张.
_RIGHT_BEFORE = 8
# So like each other they are one statement, wherever they stand.
_SAME_STATEMENT = 0.8
# A date alone on its line is an account of nothing.
_SAYS = re.compile(r"(?![年月日号])[^\W\d_]")
_CLAUSE_END = re.compile(r"[,，;；。!?]|:(?!\d)")


def second_account(query: Query, best: Candidate, other: Candidate) -> tuple[str, str] | None:
    """(value of the best, value of the other) where the other sentence says another date, number or share.

    None where it says the same, is of another time, or nobody can tell which value is meant.
    """
    if len(query.slots) != 1 or not query.slots <= COMPARED or other.score < best.score - _BEHIND:
        return None
    if query.years and min(best.feature("year"), other.feature("year")) <= 0:
        return None
    if _other_years(best, other):
        return None
    ours, theirs = _account(query, best), _account(query, other)
    if ours is None or theirs is None or compatible(ours.value, theirs.value) is not False:
        return None
    if sibling_of(bigrams(ours.clause), (), theirs.clause):
        return None  # 西塔 in April and 中塔 in May
    if of_elsewhere(query, best, other):
        return None
    same = alike(ours.clause, theirs.clause)
    fullness = _fullness(best, other)
    if (same >= _SAME_STATEMENT and on_one_matter(query, best, other)) or (
        fullness >= _AS_FULL and _of_one_thing(query, ours, theirs, same)
    ):
        return ours.value, theirs.value
    return None


def on_one_matter(query: Query, best: Candidate, other: Candidate) -> bool:
    """Whether the passage of the other is half as full of the question, and its document has each noun.

    Rules on two matters say the same with two numbers: 连续缴纳社会保险满3个月.
    """
    if _fullness(best, other) < _HALF_AS_FULL:
        return False
    regions = regions_of(query.folded)  # 云溪市青岚区 may be 青岚区 there
    nouns = (w for w in query.words if w.noun and not any(w.text in region for region in regions))
    held = [word for word in nouns if word.stands_in(best.context)]
    text = whole(other.document) if held else ""
    return all(word.stands_in(text) for word in held)


def of_elsewhere(query: Query, best: Candidate, other: Candidate) -> bool:
    """Whether a region is asked that the passage of the best names, and the document of the other nowhere.

    What is said of all of 云溪市 is no second account of 柳湾县; of 云溪市青岚区 the last is asked about.
    """
    asked = [name_of(region) for region in regions_of(query.folded)]
    named = [name for name in asked if name in best.context]
    return bool(named) and named[-1] not in whole(other.document)


def _fullness(best: Candidate, other: Candidate) -> float:
    return other.feature("passage_coverage") / max(best.feature("passage_coverage"), 1e-6)


@dataclass(frozen=True, slots=True)
class _Account:
    """What a sentence says is asked: the value, the clause around it without any, and what is `before` it."""

    value: str
    clause: str
    before: str


def _account(query: Query, candidate: Candidate) -> _Account | None:
    """The value in the clause that holds most of the question; None where nobody can tell which it is."""
    folded = candidate.folded
    spans = _whole(asked_spans(query, folded, candidate.document.published))
    units = [span for span in spans if any(holds_unit(u, folded[span[0] : span[1] + 4]) for u in query.units)]
    found: dict[tuple[int, int], set[str]] = {}
    for start, end in units if query.units else spans:
        found.setdefault(_clause(folded, start, end), set()).add(folded[start:end].replace(" ", ""))
    if not found:
        return None
    texts = {place: _without_values(query, folded[slice(*place)]) for place in found}
    place = max(found, key=lambda p: (_of_focus(query, texts[p]), coverage(query, texts[p]), -p[0]))
    if len(found[place]) > 1 or not _SAYS.search(texts[place]):
        return None
    start = min(s for s, _ in (units if query.units else spans) if place[0] <= s < place[1])
    before = folded[max(place[0], start - _RIGHT_BEFORE) : start]
    return _Account(min(found[place]), texts[place], before)


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


def _of_one_thing(query: Query, ours: _Account, theirs: _Account, same: float) -> bool:
    """Whether two clauses speak of the same attribute: in the same words, or both by its name."""
    named = query.focus and query.focus.stands_in(ours.clause) and query.focus.stands_in(theirs.clause)
    return same >= (_SAME_NAME if named else _SAME_WORDS) or _counts_the_same(query, ours, theirs)


def _counts_the_same(query: Query, ours: _Account, theirs: _Account) -> bool:
    """Whether a noun of the question is right before both values of the asked unit: 规划床位800张."""
    counted = [w for w in query.words if w.noun and not w.name and not w.is_office] if query.units else []
    return any(w.stands_in(ours.before) and w.stands_in(theirs.before) for w in counted)


def _other_years(best: Candidate, other: Candidate) -> bool:
    """Whether each names years, also as 今年 and 去年, and none is named by both."""
    ours, theirs = (
        years_of(c.folded) | relative_years(c.folded, c.document.published) for c in (best, other)
    )
    return bool(ours) and bool(theirs) and not ours & theirs

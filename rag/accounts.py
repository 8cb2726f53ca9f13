"""A second account of what is asked: another sentence, in words of its own, with another value."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.encoder import FloatArray
from index.normal import fold
from index.tokens import bigrams
from index.types import Document
from rag.alike import alike
from rag.contrast import sibling_of
from rag.evidence import Candidate
from rag.features import asked_spans, coverage
from rag.question import Query
from rag.regions import name_of, regions_of
from rag.slots import CLOSED, holds_unit, slot_spans
from rag.subject import whole
from rag.values import compatible
from rag.weights import probability, stored_sets
from rag.year_agreement import relative_years
from rag.years import years_of

# Kinds of which one thing has one value, written alike; a thing may have several codes, 9:00 is 上午九点.
COMPARED = CLOSED - {"clock", "code"}
# Two sentences are measured by these; `account` in `weights.json` says what each is worth.
FEATURES = (
    "behind",  # logits by which the other sentence is behind the best
    "fullness",  # log of how full of the question its passage is, as a share of the passage of the best
    "same_words",  # bigrams that the clauses around both values share
    "both_named",  # both clauses name what is asked
    "counts_the_same",  # a noun of the question stands right before both values: 规划床位800张
    "one_matter",  # see `on_one_matter`
    "sibling",  # the clauses speak of siblings: 西塔 in April and 中塔 in May
    "elsewhere",  # see `of_elsewhere`
    "other_year",  # their documents are of different years, and they name no year that both speak of
)
# Over `eval/folders` and the sample questions, each judged by a fit on the others, of 43 such pairs 31 are
# shown at .32 and 33 at .22, where 14 and 17 of 289 other questions are told of something else; by fixed
# bounds on the same measures it was 22, and 8.
_SHOWN_FROM = 0.22
_HALF_AS_FULL = 0.5
_LEAST_FULL = 0.05
# Titles so alike of different years are those of editions, which may say different things.
_EDITIONS = 0.7
# Characters before a value in which the noun that it counts is looked for: 床位规模按照1000张.
_RIGHT_BEFORE = 8
# A date alone on its line is an account of nothing.
_SAYS = re.compile(r"(?![年月日号])[^\W\d_]")
_CLAUSE_END = re.compile(r"[,，;；。!?]|:(?!\d)")


@dataclass(frozen=True, slots=True)
class TwoAccounts:
    """The values of the best sentence and of another, which cannot both be true; `FEATURES` of the two."""

    ours: str
    theirs: str
    features: FloatArray

    @property
    def chance(self) -> float:
        """That both speak of the same."""
        return probability(float(stored_sets().account.logits(self.features[None], FEATURES)[0]))


def second_account(query: Query, best: Candidate, other: Candidate) -> TwoAccounts | None:
    """Two accounts where the other sentence says another date, number or share of the same thing.

    None where it says the same, is of another time, or likely speaks of something else.
    """
    found = two_accounts(query, best, other)
    return found if found and found.chance >= _SHOWN_FROM else None


def two_accounts(query: Query, best: Candidate, other: Candidate) -> TwoAccounts | None:
    """What both sentences say is asked; None where they agree, are of other times, or it is not clear."""
    if len(query.slots) != 1 or not query.slots <= COMPARED:
        return None
    if _other_years(best, other):
        return None
    ours, theirs = _account(query, best), _account(query, other)
    if ours is None or theirs is None or compatible(ours.value, theirs.value) is not False:
        return None
    focus = query.focus
    measured = {  # in the order of FEATURES
        "behind": best.score - other.score,
        "fullness": math.log(max(_fullness(best, other), _LEAST_FULL)),
        "same_words": alike(ours.clause, theirs.clause),
        "both_named": focus is not None and all(focus.stands_in(a.clause) for a in (ours, theirs)),
        "counts_the_same": _counts_the_same(query, ours, theirs),
        "one_matter": on_one_matter(query, best, other),
        "sibling": sibling_of(bigrams(ours.clause), (), theirs.clause) is not None,
        "elsewhere": of_elsewhere(query, best, other),
        "other_year": _of_other_years(best.document, other.document) and not _told(best) & _told(other),
    }
    return TwoAccounts(ours.value, theirs.value, np.array(tuple(measured.values()), np.float32))


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


def _counts_the_same(query: Query, ours: _Account, theirs: _Account) -> bool:
    """Whether a noun of the question is right before both values of the asked unit: 规划床位800张."""
    counted = [w for w in query.words if w.noun and not w.name and not w.is_office] if query.units else []
    return any(w.stands_in(ours.before) and w.stands_in(theirs.before) for w in counted)


def _other_years(best: Candidate, other: Candidate) -> bool:
    """Whether each names years, and none is named by both."""
    ours, theirs = _told(best), _told(other)
    return bool(ours) and bool(theirs) and not ours & theirs


def _told(candidate: Candidate) -> frozenset[str]:
    """The years that a sentence names, also as 今年 and 去年."""
    years = years_of(candidate.folded) | relative_years(candidate.folded, candidate.document.published)
    return frozenset(years)


def are_editions(one: Document, other: Document) -> bool:
    """Whether two documents are editions of one text."""
    linked = one.superseded_by == other.id or other.superseded_by == one.id
    return linked or (_of_other_years(one, other) and alike(fold(one.title), fold(other.title)) >= _EDITIONS)


def _of_other_years(one: Document, other: Document) -> bool:
    years = {(document.published or "")[:4] for document in (one, other)}
    return len(years) > 1 and "" not in years

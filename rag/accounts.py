"""A second account of what is asked: another sentence, in words of its own, with another value."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from index.encoder import FloatArray
from index.normal import fold
from index.tokens import bigrams
from index.types import Document
from rag.alike import alike
from rag.asked_value import AskedValue, asked_value
from rag.confirmation import asked_of
from rag.contrast import sibling_of
from rag.evidence import Candidate
from rag.question import Query
from rag.regions import name_of, regions_of
from rag.slots import CLOSED
from rag.subject import whole
from rag.values import compatible, nearness
from rag.weights import Linear, probability
from rag.year_agreement import relative_years, years_told
from rag.years import years_of

# Kinds of which one thing has one value, written alike; a thing may have several codes, 9:00 is 上午九点.
COMPARED = CLOSED - {"clock", "code"}
# Two sentences are measured by these, over brought passages by those of their words alone: passages that
# somebody found for a question mean much the same. `weights.json` says what each is worth.
BY_WORDS = (
    "behind",  # logits by which the other sentence is behind the best
    "fullness",  # log of how full of the question its passage is, as a share of the passage of the best
    "same_words",  # bigrams that the clauses around both values share
    "both_named",  # both clauses name what is asked
    "counts_the_same",  # a noun of the question stands right before both values: 规划床位800张
    "one_matter",  # see `on_one_matter`
    "other_year",  # their documents are of different years, and they name no year that both speak of
)
FEATURES = (
    *BY_WORDS,
    "nearness",  # of the two values: whoever contradicts of a thing seldom says the double
    "context",  # share of the question's term weight that the other holds with its labels
    "interaction",  # late interaction of the question with the passage of the other
    "likeness",  # cosine of the two sentences
    "passages",  # cosine of their passages
)
# Over `eval/folders`, `eval/training.jsonl` and the development half, each judged by a fit on other
# documents, 63 of 66 such pairs are shown, and 13 of 561 other questions are told of something else.
# Without `nearness` 60 are shown where 15 others are.
_SHOWN_FROM = 0.2
_SAME = 0.8
_HALF_AS_FULL = 0.5
_LEAST_FULL = 0.05
# Titles so alike of different years are those of editions, which may say different things.
_EDITIONS = 0.7


@dataclass(frozen=True, slots=True)
class TwoAccounts:
    """The values of the best sentence and of another, which cannot both be true; `FEATURES` of the two.

    One `changes` the other where it says so itself: 由2025年12月推迟到2026年3月.
    """

    ours: str
    theirs: str
    features: FloatArray
    changes: bool = False

    def chance(self, weights: Linear) -> float:
        """That both speak of the same."""
        if self.changes:
            return 1.0
        return probability(float(weights.logits(self.features[None], FEATURES)[0]))


def second_account(
    query: Query, best: Candidate, other: Candidate, weights: Linear
) -> tuple[TwoAccounts, float] | None:
    """Two accounts where the other sentence says another date, number or share of the same thing; the chance.

    None where it says the same, is of another time, or likely speaks of something else.
    """
    found = two_accounts(query, best, other)
    chance = found.chance(weights) if found else 0.0
    return (found, chance) if found and chance >= _SHOWN_FROM else None


def two_accounts(query: Query, best: Candidate, other: Candidate) -> TwoAccounts | None:
    """What both sentences say is asked; None where they agree, are of other times, or it is not clear.

    None of siblings, 西塔 in April and 中塔 in May, or of other regions either.
    """
    query = asked_of(query)
    if len(query.slots) != 1 or not query.slots <= COMPARED:
        return None
    ours, theirs = asked_value(query, best), asked_value(query, other)
    if ours is None or theirs is None or compatible(ours.value, theirs.value) is not False:
        return None
    of_sibling = sibling_of(bigrams(ours.clause), (), theirs.clause) is not None
    if (
        of_sibling
        or _of_other_times(_years_before(best, ours), _years_before(other, theirs))
        or of_elsewhere(query, best, other)
        or _of_another_rule(query, best, other)
    ):
        return None
    focus = query.focus
    likeness, passages = best.meaning.likeness(other.meaning)
    measured = {  # in the order of FEATURES
        "behind": best.score - other.score,
        "fullness": math.log(max(_fullness(best, other), _LEAST_FULL)),
        "same_words": alike(ours.clause, theirs.clause),
        "both_named": focus is not None and all(focus.stands_in(a.clause) for a in (ours, theirs)),
        "counts_the_same": _counts_the_same(query, ours, theirs),
        "one_matter": on_one_matter(query, best, other),
        "other_year": _of_other_years(best.document, other.document) and not _told(best) & _told(other),
        "nearness": nearness(ours.value, theirs.value),
        "context": other.feature("context_coverage"),
        "interaction": other.feature("passage_interaction"),
        "likeness": likeness,
        "passages": passages,
    }
    changes = any(a.former and compatible(a.former, b.value) for a, b in ((ours, theirs), (theirs, ours)))
    return TwoAccounts(ours.value, theirs.value, np.array(tuple(measured.values()), np.float32), changes)


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


def _of_another_rule(query: Query, best: Candidate, other: Candidate) -> bool:
    """Whether both say the same but for the number, in documents on two matters."""
    return alike(best.folded, other.folded) >= _SAME and not on_one_matter(query, best, other)


def _fullness(best: Candidate, other: Candidate) -> float:
    return other.feature("passage_coverage") / max(best.feature("passage_coverage"), 1e-6)


def _counts_the_same(query: Query, ours: AskedValue, theirs: AskedValue) -> bool:
    """Whether a noun of the question is right before both values of the asked unit: 规划床位800张."""
    counted = [w for w in query.words if w.noun and not w.name and not w.is_office] if query.units else []
    return any(w.stands_in(ours.before) and w.stands_in(theirs.before) for w in counted)


def _of_other_times(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether there are years of each, and none of both."""
    return bool(ours) and bool(theirs) and not ours & theirs


def _years_before(candidate: Candidate, told: AskedValue) -> frozenset[str]:
    """Years that a sentence names before its value: 全长5.9公里，2024年通车 is no length of 2024."""
    named = years_told(candidate.folded, candidate.document.published)
    return frozenset(year for place, year in named if place < told.place)


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

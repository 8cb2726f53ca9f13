"""Sentences of other documents that say otherwise: the same statement with another value.

Two kinds are seen. An altered statement is word for word the same but for one or two short runs. A second
account says in its own words of the same asked thing another date, sum or share.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate

from index.normal import fold_with_offsets, origin
from rag.accounts import are_editions, on_one_matter, second_account
from rag.alike import alike
from rag.evidence import Candidate
from rag.features import asked_spans
from rag.question import Query
from rag.slots import LOCATED, tagged
from rag.values import compatible
from rag.weights import Linear
from rag.years import YEAR

# Candidates in which another account is looked for, and how many are shown besides the best.
_DEPTH = 16
_MOST = 2
# An altered statement shares this of its bigrams with the other, and has at most so much exchanged.
_ALIKE = 0.5
_KEPT = 0.7
_EXCHANGED = 14
_RUNS = 3
# Words that carry a value: nouns and names, numbers, times, Latin words, idioms taken for names.
_VALUE_TAGS = ("n", "m", "t", "eng", "j", "i", "l", "b")
# Characters that belong to the value beside them, that stand around one, and that no value has inside.
_JOINED = re.compile(r"[0-9a-z.·•%‰万亿年月日号元级]")
_EDGES = " ,，。.;；:：、—-|()（）“”《》"
_BREAKS = re.compile(r"[,，。;；:：!?…]|(?<!\d)\.|^第.*[条款项章节]$")


@dataclass(frozen=True, slots=True)
class Dissent:
    """A candidate that says `theirs` where the `best` one says `ours`, both as the documents write it.

    `chance` is that they speak of the same.
    """

    best: Candidate
    candidate: Candidate
    ours: str
    theirs: str
    chance: float = 1.0


def dissents(query: Query, candidates: Sequence[Candidate], weights: Linear) -> list[Dissent]:
    """Candidates of other documents that contradict the first, each other value once, the surest first.

    `weights` are those by which a second account is weighed, see `rag.weights.WeightSets`.
    """
    told = []
    for best, other in rivals(candidates):
        dissent = _altered(query, best, other) or _told_otherwise(query, best, other, weights)
        if dissent:
            told.append(dissent)
    found: dict[str, Dissent] = {}
    for dissent in sorted(told, key=lambda d: -d.chance):
        found.setdefault(dissent.theirs, dissent)
    return list(found.values())[:_MOST]


def rivals(candidates: Sequence[Candidate]) -> Iterator[tuple[Candidate, Candidate]]:
    """The first candidate with each of the next that could contradict it: no copy, no other edition."""
    for other in candidates[1:_DEPTH]:
        best = candidates[0]
        is_copy = other.document.id == best.document.id or other.folded == best.folded
        if not is_copy and not are_editions(best.document, other.document):
            yield best, other


def _altered(query: Query, best: Candidate, other: Candidate) -> Dissent | None:
    """The other sentence is the best one with short runs exchanged, one of them a value that is not asked."""
    if alike(best.folded, other.folded) < _ALIKE or not on_one_matter(query, best, other):
        return None
    runs = _exchanged(best.folded, other.folded)
    if _other_time(query, [(best.folded[a:b], other.folded[c:d]) for a, b, c, d in runs]):
        return None
    for a, b, c, d in runs:
        ours, theirs = _value(query, best, a, b), _value(query, other, c, d)
        if ours and theirs and _differ(ours, theirs):
            return Dissent(best, other, _written(best, ours), _written(other, theirs))
    return None


def _exchanged(one: str, other: str) -> list[tuple[int, int, int, int]]:
    """(start, end) in one and in the other of the runs that differ; none when more than a few do."""
    ours, theirs = tagged(one), tagged(other)
    words = [word for word, _ in ours], [word for word, _ in theirs]
    places = [list(accumulate(map(len, side), initial=0)) for side in words]
    found, kept = [], 0
    for kind, a, b, c, d in SequenceMatcher(None, *words, autojunk=False).get_opcodes():
        span = (places[0][a], places[0][b], places[1][c], places[1][d])
        if kind == "equal":
            kept += span[1] - span[0]
        elif kind == "replace":
            found.append(span)
    return found if len(found) <= _RUNS and kept >= _KEPT * max(len(one), len(other)) else []


def _value(query: Query, candidate: Candidate, start: int, end: int) -> str | None:
    """The whole value that a run belongs to, None when it is none of the asked kind or the question's own."""
    folded = candidate.folded
    if query.slots & LOCATED:
        spans = asked_spans(query, folded, candidate.document.published)
        touched = [(s, e) for s, e in spans if s < end and start < e]
        if not touched:
            return None
        start, end = min(start, touched[0][0]), max(end, touched[-1][1])
    while start > 0 and _JOINED.match(folded[start - 1]):
        start -= 1
    while end < len(folded) and _JOINED.match(folded[end]):
        end += 1
    text = folded[start:end].strip(_EDGES)
    if not 0 < len(text) <= _EXCHANGED or text in query.folded or _BREAKS.search(text):
        return None
    return text if any(tag.startswith(_VALUE_TAGS) for _, tag in tagged(text)) else None


def _differ(ours: str, theirs: str) -> bool:
    """Whether two values are of one kind, neither is part of the other, and they do not agree."""
    ours, theirs = ours.replace(" ", ""), theirs.replace(" ", "")
    if ours in theirs or theirs in ours or compatible(ours, theirs):
        return False
    return any(c.isdigit() for c in ours) == any(c.isdigit() for c in theirs)


def _other_time(query: Query, exchanged: Sequence[tuple[str, str]]) -> bool:
    """Whether the two speak of different years, so that both may hold; not when a time is asked."""
    if query.slots & {"day", "when"}:
        return False
    return any(YEAR.search(a) or YEAR.search(b) or "年" in a + b for a, b in exchanged)


def _told_otherwise(query: Query, best: Candidate, other: Candidate, weights: Linear) -> Dissent | None:
    told = second_account(query, best, other, weights)
    if told is None:
        return None
    found, chance = told
    return Dissent(best, other, _written(best, found.ours), _written(other, found.theirs), chance)


def _written(candidate: Candidate, value: str) -> str:
    """The value as the stored text has it, found by its normal form; blanks inside may differ."""
    folded, offsets = fold_with_offsets(candidate.text)
    match = re.search(r"\s*".join(map(re.escape, value.replace(" ", ""))), folded)
    if not match:
        return value
    start, end = origin(offsets, *match.span())
    return candidate.text[start:end].strip()

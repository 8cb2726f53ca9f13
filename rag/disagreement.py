"""Sentences of other documents that say otherwise: the same statement with another value.

Two kinds are seen. An altered statement is word for word the same but for one or two short runs. A second
account says in its own words of the same asked thing another date, sum or share.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from index.normal import fold_with_offsets, origin
from index.tokens import bigrams
from rag.evidence import Candidate
from rag.features import asked_spans
from rag.question import YEAR, Query
from rag.slots import CLOSED, tagged
from rag.values import compatible

# Candidates in which another account is looked for, and how many are shown besides the best.
_DEPTH = 16
_MOST = 2
# An altered statement shares this of its bigrams with the other, and has at most so much exchanged.
_ALIKE = 0.5
_KEPT = 0.6
_EXCHANGED = 14
_RUNS = 3
# Words that carry a value: nouns and names, numbers, times, Latin words, idioms taken for names.
_VALUE_TAGS = ("n", "m", "t", "eng", "s", "f", "j", "i", "l", "x", "b", "q")
# A second account holds this share of the question around its value, and is at most so far behind in logits.
_ABOUT = 0.6
_BEHIND = 2.5


@dataclass(frozen=True, slots=True)
class Dissent:
    """A candidate that says `theirs` where the `best` one says `ours`, both as the documents write it."""

    best: Candidate
    candidate: Candidate
    ours: str
    theirs: str


def dissents(query: Query, candidates: Sequence[Candidate]) -> list[Dissent]:
    """Candidates of other documents that contradict the first, each other value once, likeliest first."""
    if not candidates:
        return []
    best, *others = candidates[:_DEPTH]
    found: dict[str, Dissent] = {}
    for other in others:
        if other.document.id == best.document.id or other.folded == best.folded:
            continue
        dissent = _altered(query, best, other) or _second_account(query, best, other)
        if dissent:
            found.setdefault(dissent.theirs, dissent)
    return list(found.values())[:_MOST]


def _altered(query: Query, best: Candidate, other: Candidate) -> Dissent | None:
    """The other sentence is the best one with short runs exchanged, one of them a value that is not asked."""
    if _alike(best.folded, other.folded) < _ALIKE:
        return None
    ours, theirs = tagged(best.folded), tagged(other.folded)
    words = [word for word, _ in ours], [word for word, _ in theirs]
    runs = []
    kept = 0
    for kind, a, b, c, d in SequenceMatcher(None, *words, autojunk=False).get_opcodes():
        if kind == "equal":
            kept += len("".join(words[0][a:b]))
        elif kind == "replace":
            runs.append((ours[a:b], theirs[c:d]))
    if not runs or len(runs) > _RUNS or kept < _KEPT * min(len(best.folded), len(other.folded)):
        return None
    exchanged = [("".join(w for w, _ in a), "".join(w for w, _ in b), a, b) for a, b in runs]
    if _other_time(query, [(a, b) for a, b, _, _ in exchanged]):
        return None
    for one, two, left, right in exchanged:
        if _is_value(query, one, left) and _is_value(query, two, right) and compatible(one, two) is not True:
            return Dissent(best, other, _written(best, one), _written(other, two))
    return None


def _alike(one: str, other: str) -> float:
    a, b = set(bigrams(one)), set(bigrams(other))
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def _other_time(query: Query, exchanged: Sequence[tuple[str, str]]) -> bool:
    """Whether the two speak of different years, so that both may hold; not when a time is asked."""
    if query.slots & {"day", "when"}:
        return False
    return any(YEAR.search(a) or YEAR.search(b) or "年" in a + b for a, b in exchanged)


def _is_value(query: Query, text: str, words: Sequence[tuple[str, str]]) -> bool:
    plain = text.strip()
    return (
        0 < len(plain) <= _EXCHANGED
        and plain not in query.folded
        and any(tag.startswith(_VALUE_TAGS) or any(c.isdigit() for c in word) for word, tag in words)
    )


def _second_account(query: Query, best: Candidate, other: Candidate) -> Dissent | None:
    """The other sentence speaks as plainly of what is asked and has another date, number or share."""
    if len(query.slots) != 1 or not query.slots <= CLOSED or other.score < best.score - _BEHIND:
        return None
    if min(best.feature("near_slot"), other.feature("near_slot")) < _ABOUT:
        return None
    ours, theirs = _values(query, best), _values(query, other)
    # With two values in a sentence nobody can tell which one is compared.
    if len(ours) != 1 or len(theirs) != 1 or compatible(ours[0], theirs[0]) is not False:
        return None
    return Dissent(best, other, _written(best, ours[0]), _written(other, theirs[0]))


def _written(candidate: Candidate, value: str) -> str:
    """The value as the stored text has it, found by its normal form; blanks inside may differ."""
    folded, offsets = fold_with_offsets(candidate.text)
    match = re.search(r"\s*".join(map(re.escape, value.replace(" ", ""))), folded)
    if not match:
        return value
    start, end = origin(offsets, *match.span())
    return candidate.text[start:end].strip()


def _values(query: Query, candidate: Candidate) -> list[str]:
    spans = asked_spans(query, candidate.folded, candidate.document.published)
    return list(dict.fromkeys(candidate.folded[start:end].replace(" ", "") for start, end in spans))

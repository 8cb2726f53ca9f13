"""Near-misses of proposed questions, with the strings that are to prove that nothing answers them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

import rjieba

from eval.cases import Case
from eval.fitting.perturb import near_misses

# What was changed -> the category of such questions in `eval/questions.jsonl`.
_CATEGORIES = {
    "year_swapped": "near_year",
    "number_changed": "near_attribute",
    "sibling": "near_entity",
    "name_swapped": "near_entity",
}


@dataclass(frozen=True, slots=True)
class Near:
    """A near-miss, how it was made, and strings of it: one that no document has proves it."""

    case: Case
    changed: str
    proofs: tuple[str, ...]


def near_of(cases: Sequence[Case]) -> Iterator[Near]:
    """Near-misses of answerable cases, in turns of the kinds of change."""
    by_id = {case.id: case for case in cases}
    found: dict[str, list[Near]] = {changed: [] for changed in _CATEGORIES}
    for miss in near_misses(cases):
        origin = by_id[miss.id.rpartition("-")[0]]
        case = Case(miss.id, miss.question, (), _CATEGORIES[miss.category], origin.split)
        proofs = tuple(_proofs(origin.question, miss.question))
        found[miss.category].append(Near(case, miss.category, proofs))
    for turn in range(max(map(len, found.values()))):
        yield from (near[turn] for near in found.values() if turn < len(near))


def _proofs(before: str, after: str) -> Iterator[str]:
    """The words that were put in, then with one and with two that follow: 2019, 2019年, 2019年上半年."""
    words = rjieba.cut(after)
    ends = list(accumulate(map(len, words)))
    start = _shared(before, after)
    stop = len(after) - _shared(before[start:][::-1], after[start:][::-1])
    first = next(i for i, end in enumerate(ends) if end > start)
    last = next((i for i, end in enumerate(ends) if end >= stop), first)
    for more in (1, 2, 3):
        proof = "".join(words[first : last + more]).strip("，。；：、《》？ ")
        if len(proof) > 1:
            yield proof


def _shared(one: str, other: str) -> int:
    """Length of what both begin with."""
    return next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )

"""Whether the evidence was found, and how high: the standard measures, by `ir-measures`.

Evidence often stands in several passages, copies or chunks that overlap. Each asked item is a query of its
own with one relevant thing, its evidence, at the place of the first passage that holds it; the measures of a
question are the means over its items. So R@k is the share of the items that the first k passages hold.
"""

from __future__ import annotations

from collections.abc import Sequence

import ir_measures
from ir_measures import RR, R, nDCG

MEASURES = (R @ 1, R @ 5, R @ 10, RR @ 10, nDCG @ 10)
_EVIDENCE = "evidence"


def ranking(places: Sequence[int | None]) -> dict[str, float]:
    """Measures by their standard names (`R@5`, `RR@10`, `nDCG@10`).

    `places` are the ranks, from 1, of the first passage that holds each item; None where none was found,
    which counts 0. Raises ValueError without items.
    """
    if not places:
        raise ValueError("a question without evidence has no ranking")
    qrels = {str(item): {_EVIDENCE: 1} for item in range(len(places))}
    run = {str(item): _ranked(place) for item, place in enumerate(places)}
    found = ir_measures.calc_aggregate(MEASURES, qrels, run)
    return {str(measure): float(value) for measure, value in found.items()}


def first_places(passages: Sequence[frozenset[int]], items: int) -> list[int | None]:
    """Rank of the first passage that holds each of so many items; `passages` say which items each holds."""
    return [
        next((rank for rank, held in enumerate(passages, 1) if item in held), None) for item in range(items)
    ]


def _ranked(place: int | None) -> dict[str, float]:
    """A run of one query, scores falling, with the evidence at its place and others before it."""
    before = {f"other{rank}": -float(rank) for rank in range(1, place or 1)}
    return before if place is None else {**before, _EVIDENCE: -float(place)}

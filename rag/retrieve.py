"""Passages for a question: dense, lexical, and both mixed by one tuned weight."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from index.encoder import FloatArray
from index.lexical import BIGRAM_WEIGHT
from index.reader import Index
from index.within import Within
from rag.types import Hit

# Share of the dense leg. Lay questions over 243 laws (STARD development half), a gold article first / among
# ten: .390 / .717 at 0.6, .371 / .715 at 0.7, rank fusion .366 / .695.
DENSE_WEIGHT = 0.6
_DEPTH = 50
# The same where passages are left out afterwards: that many may have to be passed over.
_DEEP = 1000
# What naming 第X条 adds to the mixed score: as much as the best passage is above the mean, about.
_PREFERENCE = 1.5
# Passages from which on the legs run side by side. Where a scan takes less than a millisecond the thread
# costs more: with 16 clients over the sample corpus a ninth of their time, alone nothing.
_WORTH_A_THREAD = 5_000


class _Beside:
    """Threads for the lexical leg, beside the dense one: neither holds the interpreter while it searches.

    A process that was forked has none of its parent's, and makes its own.
    """

    def __init__(self) -> None:
        self.renew()
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self.renew)

    def renew(self) -> None:
        """Begin without threads."""
        self.pool = ThreadPoolExecutor(thread_name_prefix="lexical")


_BESIDE = _Beside()


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Passages that a search is confined to, gives the advantage to, or must not return; all by number.

    Of the passages `within` the best are candidates, as of all where it is None. `hidden` are those that it
    leaves out without their numbers. `with_copies` returns each copy of a text.
    """

    only: tuple[int, ...] | None = None
    within: Within | None = None
    preferred: tuple[int, ...] = ()
    hidden: frozenset[int] = frozenset()
    with_copies: bool = False


EVERYWHERE = Narrowed()


def search_hybrid(
    index: Index,
    question: str,
    vector: FloatArray,
    top_k: int,
    narrowed: Narrowed = EVERYWHERE,
    weight: float = DENSE_WEIGHT,
    bigram_weight: float = BIGRAM_WEIGHT,
) -> list[Hit]:
    """Passages by `weight * dense + (1 - weight) * lexical`, both as z-scores over the candidates.

    Candidates are the best of either leg; each gets its true inner product, and BM25 0 where it
    shares no listed term. Best first; equal scores by number. Of copies one is returned, the original
    where it was found.
    """
    numbers, lexical = _candidates(index, question, vector, narrowed, bigram_weight)
    dense = index.vectors.scores(vector, numbers)
    mixed = weight * _standard(dense) + (1 - weight) * _standard(lexical)
    bonus = np.zeros_like(mixed)
    if narrowed.preferred:
        bonus[np.isin(numbers, narrowed.preferred)] = _PREFERENCE
    mixed += bonus
    order = np.lexsort((numbers, -mixed)).tolist()
    best = (order if narrowed.with_copies else _different(index, numbers, order))[:top_k]
    return [
        Hit(
            int(numbers[i]),
            index.catalog.chunk(int(numbers[i])),
            float(mixed[i]),
            float(dense[i]),
            float(lexical[i]),
            float(bonus[i]),
        )
        for i in best
    ]


def _candidates(
    index: Index, question: str, vector: FloatArray, narrowed: Narrowed, bigram_weight: float
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
    """(numbers, their BM25) of all passages that may be returned, in order."""
    depth = _DEPTH if not narrowed.hidden and narrowed.only is None else _DEEP
    # Listed deeper than candidates are taken, so that most of the dense ones have their BM25 too.
    lexical_leg = partial(index.lexical.search, question, _DEEP, bigram_weight, narrowed.within)
    beside = _BESIDE.pool.submit(lexical_leg) if len(index.vectors) >= _WORTH_A_THREAD else None
    nearest = index.vectors.search(vector, depth, narrowed.within)[0] if narrowed.only is None else ()
    lexical_ids, lexical_scores = beside.result() if beside else lexical_leg()
    if narrowed.only is None:
        found = np.union1d(nearest, lexical_ids[:depth])
        numbers = np.union1d(found, np.array(narrowed.preferred, np.int64))
    else:
        numbers = np.unique(np.array(narrowed.only, np.int64))
    if narrowed.hidden:
        numbers = np.setdiff1d(numbers, np.fromiter(narrowed.hidden, np.int64))
    lexical = np.zeros(len(numbers), dtype=np.float32)
    if len(numbers):
        places = np.searchsorted(numbers, lexical_ids)
        listed = numbers.take(places, mode="clip") == lexical_ids
        lexical[places[listed]] = lexical_scores[listed]
    return numbers, lexical


def _different(index: Index, numbers: npt.NDArray[np.int64], order: list[int]) -> list[int]:
    """Places in `numbers`, best first, one for each text; a copy gives way to its original."""
    found: dict[int, int] = {}
    for place in order:
        root = int(index.twins[numbers[place]])
        if found.setdefault(root, place) != place and int(numbers[place]) == root:
            found[root] = place
    return list(found.values())


def _standard(scores: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    spread = float(scores.std()) if len(scores) else 0.0
    return (scores - scores.mean()) / spread if spread else np.zeros_like(scores)

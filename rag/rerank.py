"""Sentences in the order of a second opinion, for as long as a question may wait for it.

Both scores of a sentence, the fitted one and the reranker's, are standardised over the sentences that were
read; their mean is the new order. Equal halves, for no reranker comes with the program to fit a weight with.
Only the order is new: each sentence keeps its fitted score, so that whether the evidence answers is decided
by what was fitted, about the sentences that now stand first.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from index.encoder import FloatArray
from rag.evidence import Candidate
from rag.verdict import Evidence

RERANK_MS = 300
# Sentences of a question that are read, shared among its parts; the clock is looked at after each batch.
DEPTH = 20
BATCH = 4

log = logging.getLogger("wenju.rerank")


class Reranker(Protocol):
    """Reads a question and a text together."""

    def scores(self, question: str, texts: Sequence[str]) -> FloatArray:
        """`float32[len(texts)]`, higher is likelier to answer; any scale."""


@dataclass(frozen=True, slots=True)
class Rerank:
    """A reranker and the milliseconds that a question may wait for it; 0 is as long as it takes.

    `clock` returns seconds.
    """

    reranker: Reranker
    budget_ms: float = RERANK_MS
    clock: Callable[[], float] = time.perf_counter

    def reorder(self, evidence: Sequence[Evidence]) -> list[Evidence] | None:
        """The same sentences in a new order; None when the time is up before all of the depth were read."""
        deadline = self.clock() + self.budget_ms / 1000 if self.budget_ms else math.inf
        depth = max(1, DEPTH // len(evidence))
        found = []
        for one in evidence:
            head, tail = one.candidates[:depth], one.candidates[depth:]
            scores = self._scores(one.query.text, head, deadline)
            if scores is None:
                log.warning("重排超过 %g 毫秒，本题按原有次序作答", self.budget_ms)
                return None
            found.append(one.with_candidates([*mixed(head, scores), *tail]))
        return found

    def _scores(self, question: str, candidates: Sequence[Candidate], deadline: float) -> FloatArray | None:
        scores: list[float] = []
        for start in range(0, len(candidates), BATCH):
            if self.clock() >= deadline:
                return None
            texts = [_in_context(c) for c in candidates[start : start + BATCH]]
            scores += self.reranker.scores(question, texts).tolist()
        return np.array(scores, dtype=np.float32)


def reordered(rerank: Rerank | None, evidence: list[Evidence]) -> tuple[list[Evidence], dict[str, float]]:
    """Evidence in the new order, or as it was, and the seconds of the stage under its name.

    The stage is `rerank`, or `rerank_late` when the order is as it was.
    """
    if rerank is None:
        return evidence, {}
    started = rerank.clock()
    found = rerank.reorder(evidence)
    took = rerank.clock() - started
    return (evidence, {"rerank_late": took}) if found is None else (found, {"rerank": took})


def mixed(candidates: Sequence[Candidate], scores: FloatArray) -> list[Candidate]:
    """Candidates by the mean of both standardised scores; of equal ones the first stays first.

    No sentence of a replaced document overtakes the replacement's likeliest that stood before it.
    """
    fitted = np.array([c.score for c in candidates], dtype=np.float32)
    # Rounded: the last bits of a score depend on what was read beside it.
    values = ((_standardised(fitted) + _standardised(scores)) / 2).round(4).tolist()
    best: dict[str, float] = {}
    for place, candidate in enumerate(candidates):
        document = candidate.document
        values[place] = min(values[place], best.get(document.superseded_by or "", math.inf))
        best[document.id] = max(values[place], best.get(document.id, -math.inf))
    order = sorted(range(len(candidates)), key=lambda place: (-values[place], place))
    return [candidates[place] for place in order]


def _standardised(values: FloatArray) -> FloatArray:
    """Mean 0 and deviation 1; zeros where all are equal."""
    spread = values.std() if len(values) else 0
    return (values - values.mean()) / spread if spread else np.zeros_like(values)


def _in_context(candidate: Candidate) -> str:
    """A sentence under its title and heading, as they are written."""
    heading = candidate.hit.chunk.heading
    return "\n".join(dict.fromkeys(filter(None, [candidate.document.title, heading, candidate.text])))

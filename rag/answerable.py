"""Whether the evidence holds what was asked: a small logistic model with its features in the open."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rag.evidence import Candidate
from rag.question import Query
from rag.types import Hit
from rag.weights import Linear, probability, stored_weights

FEATURES = (
    "evidence",  # logit of the best sentence
    "coverage",
    "context_coverage",
    "passage_coverage",
    "sentence_similarity",
    "passage_similarity",
    "slot",
    "year",
    "missing_word",  # weight of the rarest content word that the passage lacks, over the rarest of all
    "missing_words",  # share of content words, by weight, that the passage lacks
    "unknown_words",  # share of content words that no passage holds
    "agreement",  # 1 when the best passage is the first of both legs, .5 of one
)


def answerability(query: Query, candidates: Sequence[Candidate], hits: Sequence[Hit]) -> float:
    """Probability that the best candidate answers the question; 0 without candidates."""
    if not candidates:
        return 0.0
    model = Linear.read(stored_weights()["answerable"], FEATURES)
    return probability(float(model.logits(features(query, candidates, hits)[None, :])[0]))


def features(
    query: Query, candidates: Sequence[Candidate], hits: Sequence[Hit]
) -> np.typing.NDArray[np.float32]:
    """Features of the decision, `float32[len(FEATURES)]`; `candidates` best first."""
    best = candidates[0]
    lacking = [(w, weight) for w, weight in query.words if w not in best.context]
    total = sum(weight for _, weight in query.words)
    rarest = max((weight for _, weight in query.words), default=0.0)
    values = {
        "evidence": best.score,
        "missing_word": max((weight for _, weight in lacking), default=0.0) / rarest if rarest else 0.0,
        "missing_words": sum(weight for _, weight in lacking) / total if total else 0.0,
        "unknown_words": len(query.missing) / len(query.words) if query.words else 0.0,
        "agreement": _agreement(best, hits),
    }
    return np.array([values[n] if n in values else best.feature(n) for n in FEATURES], dtype=np.float32)


def _agreement(best: Candidate, hits: Sequence[Hit]) -> float:
    dense = max(hits, key=lambda h: h.dense)
    lexical = max(hits, key=lambda h: h.lexical)
    return ((best.hit.number == dense.number) + (best.hit.number == lexical.number)) / 2

"""Whether the evidence holds what was asked: a small logistic model with its features in the open."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.encoder import FloatArray
from index.normal import fold
from rag.compose import Quote
from rag.doubts import DOUBTS, doubts
from rag.evidence import Candidate
from rag.features import share, slot_share, unit_share
from rag.question import Query
from rag.slots import LOCATED
from rag.terms import holds_term
from rag.types import Hit
from rag.weights import Linear, probability

# Questions after some kinds are answered more often than others, all else equal.
KINDS = ("asks_who", "asks_where", "asks_when", "asks_number", "asks_open")
FEATURES = (
    "evidence",  # logit of the best sentence
    "coverage",
    "context_coverage",
    "full_context",  # its square: the last words that are missing weigh more than the first
    "passage_coverage",
    "sentence_similarity",
    "passage_similarity",
    "sentence_interaction",
    "passage_interaction",
    "reading",
    "answering",
    "slot",  # of all quotes together
    "unit",  # of all quotes together
    "joint",  # the best of slot x unit x context coverage over the quotes, each by itself
    "identifiers",
    "nouns",
    "year",
    "contrast",
    "elsewhere",  # weight of the rarest term that the index knows but the passage lacks, over the rarest
    "missing_word",  # the same for content words, known or not
    "missing_words",  # share of content words, by weight, that the passage lacks
    "missing_nouns",  # share of nouns that the passage lacks
    "missing_names",  # share of proper names that the whole document lacks
    "unknown_words",  # share of content words that no passage holds
    "unknown_nouns",  # share of nouns that no passage holds
    "focus",  # 1 when a quote has the last noun of the question
    "near_slot",  # of the quotes the most
    "focus_near",
    "named",
    "listed",
    "asks",
    "defines",
    "support",
    *DOUBTS,  # 1 for each that speaks against the quotes, see `rag.doubts`
    *KINDS,
    "chance",  # share of the best sentence in the softmax over all
    "size",  # log10 of the number of passages: what is nearest among many is near
    "asked_length",  # log10 of its characters: a long question has more words to lack
    "agreement",  # 1 when the best passage is the first of both legs, .5 of one
)

_OF_QUOTES = ("focus", "focus_near", "near_slot", "named", "listed", "asks", "defines", "support")


def answerability(query: Query, quotes: Sequence[Quote], hits: Sequence[Hit], model: Linear) -> float:
    """Probability that the quotes answer the question; 0 without quotes."""
    if not quotes:
        return 0.0
    return probability(float(model.logits(features(query, quotes, hits)[None, :], FEATURES)[0]))


def features(query: Query, quotes: Sequence[Quote], hits: Sequence[Hit]) -> FloatArray:
    """Features of the decision, `float32[len(FEATURES)]`; the best quote is first."""
    best = quotes[0].candidate
    against = doubts(query, quotes)
    together = "\n".join(fold(q.text) for q in quotes)
    lacking = [w for w in query.words if not w.stands_in(best.context)]
    nouns = [w for w in query.words if w.noun]
    total = sum(w.weight for w in query.words)
    rarest = max((w.weight for w in query.words), default=0.0)
    values = {
        "evidence": best.score,
        "full_context": best.feature("context_coverage") ** 2,
        "slot": slot_share(query, together),
        "unit": unit_share(query, together),
        "joint": max(_joint(query, q) for q in quotes),
        "elsewhere": _elsewhere(query, best),
        "missing_word": max((w.weight for w in lacking), default=0.0) / rarest if rarest else 0.0,
        "missing_words": sum(w.weight for w in lacking) / total if total else 0.0,
        "missing_nouns": 1 - share([w not in lacking for w in nouns]),
        "missing_names": _missing_names(query, best),
        "unknown_words": 1 - share([w.known for w in query.words]),
        "unknown_nouns": 1 - share([w.known for w in nouns]),
        **{name: max(q.candidate.feature(name) for q in quotes) for name in _OF_QUOTES},
        **{name: float(name in against) for name in DOUBTS},
        **_kinds(query),
        "chance": quotes[0].chance,
        "size": float(np.log10(query.passages)),
        "asked_length": float(np.log10(max(len(query.folded), 1))),
        "agreement": _agreement(best, hits),
    }
    return np.array([values[n] if n in values else best.feature(n) for n in FEATURES], dtype=np.float32)


def _kinds(query: Query) -> dict[str, float]:
    asked = query.slots
    return {
        "asks_who": float("who" in asked),
        "asks_where": float("where" in asked),
        "asks_when": float(bool(asked & {"day", "when", "clock"})),
        "asks_number": float(bool(asked & {"number", "money", "percent", "duration", "code"})),
        "asks_open": float(not asked & LOCATED),
    }


def _joint(query: Query, quote: Quote) -> float:
    folded = fold(quote.text)
    return slot_share(query, folded) * unit_share(query, folded) * quote.candidate.feature("context_coverage")


def _missing_names(query: Query, best: Candidate) -> float:
    """Share of names that neither the document nor its title has; a name need not stand in the passage."""
    names = [w for w in query.words if w.name and not w.stands_in(best.context)]
    if not names:
        return 0.0
    whole = fold(best.document.text)
    return sum(not w.stands_in(whole) for w in names) / sum(w.name for w in query.words)


def _elsewhere(query: Query, best: Candidate) -> float:
    weights = query.weights.tolist()
    lacking = (
        w
        for t, w, k in zip(query.terms, weights, query.known, strict=True)
        if k and not holds_term(t, best.context)
    )
    return max(lacking, default=0.0) / max(weights, default=1.0)


def _agreement(best: Candidate, hits: Sequence[Hit]) -> float:
    dense = max(hits, key=lambda h: h.dense)
    lexical = max(hits, key=lambda h: h.lexical)
    return ((best.hit.number == dense.number) + (best.hit.number == lexical.number)) / 2

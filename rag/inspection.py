"""What the search finds under given settings, and why; nothing is decided here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from index.normal import fold, fold_with_offsets, origin
from index.types import Document
from rag.abbreviations import FULL_FORMS
from rag.evidence import FEATURES, Candidate
from rag.question import Query
from rag.retrieve import DENSE_WEIGHT
from rag.search import PASSAGES, Asked, Search
from rag.types import Hit
from rag.weights import Linear

MAX_DEPTH = 30
_SENTENCES = 6
# More than the candidates of both legs together.
_ALL = 1000
# Sums of float32 differ by less.
_ROUNDING = 1e-2

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Setting:
    """How passages are searched: the share of the dense leg, from 0 to 1, and how many are kept."""

    weight: float = DENSE_WEIGHT
    depth: int = PASSAGES


@dataclass(frozen=True, slots=True)
class Marked:
    """A text as it is stored, with the (start, end) in it of what a question has too, in order and apart."""

    text: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Leg:
    """One of the two searches: its own score of a passage, the rank by it, its part of the mixed score.

    `rank` is None where it did not list the passage.
    """

    score: float
    rank: int | None
    part: float


@dataclass(frozen=True, slots=True)
class Passage:
    """A found passage; its mixed score is the parts of both legs and `hit.bonus`.

    `words` are those of the question that it, its title or its heading holds, with their rarity.
    """

    hit: Hit
    title: Marked
    heading: Marked
    text: Marked
    dense: Leg
    lexical: Leg
    words: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A feature of a sentence and the weight that was fitted for it."""

    name: str
    value: float
    weight: float

    @property
    def share(self) -> float:
        """What the feature adds to the score."""
        return self.value * self.weight


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence with its score, a logit: `bias`, the shares of all `parts`, the largest first, and `lapse`.

    `lapse` is what was taken from a text that is not in force any more, 0 or negative. `rank` is that of the
    passage, from 0.
    """

    document_id: str
    title: str
    text: Marked
    rank: int
    score: float
    bias: float
    lapse: float
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Inspection:
    """What one setting finds. `words` are all of the question with their rarity, `missing` are in no passage.

    `searched` is the question as it was searched, its relative times written out.
    """

    setting: Setting
    searched: str
    words: tuple[tuple[str, float], ...]
    missing: tuple[str, ...]
    passages: tuple[Passage, ...]
    sentences: tuple[Scored, ...]


def inspect(
    search: Search,
    asked: Asked,
    settings: Sequence[Setting],
    document: Callable[[str], Document],
    evidence: Linear,
) -> list[Inspection]:
    """One inspection for each setting, of the whole question where it has several parts."""
    vectors = search.vectors(asked)[:1]
    direct = search.direct(asked)
    query = search.query(asked.text)
    # A leg alone over all candidates: its standardised score, and by its own score its ranks.
    alone = [search.find(asked, vectors, direct, share, _ALL)[0] for share in (1.0, 0.0)]
    legs = _Legs.of(*alone)
    found = []
    for setting in settings:
        hits = search.find(asked, vectors, direct, setting.weight, setting.depth)[0]
        weighed = search.weigh(asked, *vectors[0], hits, direct)
        best = tuple(_scored(query, c, evidence) for c in weighed.candidates[:_SENTENCES])
        passages = tuple(
            _passage(query, hit, document(hit.chunk.document_id), legs, setting.weight) for hit in hits
        )
        words = tuple((w.text, w.weight) for w in query.words)
        found.append(Inspection(setting, asked.text, words, query.missing, passages, best))
    return found


@dataclass(frozen=True, slots=True)
class _Legs:
    """By number of the passage: what each leg alone gives it, and its rank by the leg's own score."""

    dense: dict[int, float]
    lexical: dict[int, float]
    dense_ranks: dict[int, int]
    lexical_ranks: dict[int, int]

    @classmethod
    def of(cls, dense: Sequence[Hit], lexical: Sequence[Hit]) -> _Legs:
        return cls(
            {h.number: h.score - h.bonus for h in dense},
            {h.number: h.score - h.bonus for h in lexical},
            _ranks(dense, lambda hit: hit.dense),
            _ranks([h for h in lexical if h.lexical > 0], lambda hit: hit.lexical),
        )


def _ranks(hits: Iterable[Hit], score: Callable[[Hit], float]) -> dict[int, int]:
    ordered = sorted(hits, key=lambda hit: (-score(hit), hit.number))
    return {hit.number: rank for rank, hit in enumerate(ordered, start=1)}


def _passage(query: Query, hit: Hit, document: Document, legs: _Legs, weight: float) -> Passage:
    number = hit.number
    text = document.text[hit.chunk.start : hit.chunk.end]
    around = fold(f"{document.title} {hit.chunk.heading}\n{text}")
    dense, lexical = legs.dense.get(number, 0.0), legs.lexical.get(number, 0.0)
    return Passage(
        hit,
        marked(query, document.title),
        marked(query, hit.chunk.heading),
        marked(query, text),
        Leg(hit.dense, legs.dense_ranks.get(number), weight * dense),
        Leg(hit.lexical, legs.lexical_ranks.get(number), (1 - weight) * lexical),
        tuple((w.text, w.weight) for w in query.words if w.stands_in(around)),
    )


def _scored(query: Query, candidate: Candidate, model: Linear) -> Scored:
    weights = dict(zip(model.names, model.weights.tolist(), strict=True))
    parts = [Part(name, candidate.feature(name), weights[name]) for name in FEATURES if name in weights]
    lapse = candidate.score - model.bias - sum(part.share for part in parts)
    return Scored(
        candidate.document.id,
        candidate.document.title,
        marked(query, candidate.text),
        candidate.rank,
        candidate.score,
        model.bias,
        lapse if lapse < -_ROUNDING else 0.0,
        tuple(sorted(parts, key=lambda part: -abs(part.share))),
    )


def marked(query: Query, text: str) -> Marked:
    """`text` with the places of the question's terms, found in normal form and mapped back."""
    folded, offsets = fold_with_offsets(text)
    forms = [form for term in query.terms for form in (term, *FULL_FORMS.get(term, ()))]
    found = sorted((at, at + len(form)) for form in forms for at in _places(form, folded))
    return Marked(text, tuple(_joined(origin(offsets, start, end) for start, end in found)))


def _places(form: str, folded: str) -> Iterable[int]:
    at = folded.find(form)
    while at >= 0:
        yield at
        at = folded.find(form, at + 1)


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Spans, in order, with those that touch or overlap made one."""
    joined: list[Span] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined

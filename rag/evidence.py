"""Sentences that may hold the answer, with the features by which they are chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from heapq import nlargest

import numpy as np

from index.encoder import EncodedQuestion, FloatArray
from index.interaction import Similarities
from index.types import Document, Sentence
from rag.contrast import contradicts
from rag.features import (
    asked_spans,
    coverage,
    defines,
    focus_held,
    focus_near,
    listed,
    named,
    near_slot,
    share,
    slot_share,
    support,
    unit_share,
    values,
)
from rag.likeness import Meaning
from rag.lines import Line, LineReader, Lines
from rag.question import Query
from rag.ranges import agrees
from rag.scale import Floors, on_fitted_scale, stretch
from rag.types import Hit
from rag.validity import stands_in
from rag.weights import Weights
from rag.year_agreement import other_columns, year_agreement

FEATURES = (
    "coverage",  # share of the question's term weight that the sentence holds
    "context_coverage",  # the same, with title, heading and the sentence before
    "passage_coverage",  # the same, with the whole passage
    "near_slot",  # coverage around the best date, number, … of the asked kind
    "sentence_similarity",  # cosine of question and sentence
    "sentence_interaction",  # late interaction of their tokens, see `index.interaction`
    "passage_interaction",  # the same with the tokens of the whole passage
    "reading",  # late interaction as a reader of both corrects it, for the choice, see `index.reading`
    "answering",  # the same for whether the sentence answers at all
    "passage_similarity",  # cosine of question and passage
    "passage_score",  # mixed retrieval score behind the best passage's
    "slot",  # share of the asked kinds (date, number, person, …) that the sentence holds
    "unit",  # share of the asked units (公里, 倍, …) that follow a number; 1 when none is asked
    "focus_near",  # 1 when that noun stands beside a date, number, … of the asked kind
    "focus",  # 1 when the sentence has the last noun of the question
    "named",  # when a name is asked: 1 when the sentence has one beside the asked noun, .5 elsewhere
    "asks",  # 1 when the sentence asks itself
    "defines",  # 1 when it says what the question's last noun is: 处理器为…
    "listed",  # when several things are asked: how many the sentence lists, up to 1
    "support",  # share of the other documents that hold the same date, number, person or place
    "identifiers",  # share of the question's numbers and codes that the sentence or its labels have
    "nouns",  # share of the question's nouns that the sentence or its labels have
    "year",  # how the years that it speaks of fit the asked ones, from 1 to -1
    "contrast",  # 1 when the sentence has a sibling of a word that it lacks, see `rag.contrast`
    "fragment",  # 1 for a heading, a question, or a few characters
    "length",  # log of the length over 50 characters
)
_PLACES = {name: place for place, name in enumerate(FEATURES)}
SIMILARITIES = (
    "passage_similarity",
    "sentence_similarity",
    "sentence_interaction",
    "passage_interaction",
    "reading",
    "answering",
)
# A sentence further behind the likeliest than this, in logits, is about something else.
BEHIND = 4.0
# So many sentences are measured, those that fit best by late interaction: for most questions half of all. Of
# 255 answers over a folder none begins with a sentence behind these, and 1 in 70 of their quotes is one.
NEAREST = 16


@dataclass(frozen=True, slots=True)
class _Found:
    """A passage at its rank, its score less that of the first, and its `lines` that are measured."""

    passage: Lines
    similar: Similarities
    hit: Hit
    rank: int
    score: float
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    """A sentence before it is scored: what was measured of it, and what of the asked kinds it holds."""

    line: Line
    found: _Found
    measured: dict[str, float]
    values: frozenset[str]
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a found passage. `score` is the logit that it holds the answer, `lead` see `Line`."""

    sentence: Sentence
    document: Document
    text: str
    folded: str
    context: str
    hit: Hit
    rank: int
    features: FloatArray
    score: float
    lead: int
    meaning: Meaning

    def feature(self, name: str) -> float:
        """Value of a named feature."""
        return float(self.features[_PLACES[name]])


def gather(
    reader: LineReader,
    query: Query,
    question: EncodedQuestion,
    hits: Sequence[Hit],
    floors: Floors,
    weights: Weights,
) -> list[Candidate]:
    """Sentences of the passages, the likeliest first; equal scores by position.

    `floors` are the encoder's similarities of unrelated texts, see `rag.scale`.
    """
    if not hits:
        return []
    similar = reader.similarities([hit.number for hit in hits], question)
    found = [
        _Found(reader.read(hit.number), own, hit, rank, hit.score - hits[0].score)
        for rank, (hit, own) in enumerate(zip(hits, similar, strict=True))
    ]
    stretched = stretch(floors["sentence_similarity"], weights.floors["sentence_similarity"])
    rows = [row for one in _nearest(found) for row in _rows(query, one, stretched)]
    if not rows:
        return []
    backed = support([r.values for r in rows], [r.found.passage.document.id for r in rows])
    for row, other in zip(rows, backed, strict=True):
        row.measured["support"] = other
    features = np.array([tuple(row.measured.values()) for row in rows], dtype=np.float32)
    for name in SIMILARITIES:
        column = _PLACES[name]
        features[:, column] = on_fitted_scale(features[:, column], floors[name], weights.floors[name])
    scores = weights.evidence.logits(features, FEATURES).tolist()
    candidates = [_candidate(*scored) for scored in zip(rows, features, scores, strict=True)]
    return sorted(candidates, key=lambda c: (-c.score, c.rank, c.sentence.start))


def likely(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Those that are hardly less likely than the first."""
    return [c for c in candidates if c.score > candidates[0].score - BEHIND]


def _nearest(found: Sequence[_Found]) -> list[_Found]:
    """The passages with their sentences that are nearest to the question; with marks where all are such."""
    lines = [(one, line) for one in found for line in one.passage.lines]
    lines = [(one, line) for one, line in lines if line.is_text] or lines
    near = nlargest(NEAREST, lines, key=lambda pair: pair[0].similar.interactions[pair[1].place])
    places = {(one.rank, line.place) for one, line in near}
    return [
        replace(one, lines=tuple(line for line in one.passage.lines if (one.rank, line.place) in places))
        for one in found
    ]


def _rows(query: Query, found: _Found, stretched: float) -> list[_Row]:
    """Sentences of a passage with their features."""
    passage, similar, hit = found.passage, found.similar, found.hit
    published = passage.document.published
    around = coverage(query, passage.context)
    cosines, interactions = similar.cosines.tolist(), similar.interactions.tolist()
    readings = similar.readings.tolist()
    whole = similar.vectors.mean(axis=0)
    speaks = stands_in(passage.document, query.years)
    rows = []
    for line in found.lines:
        plain = line.folded
        spans = asked_spans(query, plain, published)
        measured = {  # in the order of FEATURES
            "coverage": coverage(query, plain),
            "context_coverage": coverage(query, line.context),
            "passage_coverage": around,
            "near_slot": near_slot(query, plain, spans),
            "sentence_similarity": cosines[line.place],
            "sentence_interaction": interactions[line.place],
            "passage_interaction": similar.of_passage,
            "reading": readings[line.place][0],
            "answering": readings[line.place][1],
            "passage_similarity": hit.dense,
            "passage_score": found.score,
            "slot": slot_share(query, plain),
            "unit": unit_share(query, plain),
            "focus_near": focus_near(query, plain, spans),
            "focus": focus_held(query, plain),
            "named": named(query, plain),
            "asks": line.asks,
            "defines": defines(query, plain),
            "listed": listed(query, plain),
            "support": 0.0,  # known when all sentences are
            "identifiers": share([agrees(query, i, line.labelled) for i in query.identifiers]),
            "nouns": share([w.stands_in(line.labelled) for w in query.words if w.noun]),
            "year": -1.0
            if other_columns(query, plain, line.head)
            else year_agreement(query, plain, line.headed, passage.passage, published, speaks),
            "contrast": float(contradicts(query.terms, query.identifiers, line.item + plain)),
            "fragment": line.fragment,
            "length": line.length,
        }
        # A copy: a view would keep the vectors of all passages as long as the candidate.
        meaning = Meaning(similar.vectors[line.place].copy(), whole, stretched)
        rows.append(_Row(line, found, measured, values(plain, spans), meaning))
    return rows


def _candidate(row: _Row, features: FloatArray, score: float) -> Candidate:
    line, found = row.line, row.found
    return Candidate(
        line.sentence,
        found.passage.document,
        line.text,
        line.folded,
        found.passage.context,
        found.hit,
        found.rank,
        features,
        score,
        line.lead,
        row.meaning,
    )

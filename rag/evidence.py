"""Sentences that may hold the answer, with the features by which they are chosen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.encoder import FloatArray
from index.normal import fold
from index.reader import Index
from index.types import Document, Sentence
from rag.contrast import contradicts
from rag.features import (
    asked_spans,
    asks,
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
    year_agreement,
)
from rag.question import Query
from rag.ranges import agrees
from rag.scale import on_fitted_scale
from rag.table_rows import TableRows
from rag.types import Hit
from rag.weights import Weights

FEATURES = (
    "coverage",  # share of the question's term weight that the sentence holds
    "context_coverage",  # the same, with title, heading and the sentence before
    "passage_coverage",  # the same, with the whole passage
    "near_slot",  # coverage around the best date, number, … of the asked kind
    "sentence_similarity",  # cosine of question and sentence
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
_SIMILARITIES = [i for i, name in enumerate(FEATURES) if name.endswith("_similarity")]
_LEAST_CONTENT = 3
# A sentence further behind the likeliest than this, in logits, is about something else.
BEHIND = 4.0
# Lines about a text rather than of it.
_APPARATUS = re.compile(
    r"^[(（【\[]*(?:来源|记者|作者|编辑|责任编辑|字号|发布日期|发布时间|发文日期|成文日期|印发日期|文号|发布机关|发文机关|索引号|示例|主题|分享)"
    r"[^。]{0,60}$|示例文件|示例稿件|^#* *第[〇零一二三四五六七八九十百千\d]+[编章节条]$"
)


@dataclass(frozen=True, slots=True)
class _Row:
    """A sentence before it is scored: what was measured of it, and what of the asked kinds it holds."""

    sentence: Sentence
    document: Document
    text: str
    folded: str
    context: str
    hit: Hit
    rank: int
    measured: dict[str, float]
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a found passage. `score` is the logit that it holds the answer."""

    sentence: Sentence
    document: Document
    text: str
    folded: str
    context: str
    hit: Hit
    rank: int
    features: FloatArray
    score: float

    def feature(self, name: str) -> float:
        """Value of a named feature."""
        return float(self.features[FEATURES.index(name)])


def gather(
    index: Index, query: Query, vector: FloatArray, hits: Sequence[Hit], floor: float, weights: Weights
) -> list[Candidate]:
    """Sentences of the passages, the likeliest first; equal scores by position.

    `floor` is the encoder's similarity of unrelated texts, see `rag.scale`.
    """
    rows = [
        row
        for rank, hit in enumerate(hits)
        for row in _rows(index, query, vector, hit, (rank, hits[0].score - hit.score))
    ]
    if not rows:
        return []
    backed = support([r.values for r in rows], [r.document.id for r in rows])
    for row, other in zip(rows, backed, strict=True):
        row.measured["support"] = other
    features = np.array([[row.measured[name] for name in FEATURES] for row in rows], dtype=np.float32)
    features[:, _SIMILARITIES] = on_fitted_scale(features[:, _SIMILARITIES], floor, weights.floor)
    scores = weights.evidence.logits(features, FEATURES).tolist()
    found = [
        Candidate(r.sentence, r.document, r.text, r.folded, r.context, r.hit, r.rank, numbers, score)
        for r, numbers, score in zip(rows, features, scores, strict=True)
    ]
    of_text = [c for c in found if not is_apparatus(c.folded) and has_content(c.folded)] or found
    return sorted(of_text, key=lambda c: (-c.score, c.rank, c.sentence.start))


def likely(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Those that are hardly less likely than the first."""
    return [c for c in candidates if c.score > candidates[0].score - BEHIND]


def _rows(index: Index, query: Query, vector: FloatArray, hit: Hit, place: tuple[int, float]) -> list[_Row]:
    """Sentences of a passage with their features; `place` is its rank and how far it is behind the best."""
    numbers = index.catalog.sentences_of(hit.number)
    document = index.catalog.document(hit.chunk.document_id)
    headed = fold(f"{document.title} {hit.chunk.heading}")
    labels = fold(f"{headed} {document.doc_no or ''} {document.issuer or ''} {document.published or ''}")
    passage = fold(document.text[hit.chunk.start : hit.chunk.end])
    around = coverage(query, f"{labels}\n{passage}")
    similar = (index.sentence_vectors[numbers.start : numbers.stop].astype(np.float32) @ vector).tolist()
    sentences = index.catalog.sentences(hit.number)
    texts = [document.text[s.start : s.end] for s in sentences]
    tables = TableRows.of(document.text, hit.chunk)
    folded = [fold(t) for t in texts]
    rank, behind = place
    rows = []
    for number, (sentence, text, plain) in enumerate(zip(sentences, texts, folded, strict=True)):
        if tables.is_head(sentence):
            continue
        before, head = folded[number - 1] if number else "", tables.head_of(sentence)
        labelled = f"{labels} {head}"
        spans = asked_spans(query, plain, document.published)
        measured = {
            "coverage": coverage(query, plain),
            "context_coverage": coverage(query, f"{labelled}\n{before}\n{plain}"),
            "passage_coverage": around,
            "near_slot": near_slot(query, plain, spans),
            "focus_near": focus_near(query, plain, spans),
            "sentence_similarity": similar[number],
            "passage_similarity": hit.dense,
            "passage_score": -behind,
            "slot": slot_share(query, plain),
            "unit": unit_share(query, plain),
            "focus": focus_held(query, plain),
            "named": named(query, plain),
            "asks": asks(plain),
            "defines": defines(query, plain),
            "listed": listed(query, plain),
            "identifiers": share([agrees(query, i, f"{labelled}\n{plain}") for i in query.identifiers]),
            "nouns": share([w.stands_in(f"{labelled}\n{plain}") for w in query.words if w.noun]),
            "year": year_agreement(query, plain, f"{headed} {head}", passage, document.published),
            "contrast": float(contradicts(query.terms, query.identifiers, plain)),
            "fragment": float(is_fragment(plain)),
            "length": float(np.log(max(len(plain), 1) / 50)),
        }
        found = values(plain, spans)
        rows.append(_Row(sentence, document, text, plain, f"{labels}\n{passage}", hit, rank, measured, found))
    return rows


def is_fragment(folded: str) -> bool:
    """Whether a sentence is too little to stand as evidence: a heading, a question, a few characters."""
    if "|" in folded:
        return not any(c.isdigit() for c in folded)  # the head or the rule of a table
    return len(folded) < 8 or folded.endswith(("?", ":")) or folded[-1] not in "。!;.…”’」』)】"


def has_content(folded: str) -> bool:
    """Whether a sentence is more than a mark: 五、 and （二） say nothing."""
    return sum(map(str.isalnum, folded)) >= _LEAST_CONTENT


def is_apparatus(folded: str) -> bool:
    """Whether a line speaks about its text (source, reporter, date of issue) and is none of it."""
    return _APPARATUS.search(folded) is not None

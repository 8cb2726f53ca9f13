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
from rag.question import Query, years_of
from rag.scale import on_fitted_scale
from rag.slots import held, holds_unit
from rag.types import Hit
from rag.weights import Linear, stored_weights

FEATURES = (
    "coverage",  # share of the question's term weight that the sentence holds
    "context_coverage",  # the same, with title, heading and the sentence before
    "passage_coverage",  # the same, with the whole passage
    "sentence_similarity",  # cosine of question and sentence
    "passage_similarity",  # cosine of question and passage
    "passage_score",  # mixed retrieval score behind the best passage's
    "slot",  # share of the asked kinds (date, number, person, …) that the sentence holds
    "unit",  # share of the asked units (公里, 倍, …) that follow a number; 1 when none is asked
    "identifiers",  # share of the question's numbers and codes that the sentence or its labels have
    "nouns",  # share of the question's nouns that the sentence or its labels have
    "year",  # 1 the asked year is in the sentence, .5 near it; -1 another is in it, -.5 near it; 0 none
    "contrast",  # 1 when the sentence has a sibling of a word that it lacks, see `rag.contrast`
    "fragment",  # 1 for a heading, a question, or a few characters
    "length",  # log of the length over 50 characters
)


_SIMILARITIES = [FEATURES.index("sentence_similarity"), FEATURES.index("passage_similarity")]
_RELATIVE_YEARS = {"今年": 0, "本年": 0, "当年": 0, "去年": -1, "上年": -1, "明年": 1, "前年": -2}
# Lines about a text rather than of it.
_APPARATUS = re.compile(
    r"^[(（【\[]*(?:来源|记者|作者|编辑|责任编辑|字号|发布日期|发布时间|发文日期|成文日期|印发日期|文号|发布机关|发文机关|索引号|示例|主题|分享)"
    r"[^。]{0,60}$|示例文件|示例稿件"
)


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
    index: Index, query: Query, vector: FloatArray, hits: Sequence[Hit], floor: float
) -> list[Candidate]:
    """Sentences of the passages, the likeliest first; equal scores by position.

    `floor` is the encoder's similarity of unrelated texts, see `rag.scale`.
    """
    model = Linear.read(stored_weights()["evidence"], FEATURES)
    found: list[Candidate] = []
    for rank, hit in enumerate(hits):
        found += _of_passage(index, query, vector, hit, rank, hits[0].score - hit.score, floor, model)
    of_text = [c for c in found if not is_apparatus(c.folded)] or found
    return sorted(of_text, key=lambda c: (-c.score, c.rank, c.sentence.start))


def coverage(query: Query, folded: str) -> float:
    """Share of the question's term weight whose terms stand in a folded text; 0 without terms."""
    total = float(query.weights.sum())
    held = sum(w for t, w in zip(query.terms, query.weights.tolist(), strict=True) if t in folded)
    return held / total if total else 0.0


def _of_passage(
    index: Index,
    query: Query,
    vector: FloatArray,
    hit: Hit,
    rank: int,
    behind: float,
    floor: float,
    model: Linear,
) -> list[Candidate]:
    numbers = index.catalog.sentences_of(hit.number)
    if not numbers:
        return []
    document = index.catalog.document(hit.chunk.document_id)
    headed = fold(f"{document.title} {hit.chunk.heading}")
    labels = fold(f"{headed} {document.doc_no or ''} {document.issuer or ''} {document.published or ''}")
    passage = fold(document.text[hit.chunk.start : hit.chunk.end])
    around = coverage(query, f"{labels}\n{passage}")
    similar = (index.sentence_vectors[numbers.start : numbers.stop].astype(np.float32) @ vector).tolist()
    sentences = [index.catalog.sentence(n) for n in numbers]
    texts = [document.text[s.start : s.end] for s in sentences]
    folded = [fold(t) for t in texts]
    before = ["", *folded[:-1]]
    rows = np.array(
        [
            (
                coverage(query, text),
                coverage(query, f"{labels}\n{previous}\n{text}"),
                around,
                similarity,
                hit.dense,
                -behind,
                slot_share(query, text),
                share([holds_unit(unit, text) for unit in query.units]),
                share([i in f"{labels}\n{text}" for i in query.identifiers]),
                share([w.stands_in(f"{labels}\n{text}") for w in query.words if w.noun]),
                year_agreement(query, text, headed, passage, document.published),
                float(contradicts(query.terms, query.identifiers, text)),
                float(is_fragment(text)),
                np.log(max(len(text), 1) / 50),
            )
            for text, previous, similarity in zip(folded, before, similar, strict=True)
        ],
        dtype=np.float32,
    )
    rows[:, _SIMILARITIES] = on_fitted_scale(rows[:, _SIMILARITIES], floor)
    context = f"{labels}\n{passage}"
    scores = model.logits(rows).tolist()
    return [
        Candidate(s, document, t, f, context, hit, rank, row, score)
        for s, t, f, row, score in zip(sentences, texts, folded, rows, scores, strict=True)
    ]


def slot_share(query: Query, folded: str) -> float:
    """Share of the asked kinds that a sentence holds beside what the question already says."""
    rest = folded
    for said in (*(f"{year}年" for year in query.years), *query.years, *query.identifiers):
        rest = rest.replace(said, " ")
    return share([held(slot, rest) for slot in query.slots])


def share(parts: Sequence[float | bool]) -> float:
    """Mean of the parts; 1 when there are none to fail."""
    return sum(parts) / len(parts) if parts else 1.0


def year_agreement(query: Query, folded: str, labels: str, passage: str, published: str | None) -> float:
    """How the years that a sentence speaks of fit the asked ones; see FEATURES.

    A sentence speaks of the years it names or counts from its date (今年); else of those of its title and
    heading, else of its passage's, else of none, but never of a year after its document's.
    """
    if not query.years:
        return 0.0
    spoken = years_of(folded) | relative_years(folded, published)
    if query.years & spoken:
        return 1.0
    headed = years_of(labels)
    if query.years & headed:
        return 0.5
    if spoken or headed or (published and all(year > published[:4] for year in query.years)):
        return -1.0
    around = years_of(passage)
    if query.years & around:
        return 0.5
    return -0.5 if around else 0.0


def relative_years(folded: str, published: str | None) -> frozenset[str]:
    """Years that 今年, 去年, … name in a document of that date; none when the date is unknown."""
    if not published:
        return frozenset()
    return frozenset(
        str(int(published[:4]) + shift) for word, shift in _RELATIVE_YEARS.items() if word in folded
    )


def slots_together(query: Query, folded: str) -> tuple[float, float]:
    """(slot share, unit share) of a folded text as a whole."""
    return slot_share(query, folded), share([holds_unit(unit, folded) for unit in query.units])


def is_fragment(folded: str) -> bool:
    """Whether a sentence is too little to stand as evidence: a heading, a question, a few characters."""
    if "|" in folded:
        return not any(c.isdigit() for c in folded)  # the head or the rule of a table
    return len(folded) < 8 or folded.endswith(("?", ":")) or folded[-1] not in "。!;.…”’」』)】"


def is_apparatus(folded: str) -> bool:
    """Whether a line speaks about its text (source, reporter, date of issue) and is none of it."""
    return _APPARATUS.search(folded) is not None

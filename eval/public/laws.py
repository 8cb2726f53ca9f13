"""Lay questions over laws (STARD): whether a gold article is the first passage, and among the first ten."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from eval.cases import read_rows
from eval.paired import difference, estimate
from eval.public.untrained import is_trained_question
from index.build import write_generation
from index.corpus import Settings, cut, load_corpus
from index.encoder import Encoder, FloatArray
from index.reader import Index
from index.types import Chunk
from rag.retrieve import search_hybrid

DEPTHS = (1, 10)
_CANDIDATES = 100
# Cormack, Clarke and Büttcher 2009.
_RRF = 60
_CLAUSE = re.compile(r"第[一二三四五六七八九十百千零〇\d]+条(?:之[一二三四五六七八九十]+)?$")
Ranker = Callable[[str, FloatArray], Sequence[int]]
Gold = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Question:
    """A lay question and the (file, 第X条) that answer it."""

    text: str
    gold: Gold


def measure_laws(data: Path, encoder: Encoder) -> Iterator[str]:
    """Lines of a table: ours against BM25, dense and rank fusion, with paired tests.

    Only questions that the encoder was not trained on are asked.
    """
    rows = read_rows(data / "stard" / "queries_dev.jsonl")
    questions = [q for q in map(read_question, (row for _, row in rows)) if not is_trained_question(q.text)]
    vectors = encoder.encode_queries([q.text for q in questions])
    with _passages(data / "stard" / "laws", encoder) as index:
        found = {name: _hits(index, questions, vectors, rank) for name, rank in _rankers(index).items()}
    for name, (first, ten) in found.items():
        yield f"{name:<12} n {len(first)}  first {estimate(first)}  among ten {estimate(ten)}"
        if name != "ours":
            for depth, ours, theirs in zip(DEPTHS, found["ours"], (first, ten), strict=True):
                gain, p = difference(ours, theirs)
                yield f"    ours - {name} at {depth:>2}: {gain}, p = {p:.2g} (McNemar, exact)"


@contextmanager
def _passages(laws: Path, encoder: Encoder) -> Iterator[Index]:
    """An index of the passages alone; sentences are not retrieved and cost most of the encoding."""
    parts = replace(cut(load_corpus(laws, lambda done: None).documents, Settings()), sentences=[])
    with tempfile.TemporaryDirectory(prefix="wenju-") as temporary:
        folder = Path(temporary)
        manifest, _ = write_generation(folder, parts, encoder, Settings())
        index = Index.read(folder, manifest)
        try:
            yield index
        finally:
            index.close()


def _rankers(index: Index) -> dict[str, Ranker]:
    def ours(text: str, vector: FloatArray) -> Sequence[int]:
        return [hit.number for hit in search_hybrid(index, text, vector, DEPTHS[-1])]

    def lexical(text: str, vector: FloatArray) -> Sequence[int]:
        ids: Sequence[int] = index.lexical.search(text, _CANDIDATES, 0)[0].tolist()
        return ids

    def dense(text: str, vector: FloatArray) -> Sequence[int]:
        ids: Sequence[int] = index.vectors.search(vector, _CANDIDATES)[0].tolist()
        return ids

    def fused(text: str, vector: FloatArray) -> Sequence[int]:
        scores: dict[int, float] = {}
        for ids in (lexical(text, vector), dense(text, vector)):
            for rank, number in enumerate(ids, start=1):
                scores[number] = scores.get(number, 0.0) + 1 / (_RRF + rank)
        return sorted(scores, key=lambda number: (-scores[number], number))

    return {"ours": ours, "BM25": lexical, "dense": dense, "RRF": fused}


def _hits(
    index: Index, questions: Sequence[Question], vectors: FloatArray, rank: Ranker
) -> tuple[list[bool], list[bool]]:
    """Whether a gold article is found at each depth, a question each."""
    first, ten = DEPTHS
    at_first, among_ten = [], []
    for question, vector in zip(questions, np.asarray(vectors), strict=True):
        places = [place_of(index.catalog.chunk(number)) for number in rank(question.text, vector)[:ten]]
        at_first.append(any(place in question.gold for place in places[:first]))
        among_ten.append(any(place in question.gold for place in places))
    return at_first, among_ten


def place_of(chunk: Chunk) -> tuple[str, str]:
    """(file, 第X条) of a passage, as golds name them."""
    return chunk.document_id, chunk.heading.rpartition(" > ")[2]


def read_question(row: dict[str, Any]) -> Question:
    """Return the question of a line of STARD."""
    gold = set()
    for article in row["articles"]:
        clause = _CLAUSE.search(article)
        if clause:
            gold |= {(file, clause.group()) for file in row["gold_files"].get(article, [])}
    return Question(row["question"], frozenset(gold))

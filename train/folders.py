"""Passages of a folder of documents, cut as an index cuts them, and the questions to them."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from eval.cases import read_cases, read_rows
from eval.drafts.propose import propose
from eval.public.laws import place_of, read_question
from eval.public.untrained import is_trained_question
from index.catalog import Catalog, write_catalog
from index.corpus import Parts, Settings, cut, load_corpus
from index.lexical import LexicalIndex
from index.passages import Passages
from train.examples import Examples, Passage, Question

_RULED = 4000  # more than the documents of a sample corpus give
_GOLDS = 2  # passages of a legal question that are trained on
# Ranks of BM25 from which passages come that do not answer: the very first are too often right, unmarked.
_HARD = slice(3, 9)


def read_ruled(corpus: Path, known: Path) -> Examples:
    """Questions made by rule from the sentences of a folder, without those of the file `known`."""
    parts = cut(load_corpus(corpus, lambda done: None).documents, Settings())
    asked = {case.question for case in read_cases(known)} if known.is_file() else set()
    with tempfile.TemporaryDirectory(prefix="wenju-") as temporary:
        write_catalog(Path(temporary), parts.documents, parts.chunks, parts.sentences)
        catalog = Catalog(Path(temporary))
        cases = [p.case for p in propose(catalog, _RULED) if p.case.gold and p.case.question not in asked]
        catalog.close()
    passages = _passages(parts)
    quotes: dict[tuple[str, str], tuple[int, int]] = {}
    for number, passage in enumerate(passages):
        for sentence, (start, end) in enumerate(passage.spans):
            quotes.setdefault((passage.group, passage.text[start:end].strip()), (number, sentence))
    examples = Examples()
    questions = []
    for case in cases:
        places = [quotes[gold] for gold in case.gold if gold in quotes]
        if places:
            answers = tuple(value for alternatives in case.need_all for value in alternatives)
            also = tuple(number for number, _ in places[1:])
            questions.append(Question(case.question, places[0][0], (places[0][1],), answers, also))
    examples.add([replace(p, group=f"{p.group} {n}") for n, p in enumerate(passages)], questions)
    return examples


def read_laws(queries: Path, laws: Path) -> Examples:
    """Questions of the trained half of STARD, their articles, and hard negatives of a lexical search."""
    parts = cut(load_corpus(laws, lambda done: None).documents, Settings())
    passages = _passages(parts)
    places: dict[tuple[str, str], list[int]] = {}
    for number, chunk in enumerate(parts.chunks):
        places.setdefault(place_of(chunk), []).append(number)
    asked = [read_question(row) for _, row in read_rows(queries)]
    trained = [question for question in asked if is_trained_question(question.text)]
    golds = [sorted(n for place in q.gold for n in places.get(place, ())) for q in trained]
    hard = _hard(passages, [question.text for question in trained])
    kept = {n: i for i, n in enumerate(sorted({n for row in (*golds, *hard) for n in row}))}
    questions = []
    for question, gold in zip(trained, golds, strict=True):
        also = tuple(kept[n] for n in gold)
        for number in gold[:_GOLDS]:
            sentences = tuple(range(len(passages[number].spans)))
            questions.append(Question(question.text, kept[number], sentences, (), also))
    examples = Examples()
    examples.add([replace(passages[n], group=f"law {n}") for n in kept], questions)
    return examples


def _hard(passages: Sequence[Passage], questions: Sequence[str]) -> list[list[int]]:
    with tempfile.TemporaryDirectory(prefix="wenju-") as temporary:
        LexicalIndex.build(Path(temporary), (passage.text for passage in passages))
        index = LexicalIndex.open(Path(temporary))
        return [index.search(question, _HARD.stop)[0].tolist()[_HARD] for question in questions]


def _passages(parts: Parts) -> list[Passage]:
    """Passages in the order of the chunks, as an index gives them to the encoder."""
    found = Passages(parts.documents, parts.chunks, parts.sentences)
    return [Passage(p.text, p.spans, c.document_id) for p, c in zip(found, parts.chunks, strict=True)]

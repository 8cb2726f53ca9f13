"""Passages of a folder of documents, cut as an index cuts them, and the questions to them."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from eval.cases import Case, read_cases, read_rows
from eval.drafts.propose import propose
from eval.public.laws import place_of, read_question
from eval.public.untrained import is_trained_question, share
from index.catalog import Catalog, write_catalog
from index.corpus import Parts, Settings, cut, load_corpus
from index.errors import WenjuError
from index.lexical import LexicalIndex
from index.passages import Passages
from train.examples import Examples, Passage, Question

_RULED = 4000  # more than the documents of a sample corpus give
_GOLDS = 2  # passages of a legal question that are trained on
# Ranks of BM25 from which passages come that do not answer: the very first are too often right, unmarked.
_HARD = slice(3, 9)
_SHORT = 3  # characters of an answer that stands in other sentences without answering there


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


def read_asked(folder: Path, held: float) -> Examples:
    """Questions over a folder, answered there or not; those to a share `held` of its documents are held out.

    `folder` has `documents/` and `questions.jsonl` (`eval.cases`). A question without an answer stands with
    the passage that BM25 finds for it; one that goes on from others is left out, for it is encoded completed.
    Raises WenjuError when a quote stands in no passage.
    """
    parts = cut(load_corpus(folder / "documents", lambda done: None).documents, Settings())
    passages = [replace(p, group=f"{folder.name}/{p.group}") for p in _passages(parts)]
    cases = [case for case in read_cases(folder / "questions.jsonl") if not case.history]
    nearest = _ranked(passages, [case.question for case in cases], 1)
    questions = []
    for case, near in zip(cases, nearest, strict=True):
        places = _places(case, passages, folder.name)
        values = (value for alternatives in case.need_all for value in alternatives)
        answers = tuple(value for value in values if len(value) > _SHORT)
        for number, gold in (places if case.answerable else dict.fromkeys(near, ())).items():
            is_held = share(f"held {passages[number].group}") < held
            questions.append(Question(case.question, number, gold, answers, tuple(places), is_held))
    examples = Examples()
    examples.add(passages, questions)
    return examples


def _places(case: Case, passages: Sequence[Passage], folder: str) -> dict[int, tuple[int, ...]]:
    """By passage, the sentences that the quotes of a case stand in."""
    found: dict[int, list[int]] = {}
    for document, quote in case.gold:
        places = [
            (number, sentence)
            for number, passage in enumerate(passages)
            if passage.group == f"{folder}/{document}" and (at := passage.text.find(quote)) >= 0
            for sentence, (start, end) in enumerate(passage.spans)
            if start < at + len(quote) and at < end
        ]
        if not places:
            raise WenjuError(f"{folder} 的题目“{case.question}”：{document} 里没有这句话：{quote}")
        for number, sentence in places:
            found.setdefault(number, []).append(sentence)
    return {number: tuple(dict.fromkeys(sentences)) for number, sentences in found.items()}


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
    ranked = _ranked(passages, [question.text for question in trained], _HARD.stop)
    hard = [row[_HARD] for row in ranked]
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


def _ranked(passages: Sequence[Passage], questions: Sequence[str], count: int) -> list[list[int]]:
    """The first passages of each question by BM25."""
    with tempfile.TemporaryDirectory(prefix="wenju-") as temporary:
        LexicalIndex.build(Path(temporary), (passage.text for passage in passages))
        index = LexicalIndex.open(Path(temporary))
        return [index.search(question, count)[0].tolist() for question in questions]


def _passages(parts: Parts) -> list[Passage]:
    """Passages in the order of the chunks, as an index gives them to the encoder."""
    found = Passages(parts.documents, parts.chunks, parts.sentences)
    return [Passage(p.text, p.spans, c.document_id) for p, c in zip(found, parts.chunks, strict=True)]

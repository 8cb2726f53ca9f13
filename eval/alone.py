"""What each part of the search finds by itself, before the parts help each other out.

A part that fails is covered by the others for most questions: with the state of the first token in the place
of the mean of all, answers over the sample corpus stayed as good within chance, while the vectors of the
sentences found the gold at .51 instead of .60. So each part is measured alone, and deeper than answers look.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from eval.cases import Case
from eval.opened import Opened
from index.catalog import Catalog
from index.encoder import FloatArray, encode_question
from index.interaction import similarities

# Names of the measures.
DENSE, BM25, SENTENCES = "dense alone", "BM25 alone", "sentences alone"


def alone(opened: Opened, cases: Sequence[Case]) -> dict[str, dict[str, float]]:
    """Measures by the id of the case, of cases with gold that are questions by themselves, without history.

    Each is nDCG over the whole index with one relevant thing, the first that holds any gold:
    `1 / log2(1 + rank)` (Järvelin and Kekäläinen 2002), 0 where it is not listed. A measure is left out
    where no passage, or no sentence, holds the gold.
    """
    asked = [case for case in cases if case.gold and not case.history]
    return {case.id: dict(_measured(opened, case)) for case in asked}


def _measured(opened: Opened, case: Case) -> Iterator[tuple[str, float]]:
    index, question = opened.index, encode_question(opened.encoder, case.question)
    if passages := list(_passages(index.catalog, case)):
        every = np.arange(index.catalog.chunk_count)
        yield DENSE, _discounted(_rank(index.vectors.scores(question.vector, every), passages))
        listed = index.lexical.search(case.question, len(every))[0]
        places = np.flatnonzero(np.isin(listed, passages))
        yield BM25, _discounted(int(places[0]) + 1) if len(places) else 0.0
    if quoting := list(_sentences(index.catalog, case)):
        (found,) = similarities(question, index.sentence_vectors, [index.catalog.sentence_count])
        yield SENTENCES, _discounted(_rank(found.interactions, quoting))


def _passages(catalog: Catalog, case: Case) -> Iterator[int]:
    """Numbers of the passages that hold a gold quote."""
    for number, quote, text in _of_gold(catalog, case):
        chunk = catalog.chunk(number)
        if quote in text[chunk.start : chunk.end]:
            yield number


def _sentences(catalog: Catalog, case: Case) -> Iterator[int]:
    """Numbers of the sentences that hold a gold quote, or stand in a quote of several sentences."""
    for passage, quote, text in _of_gold(catalog, case):
        for number in catalog.sentences_of(passage):
            sentence = catalog.sentence(number)
            said = text[sentence.start : sentence.end]
            if quote in said or said in quote:
                yield number


def _of_gold(catalog: Catalog, case: Case) -> Iterator[tuple[int, str, str]]:
    """(passage, quote, text of the document) of all passages of the documents that hold gold."""
    for document, quote in case.gold:
        if document in catalog:
            text = catalog.document(document).text
            yield from ((number, quote, text) for number in catalog.passages_of([document]))


def _rank(scores: FloatArray, relevant: Sequence[int]) -> int:
    """Rank, from 1, of the best of the relevant places; equal scores do not stand before it."""
    return 1 + int(np.count_nonzero(scores > scores[relevant].max()))


def _discounted(rank: int) -> float:
    return float(1 / np.log2(1 + rank))

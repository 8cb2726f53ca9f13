"""Fits what tells a second account of what is asked from a sentence on something else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from eval.fitting.logistic import logistic
from eval.fitting.samples import Sample, holds_item
from index.encoder import FloatArray
from rag.accounts import BY_WORDS, FEATURES, two_accounts
from rag.disagreement import rivals
from rag.matter import on_the_matter
from rag.weights import Linear, stored_sets


def fit_account(samples: Sequence[Sample]) -> tuple[Linear, Linear]:
    """The weights of `rag.accounts`, with what is meant and by words alone, from questions over a folder.

    Those that are stored where none conflict.

    The samples are in the order of the fitted evidence. Two sentences are a conflict when both are gold to a
    question whose documents differ; any other value beside the likeliest is of something else.
    """
    pairs = [pair for sample in samples for pair in _pairs(sample)]
    if len({label for _, label in pairs}) < 2:
        sets = stored_sets()
        return sets.account, sets.account_by_words
    rows, labels = np.stack([row for row, _ in pairs]), np.array([label for _, label in pairs])
    each = np.ones(len(labels))
    meant, by_words = (logistic(rows, labels, each, FEATURES, names) for names in (FEATURES, BY_WORDS))
    return meant, by_words


def _pairs(sample: Sample) -> Iterator[tuple[FloatArray, bool]]:
    """Measures of the likeliest sentence and each that tells another value; whether that is a conflict."""
    query, case = sample.whole.query, sample.case
    if not case.answerable:
        return
    for best, other in rivals(on_the_matter(query, sample.whole.candidates)):
        if (found := two_accounts(query, best, other)) is not None:
            yield found.features, case.conflict and holds_item(case, best) and holds_item(case, other)

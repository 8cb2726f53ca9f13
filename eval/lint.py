"""Whether questions can be trusted: the gold stands where it says, and near-misses lack their answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from eval.cases import Case
from index.normal import fold
from rag.alike import alike
from rag.gold import Comparable, doubts_of_absence, doubts_of_gold

# Share of the bigrams of the shorter question: below it stand those on another year, place or thing.
NEAR_COPY = 0.8


def problems(cases: Sequence[Case], texts: Mapping[str, str]) -> Iterator[str]:
    """Say in Chinese what is wrong with each case; `texts` are the stored texts by document id.

    A gold quote is a slice of its document, each item of an answer stands in one of the quotes, and an
    unanswerable case names strings that no document (of `about`, else of all) holds.
    """
    for id_, count in Counter(case.id for case in cases).items():
        if count > 1:
            yield f"{id_}：题号重复 {count} 次"
    for question, count in Counter((c.question, c.history, c.as_of) for c in cases).items():
        if count > 1:
            yield f"题目重复 {count} 次：{question[0]}"
    whole = Comparable(texts)
    for case in cases:
        yield from (f"{case.id}：{problem}" for problem in _doubts(case, texts, whole))


def near_copies(fitted: Iterable[Case], measured: Iterable[Case]) -> Iterator[tuple[Case, Case]]:
    """Pairs of a question that is fitted on and one that is measured on, in nearly the same words.

    Such a pair would let the fit know what the measure asks. Follow-ups are compared with follow-ups.
    """
    kept = [(case, _letters(case)) for case in measured]
    for case in fitted:
        letters = _letters(case)
        for other, theirs in kept:
            if bool(case.history) == bool(other.history) and alike(letters, theirs) >= NEAR_COPY:
                yield case, other


def _letters(case: Case) -> str:
    asked = "".join([turn.question for turn in case.history] + [case.question])
    return "".join(filter(str.isalnum, fold(asked)))


def _doubts(case: Case, texts: Mapping[str, str], whole: Mapping[str, str]) -> Iterator[str]:
    if case.answerable:
        return doubts_of_gold(case.need_all, case.gold, texts)
    return doubts_of_absence(case.absent, case.about, whole)

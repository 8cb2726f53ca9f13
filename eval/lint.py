"""Whether questions can be trusted: the gold stands where it says, and near-misses lack their answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from eval.cases import Case
from eval.metrics.answers import comparable, holds_item


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
    whole = {id_: comparable(text) for id_, text in texts.items()}
    for case in cases:
        found = _answerable(case, texts) if case.answerable else _unanswerable(case, whole)
        yield from (f"{case.id}：{problem}" for problem in found)


def misplaced(case: Case, texts: Mapping[str, str]) -> Iterator[str]:
    """Say in Chinese which gold of a case does not stand in the texts where it should."""
    for document, quote in case.gold:
        if document not in texts:
            yield f"依据的文件不在文件夹里：{document}"
        elif quote not in texts[document]:
            yield f"依据不是 {document} 的原文：{quote}"


def _answerable(case: Case, texts: Mapping[str, str]) -> Iterator[str]:
    if not case.gold:
        yield "没有写依据（gold）"
    yield from misplaced(case, texts)
    for alternatives in case.need_all:
        if not any(holds_item(quote, alternatives) for _, quote in case.gold):
            yield f"依据里没有答案要点：{'/'.join(alternatives)}"


def _unanswerable(case: Case, whole: Mapping[str, str]) -> Iterator[str]:
    if not case.absent:
        yield "没有写哪些字眼是文件里没有的（absent）"
    for document in case.about:
        if document not in whole:
            yield f"所指的文件不在文件夹里：{document}"
    for absent in case.absent:
        for id_ in case.about or whole:
            if comparable(absent) in whole.get(id_, ""):
                yield f"{id_} 里有“{absent}”，这道题也许答得出"

"""A result beside a stored one, question by question: what was gained, what was lost, how surely."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from eval.alone import BM25, DENSE, SENTENCES
from eval.compared import mean
from eval.paired import Estimate, estimate, exchanged
from eval.results import Outcome, Result

MEASURES = (
    "accuracy",
    "F1",
    "R@1",
    "R@5",
    "RR@10",
    "nDCG@10",
    "citation precision",
    "citation recall",
    "refused",
    "answered",
    "conflict shown",
    DENSE,
    BM25,
    SENTENCES,
)


@dataclass(frozen=True, slots=True)
class Compared:
    """A measure of two results. `gains` are ours less theirs, one a question; `p` is two-sided."""

    name: str
    ours: float
    theirs: float
    gains: tuple[float, ...]
    difference: Estimate
    p: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two results over the questions that both have; the others are named by their ids.

    `edited` are asked or judged otherwise than they were. `settings` says in Chinese what else differs.
    """

    measures: tuple[Compared, ...]
    questions: int
    won: tuple[str, ...]
    lost: tuple[str, ...]
    ours_only: tuple[str, ...]
    theirs_only: tuple[str, ...]
    edited: tuple[str, ...]
    settings: tuple[str, ...]


def compare(ours: Result, theirs: Result) -> Comparison:
    """Compare over each measure the questions to which it applies in either; where it is missing it is 0.

    So a refusal has no F1 by itself, and 0 beside an answer. A measure that applies to none is left out.
    """
    own, other = ours.by_id, theirs.by_id
    both = [id_ for id_ in own if id_ in other]
    edited = [id_ for id_ in both if own[id_].asked != other[id_].asked]
    pairs = [(own[id_], other[id_]) for id_ in both if id_ not in edited]
    measures = (_compared(name, pairs) for name in MEASURES)
    return Comparison(
        tuple(measure for measure in measures if measure),
        len(pairs),
        tuple(a.id for a, b in pairs if a.good and not b.good),
        tuple(a.id for a, b in pairs if b.good and not a.good),
        tuple(id_ for id_ in own if id_ not in other),
        tuple(id_ for id_ in other if id_ not in own),
        tuple(edited),
        tuple(_settings(ours, theirs)),
    )


def lines(comparison: Comparison, questions: Mapping[str, str]) -> Iterator[str]:
    """Lines of a table, then what became of which question; `questions` are the texts by id."""
    yield f"{'measure':<20}{'n':>5}{'ours':>9}{'theirs':>9}{'difference [95 %]':>28}{'p':>9}"
    for m in comparison.measures:
        gain = f"{m.difference.value:+.3f} [{m.difference.low:+.3f}, {m.difference.high:+.3f}]"
        yield f"{m.name:<20}{len(m.gains):>5}{m.ours:>9.3f}{m.theirs:>9.3f}{gain:>28}{m.p:>9.3f}"
    yield from comparison.settings
    yield from _named(f"共同的题目 {comparison.questions} 道，变好", comparison.won, questions)
    yield from _named("变差", comparison.lost, questions)
    for head, ids in (
        ("只有这次有、未比较", comparison.ours_only),
        ("只有对照结果有、未比较", comparison.theirs_only),
        ("题目改过、未比较", comparison.edited),
    ):
        if ids:
            yield from _named(head, ids, questions)


def _compared(name: str, pairs: Sequence[tuple[Outcome, Outcome]]) -> Compared | None:
    chosen = [(a.measures, b.measures) for a, b in pairs if name in a.measures or name in b.measures]
    if not chosen:
        return None
    ours, theirs = (np.array([[m.get(name, 0.0)] for m in side]) for side in zip(*chosen, strict=True))
    gains = (ours - theirs)[:, 0].tolist()
    p = exchanged(mean, ours, theirs, [str(place) for place in range(len(chosen))])
    return Compared(name, mean(ours), mean(theirs), tuple(gains), estimate(gains), p)


def _settings(ours: Result, theirs: Result) -> Iterator[str]:
    for name, now, then in (
        ("题目文件", ours.setting.questions, theirs.setting.questions),
        ("--split", ours.setting.split, theirs.setting.split),
        ("--max-chars", ours.setting.max_chars, theirs.setting.max_chars),
        ("模型", ours.index.encoder, theirs.index.encoder),
    ):
        if now != then:
            yield f"{name}不同：这次 {now}，对照结果 {then}"
    if added := sorted({*ours.index.documents} - {*theirs.index.documents}):
        yield f"索引里多了 {len(added)} 份文件：{'、'.join(added)}"
    if gone := sorted({*theirs.index.documents} - {*ours.index.documents}):
        yield f"索引里少了 {len(gone)} 份文件：{'、'.join(gone)}"


def _named(head: str, ids: Sequence[str], questions: Mapping[str, str]) -> Iterator[str]:
    yield f"{head} {len(ids)} 道{'：' if ids else ''}"
    yield from (f"  {id_} {questions.get(id_, '')}".rstrip() for id_ in ids)

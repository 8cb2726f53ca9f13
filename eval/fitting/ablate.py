"""What each component is worth: all is fitted and judged out of folds anew with one of them off.

Features that are off have no weight in either model; rules that read them stay. Searching is ablated in
`eval.fitting.legs`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from eval.compared import Column, Table, compare
from eval.fitting.crossfit import Outcome, out_of_fold, outcome
from eval.fitting.fit import Keep, fit
from eval.fitting.samples import Sample
from eval.paired import Rows
from eval.public.given import SEVERAL_CHARS
from eval.reliability import auroc, calibration_error
from rag.answerable import KINDS
from rag.chat import MAX_CHARS
from rag.doubts import DOUBTS
from rag.rules import RULES, Rules
from rag.weights import WeightSets

WHOLE = "everything"
# Groups of questions with their passages are named by their file, and by this share of noise.
_NOISE = re.compile(r" (0|0\.4|0\.8|1)$")


@dataclass(frozen=True, slots=True)
class Component:
    """Something that can be off: features of the two models, a rule, the parts of a question."""

    name: str
    features: frozenset[str] = frozenset()
    rules: Rules = RULES
    parts: bool = True


def _features(name: str, *features: str) -> Component:
    return Component(name, frozenset(features))


COMPONENTS = (
    _features(
        "lexical coverage", *("coverage", "context_coverage", "full_context", "passage_coverage", "nouns")
    ),
    _features("late interaction", "sentence_interaction", "passage_interaction"),
    _features("reader", "reading", "answering"),
    _features("similarities", "sentence_similarity", "passage_similarity", "passage_score"),
    _features("slots", "slot", "unit", "near_slot", "joint"),
    _features("focus", "focus", "focus_near"),
    _features("year, identifiers", "year", "identifiers"),
    _features("contrast", "contrast"),
    _features("support", "support"),
    _features("form", "fragment", "length", "asks", "defines", "listed", "named"),
    _features("choice of the sentence", "evidence", "chance"),
    _features(
        "words the passage lacks",
        *("elsewhere", "missing_word", "missing_words", "missing_nouns", "missing_names"),
    ),
    _features("words no passage has", "unknown_words", "unknown_nouns"),
    _features("doubts", *DOUBTS),
    _features("kind and length of question", "asked_length", *KINDS),
    _features("size, agreement of legs", "size", "agreement"),
    Component("sentences on the matter", rules=replace(RULES, on_the_matter=False)),
    Component("veto", rules=replace(RULES, veto=False)),
    Component("disagreement", rules=replace(RULES, dissent=False)),
    Component("further sentences", rules=replace(RULES, most_quotes=1)),
    Component("parts of a question", parts=False),
)


def ablated(samples: Sequence[Sample], keep: Keep) -> Iterator[tuple[str, list[Outcome]]]:
    """Outcomes out of folds with everything, then with each component off, under its name."""
    for component in (Component(WHOLE), *COMPONENTS):
        yield component.name, without(samples, keep, component)


def without(samples: Sequence[Sample], keep: Keep, off: Component) -> list[Outcome]:
    """Outcomes out of folds, all fitted anew without a component."""

    def fitted(chosen: Sequence[Sample]) -> WeightSets:
        return fit(chosen, keep, off.features, off.rules)

    def judged(sample: Sample, sets: WeightSets) -> Outcome:
        room = SEVERAL_CHARS if _is_several(sample) else MAX_CHARS
        return outcome(sample, sets, off.rules, room)

    known = samples if off.parts else [replace(s, parts=()) for s in samples]
    return out_of_fold(known, fitted, judged)


def tabulated(found: dict[str, list[Outcome]]) -> Table:
    """The table of what `ablated` yields."""
    return compare(_columns(), found, lambda o: o.sample.origin)


def _columns() -> list[Column[Outcome]]:
    return [
        *(_given(noise) for noise in ("0", "0.4", "0.8")),
        Column("only noise: refused", lambda o: _noise(o) == "1", lambda o: (not o.answered,)),
        Column("the same, one in ten answerable refused", _of_both_kinds, _sure_of_kind, refused_at_tenth),
        Column("several things: right", _is_several_with_answer, lambda o: (o.good,)),
        Column("sentence first", _is_reading, lambda o: (o.first,)),
        Column(
            "false refusals",
            lambda o: o.sample.case.answerable and o.sample.decides,
            lambda o: (not o.answered,),
        ),
        Column("false answers", lambda o: not o.sample.case.answerable, lambda o: (o.answered,)),
        Column("AUROC", lambda o: o.sample.decides, _sure, lambda rows: auroc(rows[:, 0], rows[:, 1])),
        Column("calibration error", lambda o: o.sample.decides, _sure, _error),
    ]


def _given(noise: str) -> Column[Outcome]:
    def counts(o: Outcome) -> bool:
        return _noise(o) == noise and o.sample.case.answerable and not _is_several(o.sample)

    return Column(f"noise {noise}: right", counts, lambda o: (o.good,))


def refused_at_tenth(rows: Rows) -> float:
    """Share of the unanswerable refused where at most a tenth of the answerable is; nan without either.

    `rows` are confidences and 1 for answerable, so that models with thresholds of their own can be compared.
    """
    answerable, others = (rows[rows[:, 1] == kind, 0] for kind in (1, 0))
    if not len(answerable) or not len(others):
        return math.nan
    threshold = np.sort(answerable)[len(answerable) // 10]
    return float((others < threshold).mean())


def _of_both_kinds(o: Outcome) -> bool:
    return _noise(o) == "1" or (_noise(o) == "0" and o.sample.case.answerable and not _is_several(o.sample))


def _sure_of_kind(o: Outcome) -> tuple[float, float]:
    return o.confidence, float(o.sample.case.answerable)


def _noise(o: Outcome) -> str | None:
    found = _NOISE.search(o.sample.group)
    return found[1] if found else None


def _is_several(sample: Sample) -> bool:
    return len(sample.case.need_all) > 1


def _is_several_with_answer(o: Outcome) -> bool:
    return _is_several(o.sample) and _noise(o) in ("0", "0.4")


def _is_reading(o: Outcome) -> bool:
    return not o.sample.decides


def _sure(o: Outcome) -> tuple[float, float]:
    return o.confidence, float(o.holding)


def _error(rows: Rows) -> float:
    return calibration_error(rows[:, 0], rows[:, 1])

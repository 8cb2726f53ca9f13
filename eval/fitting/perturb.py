"""Near-misses made by rule from answerable questions: another year, another name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import rjieba

from eval.cases import Case

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_YEARS_BACK = 4
_NUMBER = re.compile(r"(?<![\d.])(?!(?:19|20)\d\d(?!\d))[1-9]\d{0,3}(?![\d.月日年])")
_ORDINAL = re.compile(
    r"第([一二三四五六七八九])|([东西南北])(?=[部区塔城郊岸站线边门路])|([上下])(?=半年|游|届|次)|([省市县])(?=级|政府|长|委)"
)
_NEXT = dict(zip("一二三四五六七八九东西南北上下省市县", "二三四五六七八九一西东北南下上市县省", strict=True))
_NAME_TAGS = ("nr", "ns", "nt", "nz")


def near_misses(cases: Sequence[Case]) -> list[Case]:
    """Unanswerable variants of the answerable cases, at most one of each kind a case.

    Follow-ups have none. A name is replaced by the next name of its kind in the other questions. A variant
    can by chance be answerable still; that is rare and counts against the fit, never for it.
    """
    asked = [c for c in cases if c.answerable and not c.history]
    years = [_changed(c, "year", "year_swapped", _other_year(c.question)) for c in asked]
    names = [_names(c.question) for c in asked]
    numbers = [_changed(c, "number", "number_changed", _other_number(c.question)) for c in asked]
    siblings = [_changed(c, "sibling", "sibling", _sibling(c.question)) for c in asked]
    swapped = []
    for number, case in enumerate(asked):
        for tag, name in names[number]:
            others = [o for later in (*names[number + 1 :], *names[:number]) for t, o in later if t == tag]
            other = next((o for o in others if o not in case.question and o[-1] == name[-1]), None)
            if other:
                swapped.append(_changed(case, "name", "name_swapped", case.question.replace(name, other)))
                break
    return [case for case in (*years, *numbers, *siblings, *swapped) if case]


def _changed(case: Case, mark: str, category: str, question: str) -> Case | None:
    """The unanswerable variant of a case; None where nothing is changed."""
    if question == case.question:
        return None
    return replace(
        case,
        id=f"{case.id}-{mark}",
        question=question,
        need_all=(),
        gold=(),
        category=category,
        conflict=False,
    )


def _other_year(question: str) -> str:
    return _YEAR.sub(lambda m: str(int(m[0]) - _YEARS_BACK), question)


def _other_number(question: str) -> str:
    return _NUMBER.sub(lambda m: str(int(m[0]) * 2 + 1), question)


def _sibling(question: str) -> str:
    return _ORDINAL.sub(lambda m: _NEXT.get(m[0]) or f"第{_NEXT[m[1]]}", question, count=1)


def _names(question: str) -> list[tuple[str, str]]:
    return [(t, w) for w, t in rjieba.tag(question) if t.startswith(_NAME_TAGS) and len(w) > 1]

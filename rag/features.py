"""What speaks for a sentence, as numbers: plain functions of a question and a folded text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import rjieba

from rag.question import Query, years_of
from rag.slots import held, holds_unit, slot_spans

_RELATIVE_YEARS = {"今年": 0, "本年": 0, "当年": 0, "去年": -1, "上年": -1, "明年": 1, "前年": -2}
# Characters on either side of a date or number in which its subject is looked for.
_NEAR = 30
_NAMED = re.compile(r"[“「『《]|名为|名叫|叫作|叫做|称为|命名为|取名|全称|简称")
_QUOTED = re.compile(r"[“「『《]([^“”「」『』《》]{2,16})[”」』》]")
_FOREIGN_NAME = re.compile(r"[\u4e00-\u9fff]{1,8}(?:·[\u4e00-\u9fff]{1,8})+")
_LISTED = re.compile(r"、|等")


def coverage(query: Query, folded: str) -> float:
    """Share of the question's term weight whose terms stand in a folded text; 0 without terms."""
    total = float(query.weights.sum())
    found = sum(w for t, w in zip(query.terms, query.weights.tolist(), strict=True) if t in folded)
    return found / total if total else 0.0


def unsaid(query: Query, folded: str) -> str:
    """Return a folded text with the years and numbers that the question says itself blanked out, in place."""
    for said in (*(f"{year}年" for year in query.years), *query.years, *query.identifiers):
        folded = folded.replace(said, " " * len(said))
    return folded


def slot_share(query: Query, folded: str) -> float:
    """Share of the asked kinds that a text holds beside what the question says itself; 1 without any."""
    rest = unsaid(query, folded)
    return share([held(slot, rest) for slot in query.slots])


def near_slot(query: Query, folded: str) -> float:
    """Coverage of the question around the best place of the asked kind; of the whole text for open kinds."""
    rest = unsaid(query, folded)
    spans = [span for slot in query.slots for span in slot_spans(slot, rest)]
    if not spans:
        return 0.0 if query.slots else coverage(query, folded)
    return max(coverage(query, folded[max(0, start - _NEAR) : end + _NEAR]) for start, end in spans)


def unit_share(query: Query, folded: str) -> float:
    """Share of the asked units (公里, 倍) that follow a number; 1 when none is asked."""
    return share([holds_unit(unit, folded) for unit in query.units])


def focus_held(query: Query, folded: str) -> float:
    """Whether a text has the last noun of the question, mostly the asked attribute; 1 without one."""
    return float(query.focus is None or query.focus.stands_in(folded))


def named(query: Query, folded: str) -> float:
    """For a question after a name: whether a text names something; 0 for other questions."""
    return float("name" in query.manner and _NAMED.search(folded) is not None)


def listed(query: Query, folded: str) -> float:
    """For a question after several things: how many a text lists, up to 1; 0 for other questions."""
    return min(len(_LISTED.findall(folded)) / 3, 1.0) if "list" in query.manner else 0.0


def values(query: Query, folded: str) -> frozenset[str]:
    """What of the asked kinds a text holds: its dates, numbers, names, or names of persons and places."""
    rest = unsaid(query, folded)
    found = {rest[s:e].replace(" ", "") for slot in query.slots for s, e in slot_spans(slot, rest)}
    tags = ("nr",) * ("who" in query.slots) + ("ns",) * ("where" in query.slots)
    if tags:
        found |= {
            w for w, t in rjieba.tag(rest) if t.startswith(tags) and len(w) > 1 and w not in query.folded
        }
    return frozenset(found)


def share(parts: Sequence[float | bool]) -> float:
    """Mean of the parts; 1 when there are none to fail."""
    return sum(parts) / len(parts) if parts else 1.0


def year_agreement(query: Query, folded: str, labels: str, passage: str, published: str | None) -> float:
    """How the years that a sentence speaks of fit the asked ones, from 1 to -1.

    1 when it names one, .5 when one stands near it, -.5 when it names another and one stands near it or the
    other stands near it alone, -1 when another alone is named, 0 when none is.

    A sentence speaks of the years it names or counts from its date (今年); else of those of its title and
    heading, else of its passage's, else of none, but never of a year after its document's.
    """
    if not query.years:
        return 0.0
    spoken = years_of(folded) | relative_years(folded, published)
    if query.years & spoken:
        return 1.0
    headed = years_of(labels)
    if query.years & headed:
        return 0.5
    around = years_of(passage)
    if spoken:
        return -0.5 if query.years & around else -1.0
    if headed or (published and all(year > published[:4] for year in query.years)):
        return -1.0
    if query.years & around:
        return 0.5
    return -0.5 if around else 0.0


def relative_years(folded: str, published: str | None) -> frozenset[str]:
    """Years that 今年, 去年, … name in a document of that date; none when the date is unknown."""
    if not published:
        return frozenset()
    return frozenset(
        str(int(published[:4]) + shift) for word, shift in _RELATIVE_YEARS.items() if word in folded
    )


def support(found: Sequence[frozenset[str]], documents: Sequence[str]) -> list[float]:
    """For each sentence the share of the other documents that hold one of its values, by the best value."""
    others = max(len(set(documents)) - 1, 1)
    holders: dict[str, set[str]] = {}
    for value, document in _pairs(found, documents):
        holders.setdefault(value, set()).add(document)
    return [max((len(holders[v]) - 1 for v in mine), default=0) / others for mine in found]


def _pairs(found: Sequence[frozenset[str]], documents: Sequence[str]) -> Iterable[tuple[str, str]]:
    return ((value, d) for values_of, d in zip(found, documents, strict=True) for value in values_of)

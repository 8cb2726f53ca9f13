"""What speaks for a sentence, as numbers: plain functions of a question and a folded text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from rag.codes import blanked
from rag.question import Query
from rag.slots import LOCATED, held, slot_spans
from rag.terms import holds_term
from rag.units import holds_unit
from rag.year_agreement import years_told

_TIMES = frozenset({"day", "when", "duration"})
# Characters on either side of a date or number in which its subject is looked for.
_NEAR = 30
# The same for the one noun that names the attribute.
_BESIDE = 12
_NAMED = re.compile(r"[“「『《][^”」』》]{2,20}|名为|名叫|叫作|叫做|称为|命名为|取名|全称|简称")
_ASKS = re.compile(r"什么|如何|怎[么样]|多少|哪[些里个]|是谁|吗[?？。]|[?？]")
_SAYS = re.compile(r"[^,，。;；]{0,4}(?:是|为|:|：|包括|由|有|达|采用|系)")
_LISTED = re.compile(r"、|等")


def coverage(query: Query, folded: str) -> float:
    """Share of the question's term weight whose terms stand in a folded text; 0 without terms."""
    found = sum([w for t, w, once in query.weighed if (t in folded if once else holds_term(t, folded))])
    return found / query.total if query.total else 0.0


def unsaid(query: Query, folded: str) -> str:
    """Return a folded text with the years and numbers that the question says itself blanked out, in place."""
    for said in (*(f"{year}年" for year in query.years), *query.years, *query.identifiers):
        folded = blanked(said, folded)
    return folded


def slot_share(query: Query, folded: str) -> float:
    """Share of the asked kinds that a text holds beside what the question says itself; 1 without any."""
    rest = unsaid(query, folded)
    return share([held(slot, rest) for slot in query.slots])


def asked_spans(query: Query, folded: str, published: str | None) -> list[tuple[int, int]]:
    """(start, end) of all of the asked kinds that the question does not say itself, nor another year governs.

    In 「2022年900元，2023年950元」 the year before a sum is the sum's.
    """
    rest = unsaid(query, folded)
    years = years_told(folded, published) if query.years else []
    found = []
    for slot in query.slots & LOCATED:
        for start, end in slot_spans(slot, rest):
            above = next((year for place, year in reversed(years) if place < start), None)
            if slot in _TIMES or not query.years or above is None or above in query.years:
                found.append((start, end))
    return [(s, e) for s, e in found if rest[s:e].strip() and rest[s:e] not in query.folded]


def near_slot(query: Query, folded: str, spans: Sequence[tuple[int, int]]) -> float:
    """Coverage of the question around the best of the asked spans; of the whole text for open kinds."""
    if not query.slots & LOCATED:
        return coverage(query, folded)
    return max(
        (coverage(query, folded[max(0, start - _NEAR) : end + _NEAR]) for start, end in spans), default=0.0
    )


def focus_near(query: Query, folded: str, spans: Sequence[tuple[int, int]]) -> float:
    """1 when the last noun of the question, mostly the asked attribute, stands beside an asked span.

    For kinds without spans, when it stands in the text at all; 1 for a question without a noun.
    """
    if query.focus is None:
        return 1.0
    if not query.slots & LOCATED:
        return float(query.focus.stands_in(folded))
    return float(any(query.focus.stands_in(folded[max(0, s - _BESIDE) : e + _BESIDE]) for s, e in spans))


def unit_share(query: Query, folded: str) -> float:
    """Share of the asked units (公里, 倍) that follow a number; 1 when none is asked."""
    return share([holds_unit(unit, folded) for unit in query.units])


def focus_held(query: Query, folded: str) -> float:
    """Whether a text has the last noun of the question, mostly the asked attribute; 1 without one."""
    return float(query.focus is None or query.focus.stands_in(folded))


def named(query: Query, folded: str) -> float:
    """For a question after a name: 1 when a name stands beside the asked noun, .5 elsewhere; else 0."""
    if "name" not in query.manner:
        return 0.0
    places = [match.start() for match in _NAMED.finditer(folded) if match[0] not in query.folded]
    near = [p for p in places if query.focus and query.focus.stands_in(folded[max(0, p - _NEAR) : p + _NEAR])]
    return 1.0 if near else 0.5 * bool(places)


def asks(folded: str) -> float:
    """Whether a text asks itself, as the titles and last lines of web pages do."""
    return float(_ASKS.search(folded) is not None)


def defines(query: Query, folded: str) -> float:
    """Whether a text says what the last noun of the question is: 处理器为…, 主演:…."""
    if query.focus is None:
        return 0.0
    return float(any(_SAYS.match(folded, end) for end in _ends(query.focus.text, folded)))


def _ends(word: str, folded: str) -> Iterator[int]:
    """Where a word ends, each time that it stands in a text."""
    place = folded.find(word)
    while place >= 0:
        yield place + len(word)
        place = folded.find(word, place + 1)


def listed(query: Query, folded: str) -> float:
    """For a question after several things: how many a text lists, up to 1; 0 for other questions."""
    return min(len(_LISTED.findall(folded)) / 3, 1.0) if "list" in query.manner else 0.0


def values(folded: str, spans: Sequence[tuple[int, int]]) -> frozenset[str]:
    """What the asked spans of a text say, without blanks."""
    return frozenset(folded[start:end].replace(" ", "") for start, end in spans)


def share(parts: Sequence[float | bool]) -> float:
    """Mean of the parts; 1 when there are none to fail."""
    return sum(parts) / len(parts) if parts else 1.0


def support(found: Sequence[frozenset[str]], documents: Sequence[str]) -> list[float]:
    """For each sentence the share of the other documents that hold one of its values, by the best value."""
    others = max(len(set(documents)) - 1, 1)
    holders: dict[str, set[str]] = {}
    for value, document in _pairs(found, documents):
        holders.setdefault(value, set()).add(document)
    return [max((len(holders[v]) - 1 for v in mine), default=0) / others for mine in found]


def _pairs(found: Sequence[frozenset[str]], documents: Sequence[str]) -> Iterable[tuple[str, str]]:
    return ((value, d) for values_of, d in zip(found, documents, strict=True) for value in values_of)

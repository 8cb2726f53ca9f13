"""A long sentence to its best run of clauses."""

from __future__ import annotations

import re

from index.normal import fold
from rag.features import asked_spans, coverage, listed, named, slot_share
from rag.question import Query

# 微型货车不限行 is not what 新能源轻型、微型货车不限行 says: an enumeration is cut only where it must be.
_FINER = re.compile(r"(?<=\S)\s+(?=\S)|、[”’」』）)】》]*")
_CLAUSE = re.compile(r"(?:[，,；;：。！？!?]|:(?!\d))[”’」』）)】》]*")


def _worth(query: Query, folded: str) -> float:
    """How much of a question some clauses hold: its terms, the asked kinds, names where those are asked."""
    spans = asked_spans(query, folded, None)
    return (
        coverage(query, folded)
        + 0.5 * slot_share(query, folded)
        + 0.1 * min(len(spans), 4)
        + 0.3 * named(query, folded)
        + 0.3 * listed(query, folded)
    )


def best_clauses(query: Query, text: str, limit: int) -> tuple[int, int] | None:
    """(start, end) of the run of whole clauses within `limit` that holds most of what is asked.

    Of runs of equal worth the longer wins. A clause that is longer itself, as in a list without other
    punctuation, is taken apart at its blanks and 、.
    None when no single clause fits.
    """
    borders = _clause_borders(text, limit)
    best: tuple[float, int, int] | None = None
    for i, start in enumerate(borders[:-1]):
        fitting = [e for e in borders[i + 1 :] if e - start <= limit]
        if fitting:
            folded = fold(text[start : fitting[-1]])
            value = _worth(query, folded)
            if best is None or (value, fitting[-1] - start) > (best[0], best[2] - best[1]):
                best = (value, start, fitting[-1])
    if best is None:
        return None
    _, start, end = best
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _clause_borders(text: str, limit: int) -> list[int]:
    """Places where clauses begin and the last one ends, in order."""
    ends = [m.end() for m in _CLAUSE.finditer(text)]
    borders = [0]
    for end in dict.fromkeys([*ends, len(text)]):
        if end - borders[-1] > limit:
            borders += [m.end() for m in _FINER.finditer(text, borders[-1], end) if m.end() < end]
        borders.append(end)
    return borders

"""Candidates to quotes: the best sentence first, then those that add something, within a length."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.normal import fold
from index.tables import is_named_row
from index.tokens import bigrams
from rag.evidence import Candidate, coverage, slot_share
from rag.question import Query

# A sentence is added while its logit is within this of the best one's, or when it adds asked terms.
# RGB-zh development half, right within 200 characters: .835 at 0.4, .885 at 1.2, .915 at 2, .920 at 3.
ADD_WITHIN = 2.0
_ADDS_TERMS = 0.15
_MAX_QUOTES = 6
# Longer sentences are quoted by their best run of clauses: of 50 to 150, 80 keeps RGB-zh at .905 (200
# characters) and is the best at 120.
PREFERRED = 80
_MIN_QUOTE = 12
# A further sentence that does not fit is cut to clauses of at least this length: of 12 to 60 the best
# on RGB-zh at 120 characters (.880 against .850 for 60).
MIN_CUT = 20
_SAME = 0.7
_CLAUSE = re.compile(r"[，,；;、：:。！？!?][”’」』）)】》]*")


@dataclass(frozen=True, slots=True)
class Quote:
    """A slice of a document to be cited, and the candidates that say exactly the same elsewhere."""

    candidate: Candidate
    start: int
    end: int
    text: str
    also: tuple[Candidate, ...] = ()


def compose(query: Query, candidates: Sequence[Candidate], max_chars: int) -> list[Quote]:
    """Quotes for an answer of at most `max_chars` characters, their `[n]` marks counted.

    Empty when not even a clause of the best candidate fits.
    """
    quotes: list[Quote] = []
    room = max_chars
    for candidate in candidates:
        twin = next((i for i, q in enumerate(quotes) if q.candidate.folded == candidate.folded), None)
        if twin is not None:
            quotes[twin] = _with_copy(quotes[twin], candidate)
            continue
        mark = len(f"[{len(quotes) + 1}]")
        if len(quotes) >= _MAX_QUOTES or room - mark < _MIN_QUOTE or not _adds(query, quotes, candidate):
            continue
        preferred = room if is_named_row(candidate.text) else PREFERRED
        quote = _cut(query, candidate, min(room - mark, preferred))
        if quote is not None and (len(quotes) == 0 or len(quote.text) >= min(MIN_CUT, len(candidate.text))):
            quotes.append(quote)
            room -= len(quote.text) + mark
    return quotes


def _adds(query: Query, quotes: list[Quote], candidate: Candidate) -> bool:
    if not quotes:
        return True
    if (candidate.feature("fragment") and candidate.feature("slot") < 1) or any(
        _overlap(q.candidate.folded, candidate.folded) > _SAME for q in quotes
    ):
        return False
    close = candidate.score >= quotes[0].candidate.score - ADD_WITHIN
    said = "\n".join(q.candidate.folded for q in quotes)
    more = coverage(query, f"{said}\n{candidate.folded}") - coverage(query, said)
    return close or (
        more >= _ADDS_TERMS
        and candidate.feature("slot") > 0
        and candidate.score > quotes[0].candidate.score - 2 * ADD_WITHIN
    )


def _overlap(one: str, other: str) -> float:
    """Share of the shorter sentence's bigrams that the longer one has too."""
    a, b = set(bigrams(one)), set(bigrams(other))
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def _with_copy(quote: Quote, copy: Candidate) -> Quote:
    return Quote(quote.candidate, quote.start, quote.end, quote.text, (*quote.also, copy))


def _cut(query: Query, candidate: Candidate, limit: int) -> Quote | None:
    """Return the whole sentence if it fits, else its best run of clauses of at most `limit` characters."""
    begin, end = 0, len(candidate.text)
    if end > limit:
        span = best_clauses(query, candidate.text, limit)
        if span is None:
            return None
        begin, end = span
    start = candidate.sentence.start
    return Quote(candidate, start + begin, start + end, candidate.text[begin:end])


def best_clauses(query: Query, text: str, limit: int) -> tuple[int, int] | None:
    """(start, end) of the run of whole clauses within `limit` that holds most of what is asked.

    Runs are compared by asked slot and term coverage together; of equal ones the longer wins.
    None when no single clause fits.
    """
    borders = [0, *(m.end() for m in _CLAUSE.finditer(text))]
    if borders[-1] < len(text):
        borders.append(len(text))
    best: tuple[float, int, int] | None = None
    for i, start in enumerate(borders[:-1]):
        fitting = [e for e in borders[i + 1 :] if e - start <= limit]
        if fitting:
            folded = fold(text[start : fitting[-1]])
            value = coverage(query, folded) + 0.5 * slot_share(query, folded)
            if best is None or (value, fitting[-1] - start) > (best[0], best[2] - best[1]):
                best = (value, start, fitting[-1])
    if best is None:
        return None
    _, start, end = best
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end

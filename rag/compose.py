"""Candidates to quotes: the best sentence first, then those that add something, within a length."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from scipy.special import softmax

from index.normal import fold
from index.tables import is_named_row
from index.types import Document
from rag.alike import alike
from rag.cutting import best_clauses
from rag.evidence import BEHIND, Candidate
from rag.features import asked_spans, coverage, values
from rag.former import compares_editions
from rag.items import begin_of_list, end_of_items, whole_list
from rag.lines import has_content
from rag.question import Query
from rag.rows import rows_beside
from rag.slots import LOCATED

# Sentences are added until one of them holds the answer with this chance, or while they add asked terms.
ENOUGH = 0.9
_ADDS_TERMS = 0.15
MAX_QUOTES = 8
# Longer sentences are quoted by their best run of clauses, of this length or of the share of the room that
# is their chance to hold the answer.
PREFERRED = 80
_MIN_QUOTE = 12
# A further sentence that does not fit is cut to clauses of at least this length, where there is room beyond
# the preferred length: of 12 to 60 the best on RGB-zh at 120 characters (.880 against .850 for 60).
MIN_CUT = 20
_SAME = 0.7
# An item is quoted with the sentence that announces its list where both fit in so many characters.
_WITH_LEAD = 120


@dataclass(frozen=True, slots=True)
class Quote:
    """A slice of a document to be cited, and the candidates that say exactly the same elsewhere.

    `chance` is that of its sentence to be the one that holds the answer.
    """

    candidate: Candidate
    start: int
    end: int
    text: str
    chance: float
    also: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Room:
    """How much may be quoted: characters in all, `[n]` marks counted; from where on a sentence is cut.

    Sentences are added until one of them holds the answer with the chance `enough`, `most` in all; none whose
    chance is below the share `least` of the best one's.
    """

    max_chars: int
    preferred: int = PREFERRED
    enough: float = ENOUGH
    most: int = MAX_QUOTES
    least: float = 0.0


def compose(
    query: Query, candidates: Sequence[Candidate], room: Room, dissenting: Sequence[Candidate] = ()
) -> list[Quote]:
    """Quotes for an answer.

    Those that dissent from the first are quoted right after it, and so are rows beside it. A question after
    several things is never sure to have enough. Empty when not even a clause of the best candidate fits.
    """
    enough = 1.0 if "list" in query.manner else room.enough
    beside = rows_beside(query, candidates)
    ranked = (candidates[:1], dissenting, beside)
    places = {c.sentence: n - 3 for n, group in reversed(list(enumerate(ranked))) for c in group}
    candidates = sorted(candidates, key=lambda c: places.get(c.sentence, 0))
    quotes: list[Quote] = []
    left = room.max_chars
    chances = chance_each(candidates)
    held = 0.0
    for candidate, chance in zip(candidates, chances, strict=True):
        twin = next((i for i, q in enumerate(quotes) if q.candidate.folded == candidate.folded), None)
        if twin is not None:
            quotes[twin] = _with_copy(quotes[twin], candidate)
            continue
        mark = len(f"[{len(quotes) + 1}]")
        if (
            len(quotes) >= room.most
            or any(_inside(candidate, quote) for quote in quotes)
            or left - mark < _MIN_QUOTE
            or not (
                candidate.sentence in places
                or (chance >= room.least * chances[0] and _adds(query, quotes, candidate, held < enough))
            )
        ):
            continue
        preferred = (
            left if is_named_row(candidate.text) else max(room.preferred, round(chance * room.max_chars))
        )
        shortest = min(MIN_CUT, len(candidate.text)) if quotes else 0
        limits = (min(left - mark, preferred), left - mark)
        cuts = (_cut(query, candidate, chance, limit, shortest) for limit in limits)
        listed = _listed(query, candidate, chance, left - mark)
        if (quote := listed or next(filter(None, cuts), None)) is not None:
            quote = _announced(_named(query, quote, quotes, left - mark), quotes, left - mark)
            quotes.append(quote)
            held += chance
            left -= len(quote.text) + mark
    return quotes


def chance_each(candidates: Sequence[Candidate]) -> list[float]:
    """Chance of each to be the one that holds the answer: the softmax that the weights were fitted by."""
    scores = [c.score for c in candidates]
    chances: list[float] = softmax(scores).tolist() if scores else []
    return chances


def _adds(query: Query, quotes: list[Quote], candidate: Candidate, wanted: bool) -> bool:
    if not quotes:
        return True
    if any(_is_another_edition(query, quote.candidate, candidate) for quote in quotes):
        return False
    if candidate.feature("fragment") and candidate.feature("slot") < 1:
        return False
    same = [q for q in quotes if alike(q.candidate.folded, candidate.folded) > _SAME]
    if same and not _tells_more(query, same, candidate):
        return False
    # Where a date, number, person or place is asked, a sentence without any only takes room.
    wanted = wanted and (not query.slots & LOCATED or candidate.feature("slot") > 0)
    said = "\n".join(q.candidate.folded for q in quotes)
    more = coverage(query, f"{said}\n{candidate.folded}") - coverage(query, said)
    return wanted or (
        more >= _ADDS_TERMS
        and candidate.feature("slot") > 0
        and candidate.score > quotes[0].candidate.score - BEHIND
    )


def _is_another_edition(query: Query, quoted: Candidate, other: Candidate) -> bool:
    """Whether one text replaced the other, and the question does not ask after both."""
    one, two = quoted.document, other.document
    linked = one.superseded_by == two.id or two.superseded_by == one.id
    return linked and len(query.years) < 2 and not compares_editions(query.folded)


def _tells_more(query: Query, alike: Sequence[Quote], candidate: Candidate) -> bool:
    """Whether a sentence has an asked figure or date that what is quoted of its like lacks: 5月8日, not 8日.

    A name counts for nothing: copies write one with more or fewer of its titles.
    """
    published = candidate.document.published
    said = "".join(fold(q.text) for q in alike).replace(" ", "")
    told = values(candidate.folded, asked_spans(query, candidate.folded, published))
    return any(value not in said for value in told if any(char.isdigit() for char in value))


def _with_copy(quote: Quote, copy: Candidate) -> Quote:
    return replace(quote, also=(*quote.also, copy))


def _cut(query: Query, candidate: Candidate, chance: float, limit: int, least: int) -> Quote | None:
    """Return the whole sentence if it fits, else its best run of clauses of `least` to `limit` characters.

    None when no clause fits, or none but a mark such as 五、.
    """
    begin, end = 0, len(candidate.text)
    if end > limit:
        span = best_clauses(query, candidate.text, limit)
        if span is None or span[1] - span[0] < least:
            return None
        begin, end = span
    start, text = candidate.sentence.start, candidate.text[begin:end]
    if not has_content(fold(text)):
        return None
    return Quote(candidate, start + begin, start + end, text, chance)


def _named(query: Query, quote: Quote, before: Sequence[Quote], room: int) -> Quote:
    """The quote with its item's name, （二）Ⅲ级响应。, where that has terms of the question that it lacks."""
    own, source = quote.candidate, quote.candidate.document
    text = source.text[own.lead : quote.end]
    is_quoted = any(_ends_inside(q, source, own.lead, quote.start) for q in before)
    if quote.start != own.sentence.start or own.lead == quote.start or len(text) > room or is_quoted:
        return quote
    adds = coverage(query, fold(text)) > coverage(query, fold(quote.text))
    return replace(quote, start=own.lead, text=text) if adds else quote


def _announced(quote: Quote, before: Sequence[Quote], room: int) -> Quote:
    """The quote of an item with the sentence that announces its list, 禁止下列行为：, where it is near."""
    own, source = quote.candidate, quote.candidate.document
    if quote.start != own.sentence.start:
        return quote
    start = begin_of_list(source, own.sentence, min(room, _WITH_LEAD) - (quote.end - own.sentence.end))
    if start is None or any(_ends_inside(q, source, start, quote.start) for q in before):
        return quote
    return replace(quote, start=start, text=source.text[start : quote.end])


def _ends_inside(quote: Quote, document: Document, start: int, end: int) -> bool:
    """Whether a quote ends inside that part of a document."""
    return quote.candidate.document.id == document.id and start < quote.end <= end


def _listed(query: Query, candidate: Candidate, chance: float, room: int) -> Quote | None:
    """A sentence that announces a list, with those of its items that fit; None for any other sentence.

    Of an item the list that it stands in, where several things are asked.
    """
    document, sentence = candidate.document, candidate.sentence
    whole = whole_list(document, sentence, room) if "list" in query.manner else None
    end = end_of_items(document, sentence, room)
    start, end = whole or (sentence.start, end)
    return None if end is None else Quote(candidate, start, end, document.text[start:end], chance)


def _inside(candidate: Candidate, quote: Quote) -> bool:
    """Whether a sentence stands in what is quoted already."""
    own, of = candidate.sentence, quote.candidate.document
    return candidate.document.id == of.id and quote.start <= own.start and own.end <= quote.end

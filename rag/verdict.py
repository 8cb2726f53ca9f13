"""Whether the evidence answers a question, or each part of it, and with which quotes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import zip_longest

from index.normal import fold
from rag.answerable import answerability
from rag.compose import Quote, Room, compose
from rag.disagreement import Dissent, dissents
from rag.doubts import doubts
from rag.evidence import Candidate
from rag.matter import on_the_matter
from rag.question import Query
from rag.rules import RULES, Rules
from rag.types import Hit
from rag.veto import conflict
from rag.weights import Weights, stored_sets

# What is left of the confidence when something plain speaks against the evidence.
_CONTRADICTED = 0.1
# A part of a question needs this share of the confidence, for it is put in words that nobody wrote; and this
# share where another part is answered: what holds one attribute of a thing often holds the next. At .6, .25
# RGB-zh of two parts is .68 and .56 instead of .71 and .59. Over a folder .8 refuses 2 more of 1,023
# near-misses, and an answer over the sample of news.
_EASED, _BESIDE = 0.4, 0.1
# Sentences are cut from this length on where several parts share the room: RGB-zh of two parts, 350
# characters, .68 at 40 to 60; of one part .955 at 50 and .965 at 80.
_PART = 50


@dataclass(frozen=True)
class Evidence:
    """A question, its passages, and how their sentences are gathered.

    Those of a question whose parts are answered are never read: a third of the work for two parts.
    """

    query: Query
    hits: list[Hit]
    gathered: Callable[[], list[Candidate]]

    @cached_property
    def candidates(self) -> list[Candidate]:
        """The sentences, the likeliest first; gathered when they are first read."""
        return self.gathered()

    def with_candidates(self, candidates: list[Candidate]) -> Evidence:
        """The same with these sentences; nothing is left to be gathered."""
        return replace(self, gathered=lambda: candidates)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Quotes that answer, each with the question it answers; none is a refusal.

    `unanswered` are the parts of the question without an answer, `against` what speaks against any,
    `dissents` what other documents say otherwise.
    """

    quotes: tuple[tuple[Quote, Query], ...]
    confidence: float
    against: str | None = None
    unanswered: tuple[str, ...] = ()
    dissents: tuple[Dissent, ...] = ()

    @property
    def answered(self) -> bool:
        """Whether there is anything to quote."""
        return bool(self.quotes)


def judge(
    whole: Evidence, parts: Sequence[Evidence], max_chars: int, weights: Weights, rules: Rules = RULES
) -> Verdict:
    """Answer a question of several `parts` part by part, any other as a whole, or refuse."""
    if not parts:
        return _judged(whole, max_chars, weights, rules)
    share = Room(max_chars // len(parts), _PART)
    fitting = [_fitting(part, rules) for part in parts]
    found = [_considered(part, share, weights, rules) for part in fitting]
    if not any(_decided(one, _EASED * weights.threshold).answered for one in found):
        return _judged(whole, max_chars, weights, rules)
    # The eased threshold only says whether any part is answered; then each needs the lower one.
    each = [_decided(one, _BESIDE * weights.threshold) for one in found]
    more = [
        [(quote, part.evidence.query) for quote in _composed(part, Room(max_chars, _PART, 1.0), rules)]
        for part, v in zip(fitting, each, strict=True)
        if v.answered
    ]
    quotes = _within([*_in_turn([v.quotes for v in each]), *_in_turn(more)], max_chars)
    unanswered = tuple(p.query.text for p, v in zip(parts, each, strict=True) if not v.answered)
    confidence = sum(v.confidence for v in each) / len(each)
    if confidence < rules.parts_share * weights.threshold:
        return _judged(whole, max_chars, weights, rules)
    dissent = tuple(dissent for v in each for dissent in v.dissents)
    return Verdict(tuple(quotes), round(confidence, 4), None, unanswered, dissent)


def _judged(whole: Evidence, max_chars: int, weights: Weights, rules: Rules) -> Verdict:
    considered = _considered(_fitting(whole, rules), Room(max_chars), weights, rules)
    return _decided(considered, weights.threshold)


def quotes_of(evidence: Evidence, room: Room, rules: Rules = RULES) -> list[Quote]:
    """Quotes that would answer the question if anything does, see `rag.compose`."""
    return _composed(_fitting(evidence, rules), room, rules)


@dataclass(frozen=True, slots=True)
class _Fitting:
    """Evidence, its sentences on the matter, and what other documents say; the same for any room."""

    evidence: Evidence
    candidates: Sequence[Candidate]
    dissents: tuple[Dissent, ...]


def _fitting(evidence: Evidence, rules: Rules) -> _Fitting:
    query, found = evidence.query, evidence.candidates
    fitting = on_the_matter(query, found) if rules.on_the_matter else found
    sets = stored_sets()
    weights = sets.account if rules.dissent_means else sets.account_by_words
    told = dissents(query, fitting, weights) if rules.dissent else ()
    return _Fitting(evidence, fitting, tuple(told))


def _composed(fitting: _Fitting, room: Room, rules: Rules) -> list[Quote]:
    query = fitting.evidence.query
    of_one = len(query.slots) == 1 and "list" not in query.manner
    room = replace(room, most=rules.most_quotes, least=rules.least_of_one if of_one else rules.least_share)
    dissenting = [d.candidate for d in fitting.dissents]
    return compose(query, fitting.candidates, room, dissenting)


def _considered(fitting: _Fitting, room: Room, weights: Weights, rules: Rules) -> Verdict:
    """What would be quoted, how sure it is, and what speaks against it; nothing is refused yet."""
    evidence = fitting.evidence
    quotes = _composed(fitting, room, rules)
    confidence = round(answerability(evidence.query, quotes, evidence.hits, weights.answerable), 4)
    against = conflict(evidence.query, quotes) if quotes and rules.veto else None
    if against:
        confidence = round(confidence * _CONTRADICTED, 4)
    return Verdict(tuple((q, evidence.query) for q in quotes), confidence, against, dissents=fitting.dissents)


def _decided(considered: Verdict, threshold: float) -> Verdict:
    """The verdict itself, or a refusal below the threshold or when something speaks against it."""
    if considered.against:
        return Verdict((), considered.confidence, considered.against)
    if considered.confidence < threshold:
        return Verdict((), considered.confidence, _doubt(considered))
    return considered


def _doubt(considered: Verdict) -> str | None:
    """The first doubt about what would have been quoted."""
    if not considered.quotes:
        return None
    query = considered.quotes[0][1]
    return next(iter(doubts(query, [quote for quote, _ in considered.quotes]).values()), None)


def _in_turn(each: Sequence[Sequence[tuple[Quote, Query]]]) -> Iterator[tuple[Quote, Query]]:
    """The best quote of each part, then the second of each, and so on."""
    return (pair for rank in zip_longest(*each) for pair in rank if pair)


def _within(quotes: Sequence[tuple[Quote, Query]], max_chars: int) -> list[tuple[Quote, Query]]:
    """Quotes that fit, each text once, their `[n]` marks counted.

    Two parts that quote one sentence at different places quote it once, from the one to the other.
    """
    room, said = max_chars, list[tuple[Quote, Query]]()
    for quote, query in quotes:
        twin = next((i for i, (s, _) in enumerate(said) if _overlap(quote, s)), None)
        if twin is not None:
            first, asked = said[twin]
            both = _joined(first, quote)
            others = [s for i, (s, _) in enumerate(said) if i != twin]
            fits = len(both.text) - len(first.text) <= room and not any(_overlap(both, s) for s in others)
            if query is not asked and fits:
                said[twin] = both, asked
                room -= len(both.text) - len(first.text)
        elif (size := len(quote.text) + len(f"[{len(said) + 1}]")) <= room:
            said.append((quote, query))
            room -= size
    return said


def _joined(one: Quote, other: Quote) -> Quote:
    """One quote from the beginning of the earlier to the end of the later of the same sentence."""
    if one.candidate.sentence != other.candidate.sentence:
        return one
    start, end = min(one.start, other.start), max(one.end, other.end)
    return replace(one, start=start, end=end, text=one.candidate.document.text[start:end])


def _overlap(one: Quote, other: Quote) -> bool:
    return fold(one.text) == fold(other.text) or (
        one.candidate.document.id == other.candidate.document.id
        and one.start < other.end
        and other.start < one.end
    )

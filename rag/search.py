"""From a question to weighed sentences: retrieval with all that narrows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial

import numpy as np

from index.encoder import EncodedQuestion, Encoder, FloatArray, as_late
from index.normal import fold
from index.reader import Index
from index.within import Where, Within
from rag.abbreviations import written_out
from rag.direct import Direct, locate, references
from rag.directory import Directory
from rag.evidence import Candidate, gather
from rag.former import asks_former
from rag.in_force import InForce
from rag.in_period import Fits, by_period, of_period
from rag.lines import LineReader
from rag.parts import parts_of, taken_from
from rag.question import Query, understand
from rag.retrieve import DENSE_WEIGHT, Narrowed, search_hybrid
from rag.scale import similarity_floors
from rag.scope import Scope
from rag.times import AskedTime, asked_times
from rag.types import Hit
from rag.verdict import Evidence
from rag.weights import Weights

PASSAGES = 10
# The same for a part of a question, beside those of the whole: what holds it is among the first, and each
# passage takes time for each part. Of 29 questions of two parts over the sample corpus as many are right.
_OF_PART = 6
# Passages among which those of an asked time are looked for.
_OF_TIME = 50
# Texts encoded together of which the vectors are remembered: what is asked again.
_REMEMBERED = 256
# Share of the literal words of a follow-up beside its completed form.
_LITERAL = 0.25


@dataclass(frozen=True, slots=True)
class Asked:
    """What is searched for. `literal` are the words of a follow-up that `text` completes, else `text`.

    `as_of` leaves out what was published later; `day` decides what is in force; `scope` says what is
    searched. `times` are those that are asked after, the relative ones counted from `today` and written out
    in the texts.
    """

    text: str
    literal: str
    as_of: str | None = None
    day: str | None = None
    today: str | None = None
    times: tuple[AskedTime, ...] = ()
    scope: Scope = Scope()


class Search:
    """Finds and weighs the sentences of one opened index; `weight` is the share of the dense leg."""

    def __init__(
        self, index: Index, encoder: Encoder, weights: Weights, weight: float = DENSE_WEIGHT
    ) -> None:
        self._weight = weight
        self.directory = Directory(index.catalog)
        self.in_force = InForce(index.catalog)
        self._index = index
        self._lines = LineReader(index)
        # Over a caller's passages each part of a question is encoded in words of its own: RGB-zh of two parts
        # .71 against .61. Over a folder nothing is lost (sample corpus), and it takes half the time.
        self._encoded = lru_cache(_REMEMBERED)(partial(_encode, encoder, bool(index.manifest.corpus)))
        self._weights = weights
        self._floors = similarity_floors(encoder)
        days = [label.published for label in self.directory.labels if label.published]
        # A caller's passages are no collection of a time; where few documents have a date, it tells nothing.
        is_folder = bool(index.manifest.corpus)
        self.newest = max(days, default=None) if is_folder else None
        self._is_dated = is_folder and 2 * len(days) >= len(self.directory.labels)

    def vectors(self, asked: Asked) -> list[tuple[str, EncodedQuestion]]:
        """(text, vector) of the question, then of its parts when it has several.

        That of a follow-up is mixed with that of its literal words.
        """
        parts = parts_of(asked.text)
        texts = [asked.text] if len(parts) == 1 else [asked.text, *parts]
        literal = [asked.literal] if asked.literal != asked.text else []
        encoded = self._encoded(tuple(texts), tuple(literal))
        if literal:
            encoded = [_mixed(question, encoded[-1]) for question in encoded[:-1]]
        return list(zip(texts, encoded, strict=True))

    def find(
        self,
        asked: Asked,
        vectors: Sequence[tuple[str, EncodedQuestion]],
        direct: Direct | None,
        weight: float | None = None,
        top: int = PASSAGES,
    ) -> list[list[Hit]]:
        """Passages for the question and for each part, best first, those of the asked time before others.

        `weight` is the share of the dense leg where it is not that of all questions, `top` how many are
        returned for each.
        """
        weight = self._weight if weight is None else weight
        narrowed = self._narrowed(asked, direct)
        found: list[list[Hit]] = []
        fits: Fits = {}
        for text, question in vectors:
            times = self._times(text, asked, direct)
            top = min(top, _OF_PART) if found else top
            depth = max(_OF_TIME, top) if times else top
            hits = search_hybrid(self._index, _words(asked, text), question.vector, depth, narrowed, weight)
            found.append(by_period(hits, times, self._index.catalog.document, fits, top) if times else hits)
        return found

    def direct(self, asked: Asked) -> Direct | None:
        """What the question names directly, see `rag.direct`."""
        return locate(self._index, self.directory, references(asked.text))

    def query(self, text: str) -> Query:
        """Take a question apart."""
        return understand(text, self._index.lexical.frequencies, self._index.catalog.chunk_count)

    def weigh(
        self, asked: Asked, text: str, question: EncodedQuestion, hits: list[Hit], direct: Direct | None
    ) -> Evidence:
        """Sentences of the passages, the likeliest first; unless a document is named, of replacements too."""
        query = self.query(text)
        return Evidence(query, hits, partial(self._gathered, asked, query, question, hits, direct))

    def _gathered(
        self, asked: Asked, query: Query, question: EncodedQuestion, hits: list[Hit], direct: Direct | None
    ) -> list[Candidate]:
        text = query.text
        replaced = [] if direct and direct.only else self.in_force.unseen(hits, asked.day)
        inside = self.inside(asked)
        replaced = [i for i in replaced if inside is None or i in inside]
        unseen = [n for i in replaced for n in self._index.catalog.passages_of([i])]
        replacing = Narrowed(only=tuple(unseen))
        words = _words(asked, text)
        more = (
            search_hybrid(self._index, words, question.vector, 1, replacing, self._weight) if unseen else []
        )
        found = gather(self._lines, query, question, [*hits, *more], self._floors, self._weights)
        ordered = self.in_force.ordered(found, asked.day, asks_former(query.folded), query.years)
        return of_period(query, ordered, self._times(text, asked, direct))

    def _times(self, text: str, asked: Asked, direct: Direct | None) -> tuple[AskedTime, ...]:
        """Times by which a question is narrowed: none where it names a document, or where dates are rare."""
        is_free = self._is_dated and not (direct and direct.passages)
        return asked_times(text, asked.today) if is_free else ()

    def inside(self, asked: Asked) -> frozenset[str] | None:
        """Ids of the documents that the scope of a question leaves; None when it has none."""
        if not asked.scope:
            return None
        held = [label for label in self.directory.labels if asked.scope.holds(label)]
        if asked.scope.in_force:
            held = [label for label in held if self.in_force.status(label, asked.day) == "in_force"]
        return frozenset(label.id for label in held)

    def _narrowed(self, asked: Asked, direct: Direct | None) -> Narrowed:
        narrowed = self._by_time_and_name(asked, direct)
        inside = self.inside(asked)
        scope = asked.scope
        where = Where(scope.sources, scope.years, asked.as_of, asked.day if scope.in_force else None)
        if inside is None:
            return replace(narrowed, within=Within(None, where)) if narrowed.hidden else narrowed
        within = tuple(self._index.catalog.passages_of(inside))
        held = frozenset(within)
        only = None if narrowed.only is None else tuple(sorted(held.intersection(narrowed.only)))
        preferred = tuple(n for n in narrowed.preferred if n in held)
        return replace(narrowed, only=only, within=Within(within, where), preferred=preferred)

    def _by_time_and_name(self, asked: Asked, direct: Direct | None) -> Narrowed:
        day = asked.as_of
        labels = self.directory.labels if day else ()
        later = [label.id for label in labels if day and label.published and label.published > day]
        hidden = frozenset(self._index.catalog.passages_of(later)) if later else frozenset()
        if direct is None or not direct.passages:
            return Narrowed(hidden=hidden, with_copies=bool(later))
        if direct.only:
            return Narrowed(only=direct.passages, hidden=hidden, with_copies=bool(later))
        return Narrowed(preferred=direct.passages[:PASSAGES], hidden=hidden, with_copies=bool(later))


def _words(asked: Asked, text: str) -> str:
    """A text, the literal words of a follow-up, and short forms written out: for the lexical leg."""
    literal = [asked.literal] if asked.literal != asked.text else []
    return " ".join([text, *literal, *written_out(fold(text))])


def _mixed(question: EncodedQuestion, literal: EncodedQuestion) -> EncodedQuestion:
    """A completed follow-up whose vector has a share of its literal words."""
    vector: FloatArray = (1 - _LITERAL) * question.vector + _LITERAL * literal.vector
    return replace(question, vector=vector / np.float32(np.linalg.norm(vector)))


def _encode(
    encoder: Encoder, with_parts: bool, texts: tuple[str, ...], literal: tuple[str, ...]
) -> list[EncodedQuestion]:
    """A question, its parts and its literal words; a late encoder can make the parts on the way."""
    late = as_late(encoder)
    if late is None:
        return [EncodedQuestion(vector) for vector in encoder.encode_queries([*texts, *literal])]
    alone = [late.encode_question(text, [])[0] for text in literal]
    if not with_parts or len(texts) < 2:
        return [*(late.encode_question(text, [])[0] for text in texts), *alone]
    question, *parts = texts
    taken = [taken_from(question, part) for part in parts]
    found = late.encode_question(question, [spans or [] for spans in taken])
    # 前两季度 has no word of 第二季度: what is not taken from the question is encoded by itself.
    for place, spans in enumerate(taken, start=1):
        if spans is None:
            found[place] = late.encode_question(texts[place], [])[0]
    return [*found, *alone]

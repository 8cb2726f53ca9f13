"""Copies, reprints and excerpts among documents and stories.

MinHash proposes texts that are alike, a long sentence that two share proposes excerpts; whether one is a
copy is decided by their sentences.

A copy may lack sentences, have others besides, and another headline. It has no altered sentence: last
year's notice, the neighbouring county's and the law before its amendment are versions, never copies. The
only module that knows rensa.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from rensa import RMinHash, RMinHashLSH

from index.articles import has_stories
from index.normal import fold
from index.types import Chunk, Document, Sentence

TWINS = "twins.npy"
Numbers = npt.NDArray[np.int32]

_SHINGLE = 5
_PERMUTATIONS, _BANDS, _SEED = 128, 32, 1
_DATE = re.compile(r"[\d年月日]")
# Shorter sentences (bylines, datelines, 特此通知) say nothing about where a text comes from.
_MIN_SENTENCE = 8
_MIN_UNIT = 40
# A sentence this long tells where a text comes from, unless so many have it that it is a formula.
_TELLING, _MAX_HOLDERS = 20, 20
# In one document the first places of a sentence are enough: a text that is one repetition, a million
# characters of 甲, would cost the square of its passages.
_MAX_PLACES = 50
# Share of a copy's characters in sentences that the original has too.
_SHARED = 0.8
# What a copy has besides is a headline or a line about its source; an own sentence is longer.
_MAX_HEADLINE = 30
# Two different sentences with this share of common bigrams are one sentence, altered.
_ALTERED = 0.6
_DOUBLED = re.compile(r"([\u4e00-\u9fff])\1")


@dataclass(frozen=True, slots=True)
class Copies:
    """What is a copy of what.

    `twins[n]` is the number of the passage that holds the text of passage n in its original, n itself when
    there is none. `documents` are (copy, original) ids of whole documents.
    """

    twins: Numbers
    documents: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Unit:
    """A document or one of its stories: its sentences in normal form, each with its passage."""

    document: Document
    whole: bool
    sentences: tuple[tuple[str, int], ...]

    @property
    def length(self) -> int:
        return sum(len(text) for text, _ in self.sentences)


def find_copies(
    documents: Sequence[Document], chunks: Sequence[Chunk], sentences: Sequence[Sentence]
) -> Copies:
    """Find copies among the documents and their stories, and passages printed twice in one document.

    The same input gives the same result; an original is the longest text of its group, of equal ones that
    published first.
    """
    units = sorted(_units(documents, chunks, sentences), key=_rank)
    twins = np.arange(len(chunks), dtype=np.int32)
    known: dict[str, str] = {}
    for copy, original in _pairs(units):
        _point(twins, copy, original)
        if copy.whole and original.document.id != copy.document.id:
            known.setdefault(copy.document.id, original.document.id)
    for unit in units:
        if unit.whole:
            _point_inside(twins, unit, chunks)
    return Copies(_roots(twins), known)


def plain(text: str) -> str:
    """Return what is compared: letters, figures and Chinese characters, a doubled one (招商引引资) once."""
    return _DOUBLED.sub(r"\1", "".join(filter(str.isalnum, fold(text))))


def _units(
    documents: Sequence[Document], chunks: Sequence[Chunk], sentences: Sequence[Sentence]
) -> Iterator[_Unit]:
    held: dict[str, list[tuple[str, int]]] = defaultdict(list)
    texts = {d.id: d.text for d in documents}
    for sentence in sentences:
        text = plain(texts[sentence.document_id][sentence.start : sentence.end])
        if len(_DATE.sub("", text)) >= _MIN_SENTENCE:
            held[sentence.document_id].append((text, sentence.chunk))
    for document in documents:
        stories: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for text, chunk in held[document.id]:
            stories[chunks[chunk].heading.partition(" > ")[0]].append((text, chunk))
        yield _Unit(document, True, tuple(held[document.id]))
        # Sections of two rules may read the same and mean different things; stories stand alone.
        if len(stories) > 1 and has_stories(document.text, document.body_start):
            yield from (_Unit(document, False, tuple(story)) for story in stories.values())


def _rank(unit: _Unit) -> tuple[int, str, str]:
    return -unit.length, unit.document.published or "9999", unit.document.id


def _pairs(units: Sequence[_Unit]) -> Iterator[tuple[_Unit, _Unit]]:
    """(copy, original) of units that share their sentences; a copy has one original."""
    long = [unit for unit in units if unit.length >= _MIN_UNIT]
    hashes = RMinHash.from_token_sets([_shingles(unit) for unit in long], _PERMUTATIONS, _SEED)
    table = RMinHashLSH(0.5, _PERMUTATIONS, _BANDS)
    holders: dict[str, list[int]] = defaultdict(list)
    for number, (unit, minhash) in enumerate(zip(long, hashes, strict=True)):
        excerpts = {n for text in _telling(unit) if len(holders[text]) <= _MAX_HOLDERS for n in holders[text]}
        for other in sorted({*table.query(minhash), *excerpts}):
            if long[other].document.id != unit.document.id and _is_copy(unit, long[other]):
                yield unit, long[other]
                break
        table.insert(number, minhash)
        for text in _telling(unit):
            holders[text].append(number)


def _telling(unit: _Unit) -> set[str]:
    """Sentences of a length that two texts do not share by chance."""
    return {text for text, _ in unit.sentences if len(text) >= _TELLING}


def _shingles(unit: _Unit) -> list[str]:
    text = "".join(text for text, _ in unit.sentences)
    return sorted({text[i : i + _SHINGLE] for i in range(max(1, len(text) - _SHINGLE + 1))})


def _is_copy(unit: _Unit, original: _Unit) -> bool:
    one, other = unit.document, original.document
    stated = ((one.doc_no, other.doc_no), (one.effective, other.effective), (one.expires, other.expires))
    if any(a and b and a != b for a, b in stated) or one.superseded_by != other.superseded_by:
        return False
    theirs = {text for text, _ in original.sentences}
    ours = {text for text, _ in unit.sentences}
    shared = sum(len(text) for text in ours & theirs)
    own = ours - theirs
    if shared < _SHARED * sum(map(len, ours)) or any(len(text) > _MAX_HEADLINE for text in own):
        return False
    return not any(_is_altered(a, b) for a in own for b in theirs - ours)


def _is_altered(one: str, other: str) -> bool:
    a, b = (Counter(pairwise(text)) for text in (one, other))
    return 2 * (a & b).total() > _ALTERED * (a.total() + b.total())


def _point(twins: Numbers, copy: _Unit, original: _Unit) -> None:
    """Point the passages of a copy at those of its original that hold most of their text."""
    places: dict[str, int] = {}
    for text, chunk in original.sentences:
        places.setdefault(text, chunk)
    votes: dict[int, Counter[int]] = defaultdict(Counter)
    total: Counter[int] = Counter()
    for text, chunk in copy.sentences:
        total[chunk] += len(text)
        if text in places:
            votes[chunk][places[text]] += len(text)
    for chunk, found in votes.items():
        target = found.most_common(1)[0][0]
        if found.total() >= _SHARED * total[chunk]:
            _link(twins, chunk, target)


def _point_inside(twins: Numbers, unit: _Unit, chunks: Sequence[Chunk]) -> None:
    """Point a passage printed twice in one document at the copy with the fuller heading, else the first."""
    held: dict[int, list[str]] = defaultdict(list)
    for text, chunk in unit.sentences:
        held[chunk].append(text)
    places: dict[str, list[int]] = defaultdict(list)
    for chunk, texts in held.items():
        for text in texts:
            if len(places[text]) < _MAX_PLACES and chunk not in places[text][-1:]:
                places[text].append(chunk)
    for chunk, texts in held.items():
        length = sum(map(len, texts))
        votes: Counter[int] = Counter()
        for text in texts:
            for other in set(places[text]) - {chunk}:
                votes[other] += len(text)
        likely = [other for other in votes if _is_fuller(chunks[other], chunks[chunk])]
        best = max(likely, key=lambda other: (votes[other], -other), default=None)
        shared = sum(len(text) for text in texts if set(places[text]) & set(likely))
        if best is not None and length >= _MIN_UNIT and shared >= 0.9 * length:
            _link(twins, chunk, best)


def _link(twins: Numbers, chunk: int, target: int) -> None:
    """Point a passage that points nowhere yet at another, unless that one leads back to it."""
    at = target
    while twins[at] != at:
        at = int(twins[at])
    if twins[chunk] == chunk and at != chunk:
        twins[chunk] = target


def _is_fuller(other: Chunk, chunk: Chunk) -> bool:
    """Whether a passage may be the original of another in its document: same section, better placed."""
    if chunk.heading == other.heading:
        return other.start < chunk.start
    return other.heading.endswith(f" > {chunk.heading}") or not chunk.heading


def _roots(twins: Numbers) -> Numbers:
    """Follow twins of twins to their end."""
    while not np.array_equal(twins[twins], twins):
        twins = twins[twins]
    return twins

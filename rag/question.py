"""What a question asks for and with which words: rules in the open, no model."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import rjieba

from index.encoder import FloatArray
from index.normal import fold
from index.tokens import LETTER, bigrams, is_han
from rag.abbreviations import SHORT_FORMS
from rag.codes import joined
from rag.content import content_of
from rag.households import Frequencies, in_persons
from rag.identifiers import IDENTIFIER
from rag.name_words import is_name, without_joined
from rag.numerals import in_digits, sums_in_digits
from rag.slots import asked_manner, asked_slots
from rag.terms import holds_term, is_spelled_once, ways_to_write
from rag.units import asked_units
from rag.years import years_of

# Until when, since when, from when to when: bounds of a time, which no text need repeat.
_BOUNDS = re.compile(
    r"截[至止]到?(?:\d{4}年|[今去前]年)?\d{1,2}月(?:\d{1,2}日)?|\d{1,2}月?[-~至到]\d{1,2}月"
    r"|\d{1,2}月(?:\d{1,2}日|份)?(?:[以之][前后来]|起)"
)
# 六十五岁以上的人 are a group like any other; the age of whoever asks is not.
_AGE_GROUP = re.compile(r"[二三四五六七八九]?十[一二三四五六七八九]?周?岁(?=及?以[上下])")
_ODD = ("n", "ng", "g", "x", "zg")  # what the tagger says of a character that it left over
_MOTIONS = "回去到从往在离至来经过"
# 第一季度 and 一季度 are one.
_QUARTER = re.compile(r"第(?=[一二三四1-4]季度)")
# What makes a noun another one: 副局长, 总投资.
_HEADS = ("副", "总")
_DOUBLED = re.compile(r"^(.)\1长$")
_CONTENT_TAGS = ("n", "v", "a", "eng", "m", "j", "i", "l", "t", "x", "b", "s", "f")
_NAME_TAGS = ("nr", "ns", "nt", "nz", "eng")
_WHOLE = re.compile("([公廉]租房|经适房)")
# What stands before a verb and is taken for a part of a noun with it.
_HOW = "新已刚再将可未"
_OFFICES = (
    "局长",
    "主任",
    "书记",
    "市长",
    "县长",
    "区长",
    "省长",
    "院长",
    "处长",
    "科长",
    "会长",
    "主席",
    "部长",
    "校长",
    "总理",
    "总统",
    "经理",
    "教授",
)


@dataclass(frozen=True, slots=True)
class Word:
    """A content word of a question; `weight` is the rarity of its rarest bigram."""

    text: str
    weight: float
    noun: bool
    name: bool
    known: bool

    @property
    def is_office(self) -> bool:
        """Whether the word names an office that one person holds."""
        return self.text.endswith(_OFFICES)

    def stands_in(self, folded: str) -> bool:
        """Whether a folded text has the word or what it is short for; 副局长 and 局长助理 are no 局长."""
        if (office := _office(self.text)) is not None:
            return office.search(folded) is not None
        return is_told(self.text, folded) if self.noun else holds_term(self.text, folded)


def is_told(noun: str, folded: str) -> bool:
    """Whether a folded text has a noun, or what it may be short for."""
    if holds_term(noun, folded):
        return True
    if not all(c in folded for c in noun):
        return False
    pattern = _written_out(noun)
    return pattern is not None and pattern.search(folded) is not None


@lru_cache(maxsize=4096)
def _office(word: str) -> re.Pattern[str] | None:
    """Pattern of an office that is no deputy's; None for any other word."""
    if not word.endswith(_OFFICES) or word.startswith("副"):
        return None
    return re.compile(rf"(?<!副){re.escape(word)}(?!助理)")


@lru_cache(maxsize=4096)
def _written_out(word: str) -> re.Pattern[str] | None:
    """Pattern of what a noun may be short for, its characters in order: 男足, 男子足球; 世锦赛, 世界游泳锦标赛."""
    if not all(map(is_han, word)) or not 2 <= len(word) <= 4:
        return None
    gap = f"{LETTER}{{0,2}}" if len(word) == 2 else f"{LETTER}{{0,8}}"
    return re.compile(gap.join(word))


@dataclass(frozen=True)
class Query:
    """A question taken apart.

    `terms` are its content bigrams, `weights` their rarity in the index of so many `passages`, `known` those
    that it holds.

    `slots`, `units` and `manner` name what is asked for; `identifiers` are numbers and codes that must agree.
    """

    text: str
    folded: str
    slots: frozenset[str]
    units: tuple[str, ...]
    manner: frozenset[str]
    years: frozenset[str]
    identifiers: tuple[str, ...]
    terms: tuple[str, ...]
    known: tuple[bool, ...]
    weights: FloatArray
    words: tuple[Word, ...]
    passages: int

    @cached_property
    def weighed(self) -> list[tuple[str, float, bool]]:
        """Each term with its weight, and whether it has but one spelling: every sentence is compared."""
        weights = self.weights.tolist()
        return [(t, w, is_spelled_once(t)) for t, w in zip(self.terms, weights, strict=True)]

    @cached_property
    def total(self) -> float:
        """Weight of all terms together."""
        return float(self.weights.sum())

    @cached_property
    def focus(self) -> Word | None:
        """The last noun, which mostly is the attribute that is asked."""
        return next((word for word in reversed(self.words) if word.noun), None)

    @property
    def missing(self) -> tuple[str, ...]:
        """Content words that no passage has."""
        return tuple(word.text for word in self.words if not word.known)


def understand(text: str, frequencies: Frequencies, passages: int) -> Query:
    """Take a question apart; `frequencies` counts the passages that hold a bigram."""
    folded = in_persons(fold(text).strip(), frequencies)
    spelled = _QUARTER.sub("", joined(folded))
    content = content_of(spelled)
    terms = tuple(dict.fromkeys(bigrams(content)))
    counts = {term: _frequency(term, frequencies) for term in terms}
    weights = np.array([rarity(counts[t], passages) for t in terms], dtype=np.float32)
    years = years_of(folded)
    counted = _AGE_GROUP.sub(lambda age: in_digits(age[0]), sums_in_digits(spelled))
    told = IDENTIFIER.findall(_BOUNDS.sub(" ", counted))
    identifiers = tuple(dict.fromkeys(i for i in told if i not in years))
    words = _content_words(folded, content, counts, passages)
    known = tuple(counts[t] > 0 for t in terms)
    slots, units = asked_slots(folded), asked_units(folded)
    manner = asked_manner(folded)
    return Query(
        text, folded, slots, units, manner, years, identifiers, terms, known, weights, words, passages
    )


def _frequency(term: str, frequencies: Frequencies) -> int:
    """Passages that hold a term; of several ways to write it those of the commonest."""
    return max(min(frequencies(way)) for way in ways_to_write(term))


def rarity(count: int, passages: int) -> float:
    """Inverse document frequency, `log(1 + (N + 1) / (n + 1/2))`, positive for every count."""
    return float(np.log1p((passages + 1) / (count + 0.5)))


def _content_words(folded: str, content: str, counts: dict[str, int], passages: int) -> tuple[Word, ...]:
    """Nouns, names, verbs and numbers of the content, each once."""
    words: dict[str, Word] = {}
    for run in content.split():
        for text, tag in _parted(_tagged(run), counts):
            # The dictionary takes the last character of an office's body for a part of the office.
            text = without_joined(_DOUBLED.sub(r"\1长", text), tag, counts)
            grams = [g for g in bigrams(text) if g in counts]
            if tag.startswith(_CONTENT_TAGS) and grams and (len(text) > 1 or not is_han(text)):
                rarest = min(counts[g] for g in grams)
                noun = tag.startswith(("n", "eng", "j")) or text in SHORT_FORMS or f"总{text}" in content
                text = next((f"{head}{text}" for head in _HEADS if f"{head}{text}" in content), text)
                name = tag.startswith(_NAME_TAGS) and is_name(text, tag, folded, rarest > 0)
                words[text] = Word(text, rarity(rarest, passages), noun, name, rarest > 0)
    return tuple(words.values())


def _parted(words: Iterable[tuple[str, str]], counts: dict[str, int]) -> Iterator[tuple[str, str]]:
    """Words with a verb of motion parted from a name that no dictionary has: 回 北渚 for 回北 渚, 过 柏屿."""
    rest = list(words)
    while rest:
        text, tag = rest.pop(0)
        behind = rest[0][0] if rest and rest[0][1] in _ODD else ""
        is_made_up = counts.get(text[:2]) == 0 and text[0] in _MOTIONS
        if is_made_up and len(text) > 2 and all(map(counts.get, bigrams(text[1:]))):
            yield from ((text[0], "v"), (text[1:], tag))
        elif is_made_up and len(text) == 2 and len(behind) == 1 and counts.get(text[1] + behind):
            name, _ = rest.pop(0)
            yield from ((text[0], "v"), (f"{text[1]}{name}", "nz"))
        else:
            yield text, tag


def _tagged(run: str) -> Iterator[tuple[str, str]]:
    """Words with their parts of speech; the dictionary takes 公租房 for 公 and 租房, and 新开通 for a name."""
    for piece in _WHOLE.split(run):
        if _WHOLE.fullmatch(piece):
            yield piece, "n"
            continue
        for text, tag in rjieba.tag(piece):
            verb = _done(text) if tag.startswith("n") else None
            yield from [(text[0], "d"), (verb, "v")] if verb else [(text, tag)]


@lru_cache(maxsize=4096)
def _done(text: str) -> str | None:
    """The verb of 新开通 or 已登记; None for any other word."""
    if len(text) != 3 or text[0] not in _HOW:
        return None
    (verb, tag), *more = rjieba.tag(text[1:])
    return verb if not more and tag == "v" else None

"""What a question is about: its title, or the noun phrase that something is asked of."""

from __future__ import annotations

import re

from rag.leaning import ASKS, TIME, core, is_bare, is_edge
from rag.tagged import Token, tagged

_TITLE = re.compile(r"《[^》]+》")
PLACE = re.compile(
    r"[\u4e00-\u9fff]{1,6}(?:省|自治区|(?<![城超上])市|(?<![小社市园景校片])区|县|旗|州|镇|乡|街道|(?<!农)村)|全[国省市县区]"
)
# 「哪些企业可以申请稳岗补贴」 is about what stands behind.
_ACTOR = re.compile(r"^[^《]*?(?:可以|能够?|应当|负责|需要|享受|承担)(?=.{2})")
_DEFINED = re.compile(r"(?:什么是|啥是|何为)(.{2,20})")
_AUXILIARY = re.compile(r"^(?:是|要|会|应该?)(?=[^素求].)")
# Parts of speech of things; times are none.
_THINGS = ("n", "vn", "eng", "j", "l", "i")
# Further on a question tells its circumstances.
_LONGEST = 200


def topic_of(question: str) -> str:
    """Return what a question is about, in its own words; empty when it names nothing."""
    text = core(question)[:_LONGEST]
    if title := _TITLE.search(text):
        return title.group()
    if whole := _DEFINED.fullmatch(text):
        return whole[1]
    segments = [_trimmed(segment, i == 0) for i, segment in enumerate(ASKS.split(text))]
    named = [segment for segment in segments if segment and not TIME.fullmatch(segment)]
    if not named:
        return ""
    if PLACE.fullmatch(named[0]):
        return "".join(named[:2])
    # 「上半年新开通了几条公交」 is about what stands behind.
    things = (segment for segment in named if any(t.tag.startswith(_THINGS) for t in tagged(segment)))
    return next(things, named[0])


def statement_of(question: str) -> str:
    """Return a question without its asking words: what 「为什么」 asks the reason of."""
    return ASKS.sub("", core(question)).removesuffix("的")


def is_place(text: str) -> bool:
    """Whether a text is a place by its suffix or by the dictionary."""
    tokens = tagged(text)
    return bool(PLACE.fullmatch(text)) or (len(tokens) == 1 and tokens[0].tag == "ns" and len(text) > 1)


def places_of(text: str) -> list[tuple[int, int]]:
    """(start, end) of the places of a text; 云溪市青岚区 are two."""
    tokens = tagged(text)
    found: list[tuple[int, int]] = []
    for i, token in enumerate(tokens):
        pair = text[tokens[i - 1].start : token.end] if i else ""
        if i and len(token.text) == 1 and tokens[i - 1].tag[:2] in _NAMES and PLACE.fullmatch(pair):
            found = [f for f in found if f[1] != token.start] + [(tokens[i - 1].start, token.end)]
        elif PLACE.fullmatch(token.text) or (token.tag == "ns" and len(token.text) > 1):
            is_split = i == 1 and tokens[0].text in _SIDES and PLACE.fullmatch(token.text)
            found.append((tokens[0].start if is_split else token.start, token.end))
    return found


def qualifiers_of(topic: str) -> str:
    """The places and times that a topic begins with: they hold for the next thing too."""
    start = 0
    for end in sorted({e for _, e in places_of(topic)} | {m.end() for m in TIME.finditer(topic)}):
        head = topic[start:end].removeprefix("的")
        if not (is_place(head) or TIME.fullmatch(head)):
            break
        start = end
    return topic[:start] if start < len(topic) else ""


_NAMES = ("ns", "nr", "nz", "nt")
# The dictionary cuts 东湾区, at the head of a question, before 湾区.
_SIDES = tuple("东西南北中")


def _trimmed(segment: str, leading: bool) -> str:
    """A run between asking words without verbs, attributes and particles at its edges."""
    if not leading and (actor := _ACTOR.match(segment)):
        return _trimmed(segment[actor.end() :], leading) or _trimmed(segment[: actor.end()], True)
    if not leading:
        segment = _AUXILIARY.sub("", segment)
    head, of, tail = segment.rpartition("的")
    if of and head and is_bare(tail):
        return _from_first(tagged(head), head, leading)
    tokens = tagged(segment)
    while tokens and is_edge(tokens[-1].text):
        tokens.pop()
    return _from_first(tokens, segment, leading)


def _from_first(tokens: list[Token], text: str, leading: bool) -> str:
    """Text from the first word that is no verb; before the asking word nouns and times count."""
    kept = (
        t for t in tokens if not is_edge(t.text) or (leading and (TIME.match(t.text) or t.tag[:1] == "n"))
    )
    first = next(kept, None)
    return text[first.start : tokens[-1].end].strip() if first else ""

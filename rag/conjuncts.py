"""What 和 and 、 join in a question: runs of words that stand side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

from index.tokens import is_han
from rag.tagged import Token, tagged

_JOINERS = frozenset({"和", "与", "及", "以及", "跟", "、", "还有"})
_HAVING = ("用", "效", "没", "余", "剩", "多少", "几")
_OFFICES = ("局", "厅", "委员会", "委", "办公室", "署")
_NAMES = re.compile(
    r"(?:住房[和与]城乡建设|发展[和与]改革|工业[和与]信息化|文化[和与]旅游|文化广电[和与]旅游|卫生[和与]计划生育|卫生[和与]健康"
    r"|人力资源[和与]社会保障|自然资源[和与]规划|规划[和与]自然资源|教育[和与]体育|国家[和与]地区|国民经济[和与]社会发展)"
    r"(?:委员会|办公室|[局厅委部办])?"
)
_PLACE_ENDS = tuple("省市区县旗州镇乡村")
_SUFFIXES = ("者", "率", "性", "员")
_PLACE_TAGS = ("ns", "t", "m", "nr")
_STOPS = frozenset("的是在，,。？?") | _JOINERS
_LONGEST = 6
# Attributes of an event, which two conjuncts share: 「国葬时间和地点」, but 「发布时间和处理器」.
_OF_EVENTS = re.compile(r"(?:时间|日期|地点|地址|方式|原因|结果|人数|规模)$")
# A conjunct of this many words that begins with a verb is a clause, which words around it do not fit.
_CLAUSE = 3


def conjuncts_of(question: str) -> tuple[str, list[str], str] | None:
    """(before, things joined, after) of the likeliest enumeration; None when nothing is joined alike."""
    tokens = _names_whole(question)
    places = [i for i in range(1, len(tokens) - 1) if _joins(tokens[i].text, tokens[i + 1].text)]
    found = [best for chain in _chains(tokens, places) if (best := _best(tokens, chain))]
    if not found:
        return None
    _, left, chain, right = max(found)
    borders = [left - 1, *chain, right]
    things = [_text(tokens[a + 1 : b]) for a, b in pairwise(borders)]
    return _text(tokens[:left]), things, _text(tokens[right:])


def _joins(word: str, behind: str) -> bool:
    """Whether a word joins; 「还有用吗」, 「还有效没有」 join nothing."""
    return word in _JOINERS and not (word == "还有" and behind.startswith(_HAVING))


def _text(tokens: Sequence[Token]) -> str:
    return "".join(t.text for t in tokens)


def _chains(tokens: Sequence[Token], places: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Joiners with nothing but a few words between them: 、 and 和 of 「A、B和C」."""
    chain: tuple[int, ...] = ()
    for place in places:
        between = tokens[chain[-1] + 1 : place] if chain else ()
        if chain and (len(between) > _LONGEST or not between or any(t.text in _STOPS for t in between)):
            yield chain
            chain = ()
        chain = (*chain, place)
    if chain:
        yield chain


def _best(tokens: Sequence[Token], chain: tuple[int, ...]) -> tuple[float, int, tuple[int, ...], int] | None:
    """(likeness, first token, joiners, token after) of the likeliest conjuncts; None when unlike."""
    if len(chain) > _LONGEST or _joins_clauses(tokens, chain):
        return None
    options = [
        (_likeness_of_all(tokens, (left - 1, *chain, right)), left, chain, right)
        for left in _starts(tokens, chain[0])
        for right in _ends(tokens, chain[-1])
    ]
    best = max(options, default=None)
    return best if best and best[0] > 0 else None


def _joins_clauses(tokens: Sequence[Token], chain: tuple[int, ...]) -> bool:
    """「优化环境和促进经济发展」 joins clauses; 「设立和登记的」, 「谁负责建设和管理」 name one matter."""
    place = chain[-1]
    before = [tokens[i] for i in _starts(tokens, chain[0])]
    after = tokens[place + 1 : place + 1 + len(list(_ends(tokens, place)))]
    if not before or not after or after[0].tag[:1] != "v":
        return False
    if before[0].tag[:1] != "v":
        return any(t.tag[:1] == "v" for t in before) and len(after) >= _CLAUSE
    timed = re.search(r"何时|什么时候|多少|几|多久|哪[年天]|分别", _text(tokens))
    following = tokens[place + 2].text if place + 2 < len(tokens) else ""
    return not timed or following == "的"


def _starts(tokens: Sequence[Token], place: int) -> Iterator[int]:
    inside = takewhile(lambda i: tokens[i].text not in _STOPS, range(place - 1, -1, -1))
    return (i for i in inside if place - i <= _LONGEST)


def _ends(tokens: Sequence[Token], place: int) -> Iterator[int]:
    inside = takewhile(lambda i: tokens[i].text not in _STOPS, range(place + 1, len(tokens)))
    return (i + 1 for i in inside if i - place <= _LONGEST)


def _likeness_of_all(tokens: Sequence[Token], borders: tuple[int, ...]) -> float:
    """The least likeness of neighbours; less when both ends are cut out of longer noun phrases."""
    things = [tokens[a + 1 : b] for a, b in pairwise(borders)]
    least = min(_likeness(a, b) for a, b in pairwise(things))
    before, after = tokens[: borders[0] + 1][-1:], tokens[borders[-1] :][:1]
    cut_left = any(_class(t) == "n" and t.tag[:1] not in "tm" and not _ends_place(t) for t in before)
    cut_right = any(_class(t) == "n" for t in after) or all(t[-1].text.endswith(_OFFICES) for t in things)
    torn = any(t.text in _SUFFIXES for t in after)
    of_event = [_OF_EVENTS.search(_text(thing)) is not None for thing in things]
    # A complete attribute on the left leaves no noun behind; the noun before it is the left event's own.
    shared = of_event[0] and not of_event[-1] and (cut_left or any(_class(t) == "n" for t in after))
    return least - 0.3 * (cut_left and cut_right) - 0.6 * (torn or shared)


def _ends_place(token: Token) -> bool:
    return token.text.endswith((*_PLACE_ENDS, "》"))


def _likeness(one: Sequence[Token], other: Sequence[Token]) -> float:
    """How well two runs of words stand side by side: shared ends, equal kinds of word, equal lengths."""
    a, b = _text(one), _text(other)
    if a == b:
        return 0.0
    head = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False)))
    tail = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(a[::-1], b[::-1], strict=False)))
    shared = min(head + tail, len(a) - 1, len(b) - 1) / max(len(a), len(b))
    same = _class(one[-1]) == _class(other[-1])
    kinds = 0.5 * same if (one[-1].tag == "v") == (other[-1].tag == "v") else 0.25 * same
    return shared + kinds - 0.05 * (len(one) + len(other)) - 0.1 * abs(len(one) - len(other)) + 0.1


def _class(token: Token) -> str:
    """Kind of word; two-character verbs and measures (收入, 人次) serve as nouns."""
    return "n" if token.tag[:1] in "nvqjl" and len(token.text) > 1 else token.tag[:1]


def _names_whole(question: str) -> list[Token]:
    """Words of a question, with names that have 和 in them and words cut too short made one."""
    names = [m.span() for m in _NAMES.finditer(question)]
    merged: list[Token] = []
    for token in tagged(question):
        inside = any(start < token.start < end for start, end in names)
        if merged and (inside or _belongs(merged[-1], token)):
            first = merged.pop()
            tag = token.tag if len(token.text) > 1 else first.tag
            token = Token(question[first.start : token.end], tag, first.start)
        merged.append(token)
    for i in reversed(range(1, len(merged) - 1)):
        if last := _office_end(merged, i):
            first = merged[i - 1]
            merged[i - 1 : last + 1] = [Token(question[first.start : merged[last].end], "nt", first.start)]
    return merged


def _belongs(first: Token, second: Token) -> bool:
    """柳湾 + 县, 公 + 租房, 总 + 投资."""
    if len(second.text) == 1:
        return second.text in _PLACE_ENDS and first.tag in ("ns", "nr", "nz")
    short = len(first.text) == 1 and first.tag[:1] in "nbj" and first.text not in _PLACE_ENDS
    return short and is_han(first.text) and _class(second) == "n"


def _office_end(tokens: Sequence[Token], place: int) -> int | None:
    """Last word of 「发展和改革局」, one office: what stands before 和 is neither an office nor a place."""
    left = tokens[place - 1]
    if tokens[place].text not in ("和", "与") or left.text.endswith((*_OFFICES, *_PLACE_ENDS)):
        return None
    if _class(left) != "n" or left.tag in _PLACE_TAGS:
        return None
    right = takewhile(lambda i: _class(tokens[i]) == "n", range(place + 1, min(place + 4, len(tokens))))
    return next((i for i in right if tokens[i].text.endswith(_OFFICES)), None)

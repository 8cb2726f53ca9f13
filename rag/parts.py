"""Questions that ask for several things at once, to one question for each.

「2021年香港和澳门的GDP增长率」 is 「2021年香港的GDP增长率」 and 「2021年澳门的GDP增长率」.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

import rjieba

from index.normal import fold
from rag.question import content_of

MAX_PARTS = 3
_JOINERS = frozenset({"和", "与", "及", "以及", "跟", "、", "还有"})
# Words between two things that are one thing, or that make the two one matter.
_ONE_THING = re.compile(
    r"国家[和与及]地区|(?:之间|的?关系|区别|差别|差异|不同|相差|相比|对比|合作|合并|谁更|哪个更|同时|一起|一同|共同|等[^级]|都|相连|为什么|为何|能否|能不能|是否|吗)"
)
_EACH = re.compile(r"分别|各自|各(?=[是有为在加占达投需要])")
_ASKS = re.compile(r"什么|何|谁|哪|多少|多久|多[大长高远]|几|怎|吗|是否")
_CLAUSE = re.compile(r"[,，;；。？?!！]\s*")
_BOTH = re.compile(r"男女(?=[单双子队主])")
_FIRST_TWO = re.compile(r"前两(?=个?季度)")
# Digits with their unit, Latin names with digits and whole titles are one word.
_WHOLE = re.compile(
    r"《[^》]*》|“[^”]*”|\d+年\d+月|\d+(?:[年月日号米届岁公里]|季度)|[A-Za-z][A-Za-z0-9.+-]*|\d[\d.]*"
)
_LONGEST = 6
_STOPS = frozenset("的是在，,。？?")


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    tag: str


def parts_of(question: str) -> list[str]:
    """Return the questions that a question consists of, at most MAX_PARTS; itself alone when it is one."""
    clauses = _asking_clauses(question)
    if len(clauses) > 1:
        return clauses[:MAX_PARTS]
    return (_written_together(question) or _joined(question) or [question])[:MAX_PARTS]


def _asking_clauses(question: str) -> list[str]:
    """「首次收多少，以后每年又是多少」: the later clause keeps what the first one is about."""
    clauses = [c for c in _CLAUSE.split(question) if c.strip()]
    if len(clauses) < 2 or not all(_ASKS.search(c) for c in clauses):
        return [question]
    topic = content_of(fold(clauses[0]))
    return [clauses[0], *(f"{topic} {clause}" for clause in clauses[1:])]


def _written_together(question: str) -> list[str] | None:
    """男女单冠军 is 男单冠军 and 女单冠军; 前两季度 the first and the second quarter."""
    if _BOTH.search(question):
        return [_BOTH.sub(sex, _EACH.sub("", question)) for sex in "男女"]
    if _FIRST_TWO.search(question):
        return [_FIRST_TWO.sub(f"第{n}", _EACH.sub("", question)) for n in "一二"]
    return None


def _joined(question: str) -> list[str] | None:
    """Distribute what stands around 「A和B」 over A and B."""
    if _ONE_THING.search(question) and not _EACH.search(question):
        return None
    tokens = _tokens(_EACH.sub("", question))
    places = [i for i, t in enumerate(tokens) if t.text in _JOINERS and 0 < i < len(tokens) - 1]
    found = [best for place in places if (best := _conjuncts(tokens, place))]
    if not found:
        return None
    _, left, place, right = max(found)
    before, after = tokens[:left], tokens[right:]
    halves = (tokens[left:place], tokens[place + 1 : right])
    return ["".join(t.text for t in (*before, *half, *after)) for half in halves]


def _conjuncts(tokens: Sequence[_Token], place: int) -> tuple[float, int, int, int] | None:
    """(likeness, first token of A, joiner, token after B) of the likeliest A and B; None when unlike."""
    options = [
        (_likeness(tokens[left:place], tokens[place + 1 : right]), left, place, right)
        for left in _starts(tokens, place)
        for right in _ends(tokens, place)
    ]
    best = max(options, default=None)
    return best if best and best[0] > 0 else None


def _starts(tokens: Sequence[_Token], place: int) -> Iterator[int]:
    inside = takewhile(lambda i: tokens[i].text not in _STOPS, range(place - 1, -1, -1))
    return (i for i in inside if place - i <= _LONGEST)


def _ends(tokens: Sequence[_Token], place: int) -> Iterator[int]:
    inside = takewhile(lambda i: tokens[i].text not in _STOPS, range(place + 1, len(tokens)))
    return (i + 1 for i in inside if i - place <= _LONGEST)


def _likeness(one: Sequence[_Token], other: Sequence[_Token]) -> float:
    """How well two runs of words stand side by side: shared ends, equal kinds of word, equal lengths."""
    a, b = "".join(t.text for t in one), "".join(t.text for t in other)
    if a == b:
        return 0.0
    head = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False)))
    tail = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(a[::-1], b[::-1], strict=False)))
    shared = min(head + tail, len(a) - 1, len(b) - 1) / max(len(a), len(b))
    kinds = float(_class(one[-1]) == _class(other[-1])) * (len(one) == len(other))
    return shared + 0.5 * kinds - 0.05 * (len(one) + len(other)) - 0.1 * abs(len(one) - len(other)) + 0.1


def _class(token: _Token) -> str:
    """Kind of word; two-character verbs and measures (收入, 人次) serve as nouns."""
    return "n" if token.tag[:1] in "nvqjl" and len(token.text) > 1 else token.tag[:1]


def _tokens(question: str) -> list[_Token]:
    tokens: list[_Token] = []
    place = 0
    for match in (*_WHOLE.finditer(question), None):
        end = match.start() if match else len(question)
        tokens += [_Token(w, t) for w, t in rjieba.tag(question[place:end])]
        if match:
            tokens.append(_Token(match.group(), _kind(match.group())))
            place = match.end()
    return [t for t in tokens if t.text.strip()]


def _kind(whole: str) -> str:
    return "m" if whole[0].isdigit() else "n"

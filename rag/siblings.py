"""The counterpart of a phrase in an earlier question: 西塔 for 中塔, 第一条 for 第二条, 青岚区 for 柳湾县."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import takewhile

from rag.leaning import ASKS, ATOM, ATOMS
from rag.tagged import Token, tagged
from rag.things import things_of
from rag.topic import PLACE, is_place, places_of, qualifiers_of

Span = tuple[int, int]
_GROUPS = tuple(
    tuple(words.split())
    for words in (
        "城镇 农村 城市 乡村",
        "个人 单位 企业 用人单位 家庭",
        "幼儿园 小学 初中 高中 中学 大学",
        "男 女 男性 女性 男方 女方",
        "大专 专科 本科 硕士 博士",
        "国内 国外 境内 境外",
        "公办 民办",
        "国有 民营 外资",
        "本地 外地",
        "进口 出口",
        "首套 二套",
        "工作日 周末 节假日",
        "白天 夜间 晚上 夜晚",
        "成人 儿童 老人",
        "线上 线下",
        "在职 退休",
    )
)
_SUFFIX_LEVELS = ("省", "市州", "区县旗", "镇乡道", "村")
# What may stand before a word to make it another one of its kind: 副局长, 非机动车.
_MODIFIERS = ("副", "非", "原", "前", "总", "常务副", "执行", "名誉")
_NUMERAL = re.compile(r"[\d.]+|[一二三四五六七八九十百]+|[首末]")
_LETTERS = re.compile(r"[A-Za-z]+")
_STOPS = frozenset("的是在，,、。？?和与及")
_LONGEST_RUN = 5
_LONGEST_NAME = 12


def swap_atoms(fragment: str, earlier: str) -> str | None:
    """Put the times and ordinals of a fragment in place of those of their kind; None when there are none."""
    swapped, done, after = earlier, False, None
    for match in ATOM.finditer(fragment):
        kind = next(k for k, pattern in ATOMS.items() if re.fullmatch(pattern, match.group()))
        if found := re.search(ATOMS[kind], swapped):
            start, end, done = found.start(), found.end(), True
        elif after is not None:
            start = end = after
        elif kind == "part" and (year := re.search(ATOMS["year"], swapped)):
            start, end, done = year.end(), year.end(), True
        else:
            continue
        swapped = f"{swapped[:start]}{match.group()}{swapped[end:]}"
        after = start + len(match.group())
    return swapped if done else None


def counterpart(phrase: str, earlier: str) -> Span | None:
    """Where the earlier question says what a phrase stands against; None when it says nothing of the kind."""
    rules: tuple[Callable[[str, str], Span | None], ...] = (
        _atom,
        _title,
        _numbered,
        _group,
        _modified,
        _place,
        _thing,
        _like,
        _known_place,
        _person,
    )
    return next((span for rule in rules if (span := rule(phrase, earlier))), None)


def qualifies(phrase: str) -> bool:
    """Whether a phrase narrows a question (a group, a time, an amount) and is no new topic."""
    tokens = tagged(phrase)
    return (
        is_place(phrase)
        or any(phrase in group for group in _GROUPS)
        or (len(tokens) == 1 and tokens[0].tag == "t")
        or bool(re.search(r"人均|满.*\d|\d+(?:[岁年]|公里|平方米|万?元)|第.小时", phrase))
    )


def _atom(phrase: str, earlier: str) -> Span | None:
    kinds = (pattern for pattern in ATOMS.values() if re.fullmatch(pattern, phrase))
    return next((found.span() for pattern in kinds if (found := re.search(pattern, earlier))), None)


def _title(phrase: str, earlier: str) -> Span | None:
    found = re.search(r"《[^》]+》", earlier) if re.fullmatch(r"《[^》]+》", phrase) else None
    return found.span() if found else None


def _numbered(phrase: str, earlier: str) -> Span | None:
    """5号线 for 3号线, B栋 for A栋, 三级 for 一级."""
    for kind in (_NUMERAL, _LETTERS):
        parts = [re.escape(part) for part in kind.split(phrase)]
        if len(phrase) <= _LONGEST_NAME and len(parts) > 1 and any(parts):
            found = re.search(f"(?:{kind.pattern})".join(parts), earlier)
            if found and found.group() != phrase:
                return found.span()
    return None


def _group(phrase: str, earlier: str) -> Span | None:
    group = next((g for g in _GROUPS if phrase in g), ())
    others = [word for word in group if word != phrase and word in earlier]
    word = max(others, key=len, default=None)
    return (earlier.index(word), earlier.index(word) + len(word)) if word else None


def _modified(phrase: str, earlier: str) -> Span | None:
    """副局长 for 局长, 机动车 for 非机动车."""
    pairs = [(phrase.removeprefix(m), m) for m in _MODIFIERS if phrase.startswith(m)]
    others = [rest for rest, _ in pairs if len(rest) > 1] + [m + phrase for m in _MODIFIERS]
    other = next((o for o in others if o in earlier), None)
    return (earlier.index(other), earlier.index(other) + len(other)) if other else None


def _place(phrase: str, earlier: str) -> Span | None:
    return _known_place(phrase, earlier) if PLACE.fullmatch(phrase) else None


def _known_place(phrase: str, earlier: str) -> Span | None:
    if not is_place(phrase):
        return None
    spans = places_of(earlier)
    return max(spans, key=lambda s: (_level(earlier[s[1] - 1]) == _level(phrase[-1]), s[0]), default=None)


def _thing(phrase: str, earlier: str) -> Span | None:
    """The whole name of a thing of the same kind but for its place: 月牙湾大桥 for 白鹭大桥."""
    if [t.text for t in things_of(phrase)] != [phrase]:
        return None
    names = [t.text for t in things_of(earlier) if phrase.endswith(t.head) and phrase not in t.text]
    name = names[0] if len(names) == 1 and names[0] in earlier else ""
    name = name.removeprefix(qualifiers_of(name))
    return (earlier.index(name), earlier.index(name) + len(name)) if name else None


def _level(suffix: str) -> int:
    return next((i for i, level in enumerate(_SUFFIX_LEVELS) if suffix in level), -1)


def _like(phrase: str, earlier: str) -> Span | None:
    """The run of words most like the phrase: the same ending, much the same length, no part of it."""
    tokens = tagged(earlier)
    spans = [
        (tokens[i].start, tokens[j].end)
        for i in range(len(tokens))
        for j in range(i, min(i + _LONGEST_RUN, len(tokens)))
        if not any(t.text in _STOPS or ASKS.fullmatch(t.text) for t in tokens[i : j + 1])
    ]
    scored = [(score, span) for span in spans if (score := _likeness(phrase, earlier[slice(*span)])) > 0]
    return max(scored)[1] if scored else None


def _likeness(phrase: str, other: str) -> float:
    if abs(len(phrase) - len(other)) > max(2, len(phrase) // 2):
        return 0.0
    if phrase in other or other in phrase:
        return 0.0
    tail = sum(1 for _ in takewhile(lambda p: p[0] == p[1], zip(phrase[::-1], other[::-1], strict=False)))
    return tail - 0.5 * abs(len(phrase) - len(other)) if tail else 0.0


def _person(phrase: str, earlier: str) -> Span | None:
    one = tagged(phrase)
    people: list[Token] = [t for t in tagged(earlier) if t.tag == "nr" and not is_place(t.text)]
    return (people[0].start, people[0].end) if len(one) == 1 and one[0].tag == "nr" and people else None

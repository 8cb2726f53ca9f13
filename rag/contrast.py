"""Words of a question that a sentence contradicts: 东塔 against 西塔, 第七届 against 第八届."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import rjieba

from rag.identifiers import holds_identifier

_LEVELS = "国省市县区镇乡村"
# Characters that tell siblings apart. One in the question where the sentence has another of its
# class, with the same neighbour, is another thing and no paraphrase.
_CLASSES = (
    *(
        "东西南北中",
        "上下",
        "前后",
        "左右",
        "甲乙丙丁",
        "新旧",
        "内外",
        "正副",
        "男女",
        _LEVELS,
        "大小",
        "高低",
    ),
    *(
        "一二三四五六七八九十",
        "增减",
        "升降",
        "进出",
        "春夏秋冬",
        "早晚",
        "首末",
        "初高",
        "公私",
        "城乡",
        "日夜",
        "红橙黄蓝绿黑白紫",
        "轻重",
        "单双",
    ),
)
# Those that are siblings before one character alone: 特级 and 高级, but 集中 is none of 提高.
_BEFORE = {"级": "初中高特"}
# 一个 is an article more often than a count, and 二个 no sibling inside 十二个. Work has both 上班 and 下班.
_ARTICLES = frozenset({"一个", "一次", "一些", "上班", "下班"})
# Behind a verb these tell when: the 差前 of 出差前 is no word, and has no sibling.
_SIDES = "前后"
_NUMERALS = "一二三四五六七八九十百千"
_SIBLINGS = {c: "".join(sorted(set(group) - {c})) for group in _CLASSES for c in group}
_SIBLINGS |= {"新": "旧老", "老": "新"}  # 老小区 are 老旧小区
_CODE = re.compile(r"([a-z]+)(\d+)")
_NUMBERED = re.compile(r"(?:[ivx]{1,4}|\d+)([级类型档]|号线|年期|路)")
_ORDINAL = re.compile(
    r"第[一二三四五六七八九十百\d]+([届批期条号轮]|学期|阶段)|(?<!前)第?[一二三四1-4](季度)"
)


def contradicts(terms: Sequence[str], identifiers: Sequence[str], folded: str) -> bool:
    """Whether a folded sentence lacks a bigram or code of the question but has a sibling of it."""
    return sibling_of(terms, identifiers, folded) is not None


def sibling_of(terms: Sequence[str], identifiers: Sequence[str], folded: str) -> tuple[str, str] | None:
    """(what the question says, what the sentence says instead), the first such pair."""
    siblings, every = _siblings(tuple(terms))
    if any(other in folded for other in every):
        for term in siblings:
            if term.text not in folded and (other := term.told_by(folded)):
                return term.text, other
    for identifier in identifiers:
        other = None if holds_identifier(identifier, folded) else _other_number(identifier, folded)
        if other is not None and other not in identifiers:
            return identifier, other
    return None


def siblings_of(terms: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Bigrams of a question, each with those that another thing of its kind would have: 二期, 一期 三期 ….

    Siblings that the question names itself are none, and of regions a name tells more: 县信, of 双河县信访局.
    """
    having, _ = _siblings(tuple(terms))
    told = (term for term in having if not set(term.text) & set(_LEVELS))
    return ((term.text, (*term.others, *term.others_behind)) for term in told)


@dataclass(frozen=True, slots=True)
class _Term:
    """A bigram of a question, those that differ in one character of a class, and those that go on from it.

    `regions` are ends of names that its first character may belong to: 鹿县 of the 县公 in 白鹿县公租房.
    """

    text: str
    others: tuple[str, ...]
    others_behind: tuple[str, ...]
    next: tuple[str, ...]
    regions: tuple[str, ...]

    def told_by(self, folded: str) -> str | None:
        """The first sibling in a text that lacks the term."""
        is_named = any(region in folded for region in self.regions)
        found = [] if is_named else [other for other in self.others if _stands_in(other, folded)]
        # 大桥中塔 has 桥中 only by the way: where the text has 中塔 too, its 大桥西塔 is no contradiction.
        if self.others_behind and not any(term in folded for term in self.next):
            found += [other for other in self.others_behind if _stands_in(other, folded)]
        return min(found, key=folded.find, default=None)


def _stands_in(sibling: str, folded: str) -> bool:
    """Whether a sibling stands in a text, as a whole number if it begins with one."""
    place = folded.find(sibling)
    while place > 0 and sibling[0] in _NUMERALS and folded[place - 1] in _NUMERALS:
        place = folded.find(sibling, place + 1)
    return place >= 0


@lru_cache(maxsize=1024)
def _siblings(terms: tuple[str, ...]) -> tuple[tuple[_Term, ...], tuple[str, ...]]:
    """The terms that have siblings, in order, and all of these; once for all sentences.

    No pattern of them: it takes a millisecond to compile, and serves one question.
    """
    found = []
    for first, second in (tuple(term) for term in terms if len(term) == 2):
        # 缴了七年 lies in a range.
        is_length = first in _NUMERALS and second in "年天岁" and second + "级" not in terms
        is_length |= first in _NUMERALS and second == "个" and "个月" in terms
        is_count = is_length or first + second in _ARTICLES
        is_word = rjieba.has_word(first + second)
        same = _BEFORE.get(second, "")
        like = same if first in same else _SIBLINGS.get(first, "")
        others = () if is_count else tuple(c + second for c in like if c != first)
        behind = tuple(first + c for c in _SIBLINGS.get(second, "") if second not in _SIDES or is_word)
        others, behind = (tuple(o for o in side if o not in terms) for side in (others, behind))
        following = tuple(t for t in terms if len(t) == 2 and t[0] == second)
        regions = tuple(t for t in terms if len(t) == 2 and t[1] == first) if first in _LEVELS else ()
        found.append(_Term(first + second, others, behind, following, regions))
    having = tuple(term for term in found if term.others or term.others_behind)
    return having, tuple({other: None for term in having for other in (*term.others, *term.others_behind)})


def _other_number(identifier: str, folded: str) -> str | None:
    if match := _CODE.fullmatch(identifier):
        found = re.search(rf"(?<![a-z]){match[1]}-?\d+", folded)
        return found.group() if found else None
    if match := _NUMBERED.fullmatch(identifier):
        found = re.search(rf"(?<![a-z])(?:[ivx]{{1,4}}|\d+){match[1]}", folded)
        return found.group() if found else None
    if match := _ORDINAL.fullmatch(identifier):
        alike = (found for found in _ORDINAL.finditer(folded) if found.groups() == match.groups())
        return next((found.group() for found in alike), None)
    return None

"""Questions that ask whether a number is right: 「大桥长2.63公里，对吗」 asks how long it is."""

from __future__ import annotations

import re
from dataclasses import replace

from rag.question import Query
from rag.slots import UNITS

_ASKS = re.compile(
    r"(?:对不?对?|是不是|是这样|是真的?|没(?:记|弄|搞|听|说|看)?错|准确|属实)[吗么吧不呢]?[?。]*$|(?:是|对)[吗么][?。]*$"
)
_MONEY = "[万亿千百]*(?:元|块钱?)|[万亿](?![\u4e00-\u9fff])"
_SHARE = "%|个百分点"
_TIME = "个月|个?工作日|天|个?小时|分钟|周|年(?![度前后])"
_NUMBER = re.compile(
    rf"(?P<value>\d[\d,]*(?:\.\d+)?)\s*(?:(?P<money>{_MONEY})|(?P<percent>{_SHARE})|(?P<duration>{_TIME})"
    rf"|(?P<number>[万亿]?(?:{'|'.join(UNITS)}|个)))"
)


def asked_of(query: Query) -> Query:
    """The question with 多少 in place of the one number that it wants confirmed, or itself."""
    if query.slots or not _ASKS.search(query.folded):
        return query
    told = list(_NUMBER.finditer(query.folded))
    if len(told) != 1:
        return query
    number = told[0]
    kind = str(number.lastgroup)
    unit = number[kind].lstrip("万亿") if kind == "number" else ""
    return replace(
        query,
        folded=f"{query.folded[: number.start()]}多少{number[kind]}{query.folded[number.end() :]}",
        slots=frozenset({kind}),
        units=(re.escape(unit),) if unit and unit != "个" else (),
        identifiers=tuple(i for i in query.identifiers if number["value"] not in i),
    )

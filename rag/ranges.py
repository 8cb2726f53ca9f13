"""A number of a question that lies in a range of a text: 6000万元 and a row for 5000万元（含）以上.

Bounds count as inside: a text that tells (含) from (不含) says so itself beside the quote.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache

from rag.identifiers import holds_identifier
from rag.numerals import in_digits
from rag.question import Query

_SCALES = {"": 1.0, "千": 1e3, "万": 1e4, "亿": 1e8}
# Years, months and days of the calendar are not here: `rag.times` compares times; 号 is of houses.
_UNITS = (
    "元|人|户|岁|个月|小时|分钟|天|平方米|立方米|学分|毫米|厘米|亩|公里|米|吨|公斤|千克|千瓦|马力|度|层|台|套|辆|家|名|分|级"
    "|次|%|号"
)
# Of 30分钟至2小时 the first is counted in the unit of the last.
_HOURS = {"分钟": 1 / 60, "小时": 1.0, "天": 24.0}
_UNITS_TOLD = f"(?:{_UNITS}|)"
_AMOUNT = rf"(?<!\d)(\d[\d,]*+(?:\.\d++)?+)\s*([千万亿]?)({_UNITS}|)"
# 18周岁 is 18岁, 16摄氏度 16度; in a question 8万块 is 8万元, 15平 is 15平方米, 250万 alone a sum.
_SAME_UNIT = re.compile("周(?=岁)|摄氏(?=度)")
_SPOKEN_UNITS = (
    (re.compile(r"(?<=[\d千万亿])块(?:钱)?"), "元"),
    (re.compile(r"(?<=\d)方(?!案|式|面|便|法|向|位)水?"), "立方米"),
    (re.compile(r"(?<=\d)平(?!方|米|均|时)米?"), "平方米"),
    (re.compile(r"(?<=\d)([万亿])(?=$|[^\u4e00-\u9fff\d]|[的也能可就才还又]|左右|上下|出头)"), r"\1元"),
)
_YES_OR_NO = re.compile(r"(?:可以|能).{0,12}[吗么]|还?[用要].{1,12}[吗么]|够格|([\u4e00-\u9fff])[不没]\1")
# 「超过1000万元的呢」 is more than that, 「不到30人」 less: of two ranges that share a bound one is meant.
_BEYOND = re.compile(r"(?<!不)(?:超过?了?|多于|大于|高于)\s*$")
_SHORT_OF = re.compile(r"(?:不到|不足|不满|未满|没到|(?<!不)(?:少于|小于|低于))\s*$")
_HAIR = 1e-9
# 我妈66了, 爷爷92，青岚户口
_AGE = (
    r"(?<![\d.件第条款项号]){0}了(?!解)|(?:我|爷|奶|爸|妈|姥|伯|叔|婶|外公|外婆|公公|婆婆|父亲|母亲|老人|年纪|岁数)"
    r"(?:(?:19|20)\d\d年|今年|现在|已经|都|快)?{0}(?![\d.\u4e00-\u9fff])"
)
_AMOUNTS = re.compile(_AMOUNT)
_INCLUDED = r"\s*(?:\(不?含\))?\s*"
_BETWEEN = re.compile(
    rf"{_AMOUNT}{_INCLUDED}(?:(?:以上|及以上)?(?:但?(?:不满|未满|不足))|以上[,、至到]?(?=[\d.千万亿]+{_UNITS_TOLD}(?:以下|以内))"
    rf"|至|到|[-~—–])\s*{_AMOUNT}"
)
_FROM = re.compile(
    rf"{_AMOUNT}{_INCLUDED}(?:以上|及以上|起)|(?:(?<!不)超过|不少于|不低于|(?<![不未没当须需要])达到|(?<![不未])满){_AMOUNT}"
)
_UP_TO = re.compile(
    rf"{_AMOUNT}{_INCLUDED}(?:以下|及以下|以内)|(?:不超过|不高于|不足|不满|未满|(?<!不)低于|(?<!不)少于){_AMOUNT}"
)


def agrees(query: Query, identifier: str, folded: str) -> bool:
    """Whether a folded text has a number or code of a question, or a range that the number lies in."""
    return holds_identifier(identifier, folded) or _within(identifier, query.folded, folded)


def answers(query: Query, identifier: str, folded: str) -> bool:
    """Whether a text agrees, or tells a question of yes or no from where on, or up to where, it is so.

    「17岁能不能报名」 is answered by 年满18周岁, which 17 does not reach.
    """
    if agrees(query, identifier, folded):
        return True
    asked = _asked(identifier, query.folded) if _YES_OR_NO.search(query.folded) else None
    return asked is not None and any(of == asked[1] for _, _, of in _ranges(folded))


def tells(query: Query, identifier: str, folded: str) -> bool:
    """Whether a text agrees, a number of the question counting with its unit alone: 4元 tells of no 4小时."""
    asked = _asked(identifier, query.folded)
    if asked is None:
        return holds_identifier(identifier, folded)
    held = _AMOUNTS.finditer(in_digits(_SAME_UNIT.sub("", folded)))
    is_held = any((_amount(m[1], m[2]), m[3]) == asked for m in held)
    return is_held or _within(identifier, query.folded, folded)


def inside(query: Query, folded: str) -> bool:
    """Whether a number of the question lies in a range of a folded text."""
    return any(_within(identifier, query.folded, folded) for identifier in query.identifiers)


def outside(query: Query, folded: str) -> bool:
    """Whether a folded text tells of ranges alone that a number of the question does not lie in."""
    for identifier in query.identifiers:
        asked = _asked(identifier, query.folded)
        ranges = [r for r in _ranges(folded) if asked and r[2] == asked[1]]
        if ranges and not tells(query, identifier, folded):
            return True
    return False


def _within(identifier: str, question: str, folded: str) -> bool:
    if (asked := _asked(identifier, question)) is None:
        return False
    value, unit = asked
    return any(of == unit and low <= value <= high for low, high, of in _ranges(folded))


@lru_cache(maxsize=1024)
def _asked(identifier: str, question: str) -> tuple[float, str] | None:
    """A number of a question and its unit; None for a code, and for a number without a unit."""
    if re.fullmatch(r"\d+(?:\.\d+)?", identifier) is None:
        return None
    question = in_digits(_SAME_UNIT.sub("", question))
    for spoken, unit in _SPOKEN_UNITS:
        question = spoken.sub(unit, question)
    number = re.search(rf"(?<![\d.]){re.escape(identifier)}(?![\d.])\s*([千万亿]?)个?({_UNITS})", question)
    if number is None and re.search(_AGE.format(re.escape(identifier)), question):
        return float(identifier), "岁"
    if number is None:
        return None
    before = question[: number.start()]
    aside = 1 + _HAIR * (bool(_BEYOND.search(before)) - bool(_SHORT_OF.search(before)))
    return float(identifier) * _SCALES[number[1]] * aside, number[2]


@lru_cache(maxsize=4096)
def _ranges(folded: str) -> tuple[tuple[float, float, str], ...]:
    """(least, most, unit) of each range of a text."""
    found = []
    folded = in_digits(_SAME_UNIT.sub("", folded))
    for match in _BETWEEN.finditer(folded):
        first, scale, unit, last, last_scale, last_unit = match.groups()
        low = _amount(first, scale or ("" if unit else last_scale))
        if unit in _HOURS and last_unit in _HOURS:
            low *= _HOURS[unit] / _HOURS[last_unit]
        found.append((low, _amount(last, last_scale), last_unit or unit))
    rest = _BETWEEN.sub(";", folded)
    for pattern in (_FROM, _UP_TO):
        for match in pattern.finditer(rest):
            digits, scale, unit = match.groups()[:3] if match[1] else match.groups()[3:]
            bound = _amount(digits, scale)
            found.append((bound, math.inf, unit) if pattern is _FROM else (0.0, bound, unit))
    return tuple(found)


def _amount(digits: str, scale: str) -> float:
    return float(digits.replace(",", "")) * _SCALES[scale]

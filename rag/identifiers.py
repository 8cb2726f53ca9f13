"""Numbers and codes of a question, and whether a text has them."""

from __future__ import annotations

import re

from rag.codes import CODE, holds_code, is_code
from rag.numerals import in_digits
from rag.whole import holds_whole, is_whole

# Grades and lines that are told apart by their number alone: ii级, 3号线, 12路, 15年期.
NUMBERED = r"(?<![a-z])[ivx]{1,4}[级类型档]|(?<!\d)\d{1,3}(?:号线|年期|路(?![口段程上]))"
# A number gives nothing back: what follows the whole of it follows each of its beginnings too, and a long one
# would cost the cube of its length.
IDENTIFIER = re.compile(
    rf"第[一二三四五六七八九十百\d]+(?:[届批期条号轮]|学期|阶段)|(?<!前)[一二三四1-4]季度|{NUMBERED}|{CODE}"
    r"|(?<!\d)\d{1,2}月|(?<![月\d])\d++(?:\.\d++)?+(?![\d.]*[年月])"
)
# 第二条 may be said 第二, 其二 or 二是.
_ITEM = re.compile(r"第([一二三四五六七八九十])[条点项]")
_MONTH = re.compile(r"0?(\d{1,2})月")
_ORDINALS = "一二三四五六七八九十"
_ITEMS_TOLD = re.compile(r"([两二三四五六七八九十])[条点项个](?:[\u4e00-\u9fff]{0,6}?(?:分别|即)是?|:)")


def holds_identifier(identifier: str, folded: str) -> bool:
    """Whether a folded text has a number or code, see `rag.codes`; 前三季度 is no 三季度.

    A month may be written 2023-06-30, or be one that the text counts from its date: 本月. 第一条 may be 首条.
    """
    if identifier.startswith("第一") and f"首{identifier[2:]}" in folded:
        return True
    if identifier.endswith("季度"):
        return re.search(rf"(?<!前){identifier}", folded) is not None
    if (item := _ITEM.fullmatch(identifier)) and (
        re.search(rf"第{item[1]}[,:是、]|其{item[1]}|{item[1]}是", folded) or _tells_items(item[1], folded)
    ):
        return True
    if month := _MONTH.fullmatch(identifier):
        named, dated = rf"(?<!\d)0?{month[1]}(?:[-~至到]\d{{1,2}})?月", rf"\d{{4}}[-./]0?{month[1]}(?!\d)"
        return re.search(rf"{named}|{dated}|[本上下当]月", folded) is not None
    if is_whole(identifier):
        return holds_whole(identifier, folded) or holds_whole(identifier, in_digits(folded))
    return holds_code(identifier, folded) if is_code(identifier) else identifier in folded


def _tells_items(ordinal: str, folded: str) -> bool:
    """Whether a text tells so many items one after the other: 底线有两条:…;…."""
    counts = (match[1].replace("两", "二") for match in _ITEMS_TOLD.finditer(folded))
    return any(_ORDINALS.index(ordinal) <= _ORDINALS.index(count) for count in counts)

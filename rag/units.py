"""Units in which a question asks for a number, and whether a text counts in them."""

from __future__ import annotations

import re
from functools import lru_cache

from rag.slots import UNITS, asks_for

_SPAN = re.compile(r"期|时间|多长时|年限|[次场节课]多长")
_ASKED_UNIT = re.compile(r"(?:多少|(?<!好)几)\s*(?:多)?([\u4e00-\u9fff%‰]{1,4})")
_LENGTH = "[千厘毫]?米|公?里"  # 多少米 may be told in 公里
# Other words for the same unit.
_ALSO = {
    "米": _LENGTH,
    **dict.fromkeys(("栋", "幢"), "栋|幢|座|号?楼"),
    **dict.fromkeys(("本", "册"), "本|册"),
    **dict.fromkeys(("棵", "株"), "棵|株"),
    **dict.fromkeys(("班", "趟"), "班|趟|次"),
    "层": "层|楼",
}
_EXTENT = {
    "多大": r"平方|亩|公顷|岁|级|万|规模",
    "面积": r"平方|亩|公顷",
    "多长": r"米|公里|里|天|日|年|月|小时|分钟|周|星期|学期",
    "全长": r"米|公里|里",
    "多高": r"米|层",
    "多远": r"米|公里|里",
    "多重": r"吨|公斤|千克|克",
}
_AREA_ASKED = re.compile(r"面积(?=$|[是为?]|有?多[少大]|有几)")
# Units that no other word stands in for, unlike 个 or 名. Those of things stand in the head of a table, too.
OF_THINGS = frozenset({*_ALSO.values(), "间", "页"} - {_LENGTH})
MEASURES = (
    frozenset(_EXTENT.values())
    | {_LENGTH}
    | frozenset(("平方公里", "平方米", "公里", "千米", "公顷", "亩", "吨", "倍", "岁", "小时"))
    | OF_THINGS
)


def asked_units(folded: str) -> tuple[str, ...]:
    """Patterns of the units that a folded question asks a number of: 多少公里, 几倍, 有多大."""
    units = []
    for match in _ASKED_UNIT.finditer(folded):
        unit = next((u for u in UNITS if match[1].startswith(u)), None)
        if unit:
            units.append(_ALSO.get(unit) or re.escape(unit))
    extents = {"全长" if w == "多长" and not _SPAN.search(folded) else w for w in _EXTENT if w in folded}
    if not _AREA_ASKED.search(folded):
        extents.discard("面积")  # 「种植面积的抽查比例」, 「按面积收费」
    if not asks_for("number", folded):
        extents.discard("多大")  # 「多大比例」 asks a share
    if asks_for("percent", folded):
        extents.discard("多高")  # 「比例多高」, too
    return tuple(units + [_EXTENT[word] for word in sorted(extents)])


def holds_unit(unit: str, folded: str) -> bool:
    """Whether a number stands before the unit in a folded sentence, or behind it in a row: 台数：64.

    In a row of a table the unit may stand in the head; 18周岁 are so many 岁.
    """
    if "|" in folded and any(c.isdigit() for c in folded):
        return True
    return _counted(unit).search(folded) is not None


@lru_cache(1024)
def _counted(unit: str) -> re.Pattern[str]:
    number = r"(?:\d|[〇零一二三四五六七八九十百千万亿两几数多余])"
    return re.compile(rf"{number}\s*[万亿周个]?(?:工作)?(?:{unit})|(?:{unit})数?[^;:，。]{{0,3}}:\s*\d")

"""Automatic numbers of Word paragraphs (第一条, 一、, （1）), as a reader sees them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

from docx.oxml.ns import qn
from lxml.etree import _Element as Element

_DIGITS = "零一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ((1000, "千"), (100, "百"), (10, "十"), (1, ""))
_LEGAL_UNITS = ((1000, "仟"), (100, "佰"), (10, "拾"), (1, ""))
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    form: str
    text: str
    # Numbers of outer levels are written in digits: 1.2 below 第一章.
    legal: bool = False


@dataclass(frozen=True, slots=True)
class _List:
    """A list and the definition that it shares with others: they go on counting where one left off.

    `restarts` are the depths at which this one begins anew.
    """

    definition: str
    levels: dict[int, _Level]
    restarts: tuple[int, ...]


class Numbers:
    """Counts the numbered paragraphs of one document, in their order."""

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        self._lists = _lists(numbering) if numbering is not None else {}
        self._by_style = _style_numbers(styles) if styles is not None else {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._begun: set[str] = set()

    def label(self, paragraph: Element) -> str:
        """Return the number in front of a paragraph, and count it; empty when it has none."""
        number, depth = self._place(paragraph)
        listed = self._lists.get(number)
        level = listed.levels.get(depth) if listed else None
        if listed is None or level is None:
            return ""
        counts = self._counts_of(number, listed)
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [d for d in counts if d > depth]:
            del counts[deeper]
        if level.form in ("bullet", "none"):
            return ""
        label = level.text
        for d, other in listed.levels.items():
            if f"%{d + 1}" in label:
                form = "decimal" if level.legal else other.form
                label = label.replace(f"%{d + 1}", _numeral(counts.get(d, other.start), form))
        return label

    def _counts_of(self, number: str, listed: _List) -> dict[int, int]:
        """Counts by depth, set back where a list that begins asks for it."""
        counts = self._counts[listed.definition]
        if number not in self._begun:
            self._begun.add(number)
            for depth in listed.restarts:
                counts.pop(depth, None)
        return counts

    def _place(self, paragraph: Element) -> tuple[str, int]:
        properties = paragraph.find(qn("w:pPr"))
        if properties is None:
            return "", 0
        style = _value(properties.find(qn("w:pStyle"))) or ""
        inherited = self._by_style.get(style, ("", 0))
        own = properties.find(qn("w:numPr"))
        if own is None:
            return inherited
        depth = _value(own.find(qn("w:ilvl")))
        return _value(own.find(qn("w:numId"))) or inherited[0], int(depth) if depth else inherited[1]


def _lists(numbering: Element) -> dict[str, _List]:
    """Every list by its number; what a list overrides stands in for what it is based on."""
    abstract = {
        a.get(qn("w:abstractNumId")): _read_levels(a) for a in numbering.iterfind(qn("w:abstractNum"))
    }
    lists: dict[str, _List] = {}
    for number in numbering.iterfind(qn("w:num")):
        definition = _value(number.find(qn("w:abstractNumId"))) or ""
        levels = dict(abstract.get(definition, {}))
        restarts = []
        for override in number.iterfind(qn("w:lvlOverride")):
            levels |= _read_levels(override)
            depth, start = int(override.get(qn("w:ilvl")) or 0), override.find(qn("w:startOverride"))
            if depth in levels and start is not None:
                levels[depth] = replace(levels[depth], start=int(_value(start) or 1))
                restarts.append(depth)
        lists[str(number.get(qn("w:numId")))] = _List(definition, levels, tuple(restarts))
    return lists


def _read_levels(parent: Element) -> dict[int, _Level]:
    return {
        int(level.get(qn("w:ilvl")) or 0): _Level(
            int(_value(level.find(qn("w:start"))) or 1),
            _value(level.find(qn("w:numFmt"))) or "decimal",
            _value(level.find(qn("w:lvlText"))) or "",
            level.find(qn("w:isLgl")) is not None,
        )
        for level in parent.iterfind(qn("w:lvl"))
    }


def _style_numbers(styles: Element) -> dict[str, tuple[str, int]]:
    """(list, depth) of paragraph styles; one without takes that of the style it is based on."""
    own: dict[str, tuple[str, int]] = {}
    base: dict[str, str] = {}
    for style in styles.iterfind(qn("w:style")):
        name = str(style.get(qn("w:styleId")))
        base[name] = _value(style.find(qn("w:basedOn"))) or ""
        number = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if number is not None and (listed := _value(number.find(qn("w:numId")))):
            own[name] = listed, int(_value(number.find(qn("w:ilvl"))) or 0)
    found: dict[str, tuple[str, int]] = {}
    for name in base:
        seen: list[str] = []
        at = name
        while at and at not in own and at not in seen:
            seen.append(at)
            at = base.get(at, "")
        if at in own:
            found[name] = own[at]
    return found


def _value(element: Element | None) -> str | None:
    return None if element is None else element.get(qn("w:val"))


def _numeral(number: int, form: str) -> str:
    """Number in one of Word's number formats (ECMA-376, 17.18.59); unknown ones count in digits."""
    if form.startswith(("chineseCounting", "japaneseCounting", "taiwaneseCounting")):
        return _chinese(number, _DIGITS, _UNITS).removeprefix("一" if 10 <= number < 20 else "\0")
    if form in ("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"):
        return "".join("〇一二三四五六七八九"[int(d)] for d in str(number))
    if form in ("chineseLegalSimplified", "japaneseLegal", "ideographLegalTraditional"):
        return _chinese(number, _LEGAL, _LEGAL_UNITS)
    if form.endswith("Letter"):
        letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letters.upper() if form.startswith("upper") else letters
    if form.endswith("Roman"):
        return _roman(number).upper() if form.startswith("upper") else _roman(number)
    if form == "ideographTraditional" and 1 <= number <= 10:
        return _STEMS[number - 1]
    if form == "ideographZodiac" and 1 <= number <= 12:
        return _BRANCHES[number - 1]
    if form.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    if form == "decimalZero":
        return f"{number:02}"
    return str(number)


def _chinese(number: int, digits: str, units: tuple[tuple[int, str], ...]) -> str:
    written, gap = "", False
    for value, unit in units:
        digit, number = divmod(number, value)
        if digit:
            written += (digits[0] if gap else "") + digits[digit] + unit
        gap = bool(written) and not digit
    return written or digits[0]


def _roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        written += letters * count
    return written

"""Which 款 and 项 of a law's clause a place stands in."""

from __future__ import annotations

import re
from bisect import bisect_right

_NUMERAL = "[一二三四五六七八九十百千零〇0-9]+"
_NUMBER = re.compile(rf"(第{_NUMERAL}条)(之{_NUMERAL})?")
# What ends a clause: the next one, a chapter, a Markdown heading, an attachment.
_NEXT = re.compile(
    rf"(?m)^[ \t　#*]*(?:第{_NUMERAL}[编章节条](?![款项的规至、，和及或]|第)|#|附件|附表|附录)"
)
_ITEM = re.compile(rf"[（(]({_NUMERAL})[）)]")
_SUBITEM = re.compile(r"\d{1,2}[.．、]")
# A line that names the clause and holds no 款: its number, or its title 【适用范围】.
_TITLE = re.compile(r"[【\[][^】\]]*[】\]]|[*#\s　]*")
_DIGITS = "〇一二三四五六七八九"


def clause_path(text: str, heading: str, place: int) -> tuple[str, ...]:
    """Return the 款 and 项 of `text[place]`, in a part whose heading path ends in 第X条; () elsewhere.

    A 款 is a paragraph; one that stands alone in its clause is not counted, as laws cite themselves. A 项
    is a line that begins with （一）, of the 款 before it.
    """
    number = _NUMBER.fullmatch(heading.rpartition(" > ")[2])
    if not number:
        return ()
    begins = re.compile(rf"(?m)^[ \t　#*]*{number[1]}\s*{number[2] or ''}[ \t　*]*")
    start = max((m.end() for m in begins.finditer(text) if m.start() <= place), default=None)
    if start is None:
        return ()
    following = _NEXT.search(text, max(start, text.find("\n", start)))
    lines = _lines(text, start, following.start() if following else len(text))
    return _path(lines, place)


def _lines(text: str, start: int, end: int) -> list[tuple[int, str]]:
    found = []
    for line in text[start:end].split("\n"):
        if not _TITLE.fullmatch(line.strip()) and " | " not in line:
            found.append((start, line.strip()))
        start += len(line) + 1
    return found


def _path(lines: list[tuple[int, str]], place: int) -> tuple[str, ...]:
    paragraphs = [start for start, line in lines if not _ITEM.match(line) and not _SUBITEM.match(line)]
    number = bisect_right(paragraphs, place)
    if not number:
        return ()
    items = [_ITEM.match(line) for start, line in lines if paragraphs[number - 1] <= start <= place]
    item = next((match for match in reversed(items) if match), None)
    counted = (f"第{_numeral(number)}款",) if len(paragraphs) > 1 else ()
    return (*counted, f"第（{item[1]}）项") if item else counted


def _numeral(number: int) -> str:
    """Chinese numeral below 100; no clause has more paragraphs."""
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "") + (_DIGITS[ones] if ones else "")

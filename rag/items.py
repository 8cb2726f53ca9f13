"""A sentence that only announces a list, 下列人员可以申请：, and the items that follow it."""

from __future__ import annotations

import re

from index.sentences import split_sentences
from index.types import Document, Sentence

_ANNOUNCES = re.compile(r"[:：]\s*$")
_ITEM = re.compile(
    r"\s*(?:[（(][一二三四五六七八九十\d]+[）)]|\d{1,2}[.、．)）]|[一二三四五六七八九十]+[、是]|[①-⑳]|[-*•·▪■●]\s)"
)
_FIRST_INSIDE = re.compile(r"[:：]\s*(?:[（(][一1][）)]|1[.、．]|①)")
_HEADING = re.compile(r"[一二三四五六七八九十]+、[^。；;：:，,]{2,24}")


def end_of_items(document: Document, sentence: Sentence, room: int) -> int | None:
    """Where the last item ends of a list that a sentence announces, of those within so many characters.

    A numbered heading announces what stands right below it: 一、先进集体（3个）. None for a sentence that
    announces nothing, or where not even the first item fits.
    """
    text = document.text
    if _HEADING.fullmatch(text[sentence.start : sentence.end].strip()):
        return _end_of_first(text, sentence.end, sentence.start + room)
    if not _ANNOUNCES.search(text[sentence.start : sentence.end]):
        return None
    return _end_of_last(text, sentence.end, sentence.start + room)


def begin_of_list(document: Document, sentence: Sentence, reach: int) -> int | None:
    """Where the sentence begins that announces the list of which this one begins an item, so far before it.

    Without it an item says nothing: 饲养猫、狗等动物 is allowed or forbidden. None for what begins no item.
    """
    announcing = _announcing(document, sentence, reach)
    return announcing and announcing[0]


def whole_list(document: Document, sentence: Sentence, room: int) -> tuple[int, int] | None:
    """(start, end) of the list of which a sentence begins an item, with what announces it.

    As far as its items fit in so many characters. None for what begins no item, and where the item itself
    does not fit.
    """
    announcing = _announcing(document, sentence, room)
    if announcing is None:
        return None
    start, end = announcing
    last = _end_of_last(document.text, end, start + room)
    return (start, last) if last is not None and last >= sentence.end else None


def _announcing(document: Document, sentence: Sentence, reach: int) -> tuple[int, int] | None:
    """(start, end) of the sentence that announces the list of which this one begins an item."""
    text = document.text
    if not _ITEM.match(text, sentence.start):
        return None
    first = max(sentence.end - reach, 0)
    for start, end in reversed(split_sentences(text, first, sentence.start)):
        if _ANNOUNCES.search(text[start:end]) or _FIRST_INSIDE.search(text, start, end):
            return (start, end) if start > first or first == 0 else None
        begins_line = text[start - 1 : start] in ("", "\n")
        if begins_line and not _ITEM.match(text, start):
            return None
    return None


def _end_of_last(text: str, start: int, reach: int) -> int | None:
    """Where the last of the items ends that begin here, of those that end before `reach`."""
    last, reach = None, min(reach, len(text))
    for begin, end in split_sentences(text, start, min(2 * reach - start, len(text))):
        if end > reach or not _ITEM.match(text, begin):
            break
        last = end
    return last


def _end_of_first(text: str, start: int, reach: int) -> int | None:
    """Where the sentence ends that begins on the next line, if that is none of another heading."""
    for first, end in split_sentences(text, start, min(reach + 1, len(text))):
        is_below = text[start:first].strip() == "" and "\n" in text[start:first]
        return end if is_below and end <= reach and not _ITEM.match(text, first) else None
    return None

"""A sentence that only announces a list, 下列人员可以申请：, and the items that follow it."""

from __future__ import annotations

import re

from index.sentences import split_sentences
from index.types import Document, Sentence

_ANNOUNCES = re.compile(r"[:：]\s*$")
_ITEM = re.compile(
    r"\s*(?:[（(][一二三四五六七八九十\d]+[）)]|\d{1,2}[.、．)）]|[一二三四五六七八九十]+[、是]|[①-⑳]|[-*•·▪■●]\s)"
)
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
    last = None
    reach = min(sentence.start + room, len(text))
    for start, end in split_sentences(text, sentence.end, min(reach + room, len(text))):
        if end > reach or not _ITEM.match(text, start):
            break
        last = end
    return last


def _end_of_first(text: str, start: int, reach: int) -> int | None:
    """Where the sentence ends that begins on the next line, if that is none of another heading."""
    for first, end in split_sentences(text, start, min(reach + 1, len(text))):
        is_below = text[start:first].strip() == "" and "\n" in text[start:first]
        return end if is_below and end <= reach and not _ITEM.match(text, first) else None
    return None

"""A sentence that only announces a list, 下列人员可以申请：, and the items that follow it."""

from __future__ import annotations

import re

from index.sentences import split_sentences
from index.types import Document, Sentence

_ANNOUNCES = re.compile(r"[:：]\s*$")
_ITEM = re.compile(
    r"\s*(?:[（(][一二三四五六七八九十\d]+[）)]|\d{1,2}[.、．)）]|[一二三四五六七八九十]+[、是]|[①-⑳]|[-*•·▪■●]\s)"
)


def end_of_items(document: Document, sentence: Sentence, room: int) -> int | None:
    """Where the last item ends of a list that a sentence announces, of those within so many characters.

    None for a sentence that announces none, or where not even the first item fits.
    """
    text = document.text
    if not _ANNOUNCES.search(text[sentence.start : sentence.end]):
        return None
    last = None
    reach = min(sentence.start + room, len(text))
    for start, end in split_sentences(text, sentence.end, min(reach + room, len(text))):
        if end > reach or not _ITEM.match(text, start):
            break
        last = end
    return last

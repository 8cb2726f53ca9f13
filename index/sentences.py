"""Where Chinese sentences end. Offsets only; nothing is copied or changed."""

from __future__ import annotations

import re

from index.tables import is_named_row

# A sentence ends after 。！？ and their closing quotes (a long one after ； too), at a line break that ends
# a paragraph, at a gap of several blanks after which pages of the web begin a new block, and after a
# Latin full stop.
_CLOSERS = r"[”’」』）)\]】》\"']*"
# A web address is passed over whole: its `?` and `;` end nothing. White space is looked at once only, at
# its beginning: from each of its places anew, a long run of it would cost the square of its length.
END = re.compile(
    r"(?P<address>(?:https?://|www\.)[!-~]*[A-Za-z0-9_/=&#%-])"
    rf"|[。！？!?；;…]+{_CLOSERS}\s*"
    r"|(?<!\s)\s*\n\s*"
    r"|[\t\u3000\xa0 ]{2,}"
    r"|(?<=[a-zA-Z\u4e00-\u9fff)])\.\s+(?=[A-Z\u4e00-\u9fff])"
)
_TERMINAL = "。！？!?；;…：:”」』）)】》|"
# A line shorter than this without a full stop is a heading or a list item, not a broken sentence.
_BROKEN_LINE = 40
# Up to this length a sentence is not taken apart at its semicolons: 西塔4月封顶；中塔5月封顶。 is one answer.
_WHOLE = 80


def split_sentences(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Return (start, end) of the sentences of `text[start:end]`, outer blanks left out.

    A sentence runs on over a line break that a narrow column put inside it.
    """
    end = len(text) if end is None else end
    spans: list[tuple[int, int]] = []
    parts: list[int] = []
    begin = start
    for match in END.finditer(text, start, end):
        if match["address"]:
            continue
        if match.group().isspace() and _is_broken_line(text, begin, match.start(), match.end()):
            continue
        parts.append(match.end())
        if match.group()[0] in "；;" and "\n" not in match.group():
            continue
        _append_parts(spans, text, begin, parts)
        begin, parts = match.end(), []
    _append_parts(spans, text, begin, [*parts, end])
    return spans


def _is_broken_line(text: str, begin: int, stop: int, resume: int) -> bool:
    """Whether the line break at [stop:resume] stands inside a sentence that began at `begin`."""
    if "\n" not in text[stop:resume] or stop <= begin or text[stop - 1] in _TERMINAL or resume >= len(text):
        return False
    line = text.rfind("\n", begin, stop) + 1 or begin
    long_line = stop - line >= _BROKEN_LINE and "|" not in text[line:stop]
    return long_line or text[stop - 1] in "，,、"


def _append_parts(spans: list[tuple[int, int]], text: str, begin: int, ends: list[int]) -> None:
    """A short sentence and a row of a table stay whole; others are taken apart at their semicolons."""
    whole = ends[-1] - begin <= _WHOLE or is_named_row(text[begin : ends[-1]])
    for end in ends[-1:] if whole else ends:
        _append(spans, text, begin, end)
        begin = end


def _append(spans: list[tuple[int, int]], text: str, begin: int, end: int) -> None:
    while begin < end and text[begin].isspace():
        begin += 1
    while end > begin and text[end - 1].isspace():
        end -= 1
    if end > begin:
        spans.append((begin, end))

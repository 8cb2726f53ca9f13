"""A document's headed parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.headings import heading_of
from index.stories import story_borders
from index.types import Article

# A table of contents: lines after this one until the first that repeats one of them.
_CONTENTS = re.compile(r"[#\s　]*目[\s　]*[录次][\s　]*$")
# 第三条 in the middle of a line, where the law's copyist forgot to begin a new one.
_NUMERAL = "[一二三四五六七八九十百千零〇]+"
_INNER_CLAUSE = re.compile(rf"(?<=[。；])[\s　]*(?=第{_NUMERAL}条(?:之{_NUMERAL})?(?:[\s　]+|【)\S)")
_SOLID = re.compile(r"\S")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank: its offset, itself without outer blanks, and the next such line."""

    start: int
    text: str
    following: str


def split_articles(document_id: str, text: str, body_start: int = 0) -> list[Article]:
    """Cut a text into headed parts that follow one another without a gap.

    The heading of a part is its path, outermost first, joined by ` > `. A part begins with its heading
    line. Front matter before `body_start` belongs to the first part.
    """
    lines = list(_lines(text, body_start))
    found = _stories(text, lines)
    borders = [(0, "")]
    solid = _first_solid(text, body_start)
    for start, heading in _borders(lines) if found is None else found:
        before, above = max(borders[-1][0], body_start), borders[-1][1]
        is_below = heading.startswith(f"{above} > ")
        if start <= solid or (is_below and _is_heading_alone(text[before:start], above)):
            borders[-1] = (borders[-1][0], heading)
        elif heading != above:
            borders.append((start, heading))
            solid = _first_solid(text, start)
    ends = [start for start, _ in borders[1:]] + [len(text)]
    return [Article(document_id, h, s, e) for (s, h), e in zip(borders, ends, strict=True) if e > s]


def has_stories(text: str, body_start: int = 0) -> bool:
    """Whether a text is a newspaper page, whose parts are articles of their own."""
    return _stories(text, list(_lines(text, body_start))) is not None


def _stories(text: str, lines: list[Line]) -> list[tuple[int, str]] | None:
    return story_borders(text, [(line.start, line.text, line.following) for line in lines])


def _first_solid(text: str, start: int) -> int:
    """Offset of the first character from `start` on that is not blank."""
    found = _SOLID.search(text, start)
    return found.start() if found else len(text)


def _is_heading_alone(part: str, above: str) -> bool:
    """Whether a part is no more than the line that heads the next part too: 第一章 总则."""
    return re.sub(r"[#\s]", "", part) == re.sub(r"\s", "", above.rpartition(" > ")[2])


def _lines(text: str, body_start: int) -> Iterator[Line]:
    """Lines that are not blank; one that holds clauses in its middle is several.

    Inside quotation marks stand the clauses of another law, which this one changes.
    """
    pieces: list[tuple[int, str]] = []
    start = body_start
    for raw in text[body_start:].split("\n"):
        at = looked = 0
        quoted = False
        for inner in _INNER_CLAUSE.finditer(raw):
            quoted = _is_quoting(raw[looked : inner.start()], quoted)
            looked = inner.start()
            if not quoted:
                pieces.append((start + at, raw[at : inner.end()].strip()))
                at = inner.end()
        pieces.append((start + at, raw[at:].strip()))
        start += len(raw) + 1
    pieces = [piece for piece in pieces if piece[1]]
    following = [line for _, line in [*pieces[1:], (0, "")]]
    yield from (Line(place, line, after) for (place, line), after in zip(pieces, following, strict=False))


def _borders(lines: list[Line]) -> Iterator[tuple[int, str]]:
    """(start, heading path) of every line that heads something."""
    path: dict[int, str] = {}
    contents: set[str] | None = None
    quoted = False
    for line in lines:
        if _CONTENTS.match(line.text):
            contents, path = set(), {}
            yield line.start, "目录"
            continue
        plain = re.sub(r"[#\s　.…·\d]", "", line.text)
        if contents is not None:
            if plain not in contents and not _ends_contents(line, contents):
                contents.add(plain)
                continue
            contents = None
        found = None if quoted else heading_of(line.text, line.following)
        quoted = _is_quoting(line.text, quoted)
        if found:
            path = {k: v for k, v in path.items() if k < found.level} | {found.level: found.title}
            yield line.start, " > ".join(path[k] for k in sorted(path))


def _ends_contents(line: Line, contents: set[str]) -> bool:
    """Whether running text begins: a table of contents has short lines only."""
    return len(line.text) > 60 or bool(contents) and line.text.endswith(("。", "：", "；"))


def _is_quoting(line: str, quoted: bool) -> bool:
    """Whether a quotation is open at the end of a line: an amended clause that goes over several lines."""
    opened, closed = line.rfind("“"), line.rfind("”")
    return opened > closed if opened >= 0 or closed >= 0 else quoted

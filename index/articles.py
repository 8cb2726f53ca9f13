"""A document's headed parts: Markdown headings, 编/章/节/条, 一、 sections, newspaper headlines."""

from __future__ import annotations

import re

from index.types import Article

_NUMERAL = "[一二三四五六七八九十百千零〇0-9]+"
_MARKDOWN = re.compile(r"(#{1,6})\s+(.+)")
_CHAPTER = re.compile(rf"[\s　]*(第{_NUMERAL}([编章节]))[\s　]*(.{{0,40}})$")
# A paragraph may begin with a clause that it only cites: 第五条规定的…, 第十条第二款….
_CITED = rf"款|项|的|规定|至|、|，|和|及|或|[》）)]|中[的所规，]|第{_NUMERAL}[款项]"
_CLAUSE = re.compile(rf"[\s　]*(第{_NUMERAL}条(?:之{_NUMERAL})?)(?!{_CITED})")
_SECTION = re.compile(rf"[\s　]*({_NUMERAL}、[^。；;，]{{1,38}})$")
_HEADLINE = re.compile(r"[^。！？；：:，,|]{5,36}[？！]?$")
# Between a headline and its text stand the reporter and the day; they head nothing.
_BYLINE = re.compile(r"[□（(-]|上接|下转|本报|记者|通讯员|作者|来源|\d{4}[年./-]|[一二][〇零○]")
_CLAUSE_LEVEL = 20
_LEVELS = {"编": 11, "章": 12, "节": 13}
_SECTION_LEVEL = 15
_HEADLINE_LEVEL = 14
_MAX_HEADING = 60


def split_articles(document_id: str, text: str, body_start: int = 0) -> list[Article]:
    """Cut a text into headed parts that follow one another without a gap.

    The heading of a part is its path, outermost first, joined by ` > `. A part begins with its
    heading line. Front matter before `body_start` belongs to the first part.
    """
    borders = [(0, "")]
    path: dict[int, str] = {}
    for start, line, following in _lines(text, body_start):
        found = _heading(line, following)
        if found is None:
            continue
        level, title = found
        path = {k: v for k, v in path.items() if k < level} | {level: title[:_MAX_HEADING]}
        heading = " > ".join(path[k] for k in sorted(path))
        if not text[max(borders[-1][0], body_start) : start].strip():
            borders[-1] = (borders[-1][0], heading)
        else:
            borders.append((start, heading))
    ends = [start for start, _ in borders[1:]] + [len(text)]
    return [Article(document_id, h, s, e) for (s, h), e in zip(borders, ends, strict=True) if e > s]


def _lines(text: str, body_start: int) -> list[tuple[int, str, str]]:
    """(offset, line, next line that is not blank) of every line that is not blank."""
    found: list[tuple[int, str]] = []
    start = body_start
    for raw in text[body_start:].split("\n"):
        if raw.strip():
            found.append((start, raw.strip()))
        start += len(raw) + 1
    following = [line for _, line in [*found[1:], (0, "")]]
    return [(s, line, after) for (s, line), after in zip(found, following, strict=False)]


def _heading(line: str, following: str) -> tuple[int, str] | None:
    if match := _MARKDOWN.match(line):
        return len(match[1]), match[2].strip()
    if match := _CHAPTER.match(line):
        return _LEVELS[match[2]], f"{match[1]} {match[3].strip()}".strip()
    if match := _CLAUSE.match(line):
        return _CLAUSE_LEVEL, match[1]
    if match := _SECTION.match(line):
        return _SECTION_LEVEL, match[1].strip()
    if _HEADLINE.match(line) and len(following) > len(line) + 20 and not _BYLINE.match(line):
        return _HEADLINE_LEVEL, line
    return None

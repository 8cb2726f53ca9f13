"""The stories of a newspaper page: where each begins, and which text belongs to none for sure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.headings import heading_of
from index.repeats import Repeat, find_repeats

Lines = Sequence[tuple[int, str, str]]

# The reporters beneath a headline; a story may also begin with its agency: 本报讯（记者 李明）1月28日….
_BYLINE = re.compile(
    r"[□■◎●◆]?\s*(?:文|图|文字|图文|文图|文[/／]图|图[/／]文)\s*[/／:：]"
    r"|[□■◎●◆]\s*(?:本报|[\u4e00-\u9fff]{2,6}报)?\s*(?:记者|通讯员)?[\s　]*[\u4e00-\u9fff]{2,4}"
    r"|[（(【]?(?:本报|[\u4e00-\u9fff]{2,6}(?:日报|晚报|时报|晨报|早报))?(?:全媒体|特约|首席|见习)?"
    r"(?:记者|通讯员)[\s　:：/／]"
)
_AGENCY = re.compile(
    r"[【\[（(]?(?:本报|[\u4e00-\u9fff]{2,4}社)[\u4e00-\u9fff\s]{0,8}(?:讯|电)[】\]）)]?(?=[\s　（(\d：:])"
)
_MAX_BYLINE = 60
_CAPTION = re.compile(r"图为|图片|摄\s*$|供图\s*$|^[▲▼△▽]")
_CONTINUED = re.compile(r"[（(【\[▲▼]?\s*(?:上接|紧接|承接)\s*第?\s*[A-Za-z]?\d{0,2}\s*[版页]?")
_TURNED = re.compile(r"[（(【\[▲▼]?\s*(?:下转|转)\s*第?\s*[A-Za-z]?\d{1,2}\s*版")
_MAX_MARK = 20
_HEADLINE = re.compile(r"[^。；;|]{4,60}")
_MAX_LINES = 3


@dataclass(frozen=True, slots=True)
class _Head:
    """Lines [first, last] that head a story."""

    first: int
    last: int
    title: str


def story_borders(text: str, lines: Lines) -> list[tuple[int, str]] | None:
    """(start, heading path) of the parts of a newspaper page, or None when the text is none.

    A page has two headlines with reporters beneath, or one and a mark of continuation (上接A01版). What
    follows such a mark has no story, nor has a passage that stands in two stories: its heading is that of
    its section alone, or empty.
    """
    heads = {head.first: head for head in _heads(lines)}
    marks = [n for n, (_, line, _) in enumerate(lines) if _is_continuation(line)]
    if len(heads) < 2 and not (heads and marks):
        return None
    return _sorted(text, _walk(lines, heads, set(marks)), heads, lines)


def _heads(lines: Lines) -> Iterator[_Head]:
    taken = -1
    for number, (_, line, _) in enumerate(lines):
        if not _is_byline(line):
            continue
        last = number - 1
        while last > taken and _CAPTION.search(lines[last][1]):
            last -= 1
        first = last + 1
        while first - 1 > taken and last - first + 1 < _MAX_LINES and _is_headline(lines[first - 1][1]):
            first -= 1
        if first <= last:
            yield _Head(first, last, " ".join(line for _, line, _ in lines[first : last + 1]))
            taken = number


def _is_byline(line: str) -> bool:
    short = len(line) <= _MAX_BYLINE and not line.endswith(("摄", "。"))
    return bool((short and _BYLINE.match(line)) or _AGENCY.match(line))


def _is_headline(line: str) -> bool:
    mark = _is_continuation(line) or _TURNED.match(line)
    return (
        bool(_HEADLINE.fullmatch(line))
        and not line.endswith(("，", ",", "：", ":", "！”", "。”"))
        and not mark
    )


def _is_continuation(line: str) -> bool:
    return len(line) <= _MAX_MARK and _CONTINUED.match(line) is not None


def _walk(lines: Lines, heads: dict[int, _Head], marks: set[int]) -> Iterator[tuple[int, str]]:
    """Borders by headlines, sections and marks of continuation."""
    story: str | None = ""
    inside = -1
    loose = False
    for number, (start, line, following) in enumerate(lines):
        if number in heads:
            story, inside, loose = heads[number].title, heads[number].last, False
            yield start, story
        elif number in marks:
            story, loose = None, False
            yield start, ""
        elif number > inside and not _is_byline(line):
            found = heading_of(line, following)
            if found:
                yield start, f"{story} > {found.title}" if story else found.title
                loose = story is None and _is_mixed(number, heads, marks)
            elif loose and heading_of(lines[number - 1][1], line) is None:
                # Columns of several stories may follow one another: a section is sure of one paragraph.
                yield start, ""
                loose = False


def _is_mixed(number: int, heads: dict[int, _Head], marks: set[int]) -> bool:
    """Whether several continuations stand between the headlines around a line."""
    before = max((n for n in heads if n <= number), default=-1)
    after = min((n for n in heads if n > number), default=1 << 30)
    return sum(before < mark < after for mark in marks) > 1


def _sorted(
    text: str, borders: Iterator[tuple[int, str]], heads: dict[int, _Head], lines: Lines
) -> list[tuple[int, str]]:
    """Take the story from the headings of passages that were pasted into it from another."""
    starts = [lines[head.first][0] for head in heads.values()]
    titles = [head.title for head in heads.values()]
    found = list(borders)
    for repeat in find_repeats(text):
        for start, end in _pasted(text, repeat, starts):
            found = _without_story(found, start, end, titles)
    return found


def _pasted(text: str, repeat: Repeat, starts: list[int]) -> list[tuple[int, int]]:
    """Places of a repeated passage where it does not belong.

    Within one story a repetition does no harm. In two, the copy that begins in the middle of a line is a
    fragment glued to another story's paragraph; if that does not tell, both are unclear.
    """
    stories = [sum(start <= begin for start in starts) for begin, _ in repeat.places]
    if len(set(stories)) < 2:
        return []
    depths = [begin - (text.rfind("\n", 0, begin) + 1) for begin, _ in repeat.places]
    glued = [
        place for place, depth in zip(repeat.places, depths, strict=True) if depth > 2 * min(depths) + 20
    ]
    return glued if len(glued) < len(repeat.places) and glued else list(repeat.places)


def _without_story(
    borders: list[tuple[int, str]], start: int, end: int, titles: list[str]
) -> list[tuple[int, str]]:
    resumed = next((heading for place, heading in reversed(borders) if place <= end), "")
    kept = [(place, heading) for place, heading in borders if place < start]
    kept.append((start, ""))
    for place, heading in borders:
        if start <= place < end:
            story = next(
                (title for title in titles if heading == title or heading.startswith(f"{title} > ")), ""
            )
            kept.append((place, heading.removeprefix(story).removeprefix(" > ")))
    if not any(place == end for place, _ in borders):
        kept.append((end, resumed))
    return kept + [(place, heading) for place, heading in borders if place >= end]

"""Lines that head what follows: Markdown, 编/章/节/条, sections of notices, headlines."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMERAL = "[一二三四五六七八九十百千零〇0-9]+"
_MARKDOWN = re.compile(r"(#{1,6})\s+(.+)")
_CHAPTER = re.compile(rf"[\s　]*(第{_NUMERAL}([编章节]))(?:[\s　]+|(?=[^的规中条款]))(.{{0,40}})$")
# A paragraph may begin with a clause that it only cites: 第五条规定的…, 第十条第二款….
_CITED = rf"款|项|的|规定|至|、|，|和|及|或|[》）)]|中[的所规，]|第{_NUMERAL}[款项]"
_CLAUSE = re.compile(rf"[\s　]*(第{_NUMERAL}条(?:之{_NUMERAL})?)(?!{_CITED})")
# What an amendment inserted, on a line of its own: 第一百二十条 / 之一 / 【帮助恐怖活动罪】….
_INSERTED = re.compile(rf"之{_NUMERAL}(?=[\s　【]|$)")
_HAN = "[一二三四五六七八九十]+"
# (level, mark) of the sections of notices, from the outermost.
_SECTIONS = (
    (15, re.compile(rf"[\s　]*{_HAN}[、．.]\s*(?=\S)")),
    (16, re.compile(rf"[\s　]*[（(]{_HAN}[）)]\s*(?=\S)")),
    (17, re.compile(r"[\s　]*\d{1,2}[、．.](?!\d)\s*(?=\S)")),
)
_ATTACHED = re.compile(r"[\s　]*(附件\s*\d{0,2}|附表\s*\d{0,2}|附录\s*\d{0,2})\s*[：:]?\s*(.{0,40})$")
_HEADLINE = re.compile(r"[^。！？；：:，,|]{5,36}[？！]?$")
# Between a headline and its text stand the reporter and the day; they head nothing.
_BYLINE = re.compile(
    r"[□（(<-]|上接|下转|本报|记者|通讯员|作者|来源|\d{4}[年./-]|[一二][〇零○]|.*[〔\[]\d{4}[〕\]].{0,6}号$"
)
_TORN = re.compile(
    r"[\u4e00-\u9fff]{1,3}(?<![年月日前天后来期时晨晚午初末底先外中上下里然此说悉据者夏秋冬春])[，,]"
)
_CLAUSE_LEVEL = 20
_LEVELS = {"编": 11, "章": 12, "节": 13}
_HEADLINE_LEVEL = 14
_ATTACHED_LEVEL = 10
_MAX_SECTION = 40
_MAX_HEADING = 60


@dataclass(frozen=True, slots=True)
class Heading:
    """What a line heads its part with; a lower level holds the higher ones."""

    level: int
    title: str


def heading_of(line: str, following: str) -> Heading | None:
    """Return the heading that a line is or begins with; `following` is the next line that is not blank."""
    if match := _MARKDOWN.match(line):
        inner = _unmarked(match[2].strip(), following)
        ranked = inner if inner and inner.level != _HEADLINE_LEVEL else None
        return ranked or _heading(len(match[1]), match[2])
    return _unmarked(line, following)


def _unmarked(line: str, following: str) -> Heading | None:
    """Return the heading of a line without a mark of Markdown."""
    if match := _CHAPTER.match(line):
        return _heading(_LEVELS[match[2]], f"{match[1]} {match[3].strip()}")
    if match := _CLAUSE.match(line):
        inserted = _INSERTED.match(following) if match.end() == len(line) else None
        return _heading(_CLAUSE_LEVEL, match[1] + (inserted.group() if inserted else ""))
    if match := _ATTACHED.match(line):
        return _heading(_ATTACHED_LEVEL, f"{match[1]} {match[2].strip()}")
    if section := _section(line):
        return section
    if _HEADLINE.match(line) and len(following) > len(line) + 20 and not _runs_on(line, following):
        return _heading(_HEADLINE_LEVEL, line)
    return None


def _runs_on(line: str, following: str) -> bool:
    """Whether a line is a byline, or a sentence that a column broke: …细分行业的龙头 / 企业，疫情期间….

    Then a few characters stand before the next comma that do not begin a sentence, as 日前 and 近年来 do.
    """
    return _BYLINE.match(line) is not None or _TORN.match(following) is not None


def _section(line: str) -> Heading | None:
    """Return the title of a section: the whole line, or what stands before its first full stop.

    An item that goes on as a sentence, or ends in ；, is an item of a list and heads nothing.
    """
    for level, mark in _SECTIONS:
        match = mark.match(line)
        if not match:
            continue
        title, stop, _ = line[match.start() :].partition("。")
        title = title.strip()
        plain = not re.search(r"[；;，,：:]", title) and len(title) <= _MAX_SECTION
        alone = not stop and not line.rstrip().endswith(("；", ";", "，", "、"))
        return _heading(level, title) if plain and (alone or _has_more(line, match.end())) else None
    return None


def _has_more(line: str, start: int) -> bool:
    """Whether text follows the title in its line, as in （一）补贴标准。每户补贴900元."""
    _, _, rest = line[start:].partition("。")
    return bool(rest.strip())


def _heading(level: int, title: str) -> Heading:
    return Heading(level, title.strip()[:_MAX_HEADING])

"""Saved web pages to text: scripts and navigation left out, table rows kept on one line."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from copy import copy

from bs4 import BeautifulSoup, Tag
from bs4.element import CData, NavigableString, PageElement, PreformattedString

from index.decode import decode
from index.errors import CorpusError
from index.formats.html_stated import stated_fields
from index.formats.reading import Beat
from index.types import Extracted

_DECLARATION = re.compile(r"\s*<\?xml[^>]*>")
_NO_TEXT = ["script", "style", "noscript", "template", "iframe", "svg"]
# The controls of a form; what else it holds may be the whole page.
_CONTROLS = ["input", "select", "textarea", "button", "option"]
_NAVIGATION_TAGS = ("nav", "footer", "aside")
_NAVIGATION = re.compile(
    r"\b(nav|navbar|menu|breadcrumb|crumb|footer|foot|sidebar|share|toolbar|copyright|related|comment)s?\b",
    re.IGNORECASE,
)
# An element that holds more of the page's running text than this is no navigation, whatever its name.
_MAX_SHARE = 1 / 3
# What stands above the headline of a page is its masthead, unless it is this long or holds a sentence.
_MASTHEAD = 200
_MASTHEAD_LINES = 12
_TITLE_PARTS = re.compile(r"[_|]|--| - ")
_END = "\0"
_MAX_SPAN = 1000
_MAX_REPEATED = 60
# Everything else begins a new line.
_INLINE = {
    *("a", "abbr", "b", "bdi", "big", "cite", "code", "em", "font", "i", "img", "ins", "label", "mark", "q"),
    *("s", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "wbr", "td", "th"),
}


def read_html(data: bytes, beat: Beat) -> Extracted:
    """Read a saved web page. Raises CorpusError when its bytes are no text or nothing readable is left."""
    source, codec = decode(data)
    soup = BeautifulSoup(_DECLARATION.sub("", source, count=1), "html.parser")
    stated = stated_fields(soup)
    return Extracted(_soup_text(soup), codec, stated=stated)


def html_text(source: str) -> str:
    """Text of a page as a reader sees it: one line a block, one line a table row, cells split by ` | `.

    Raises CorpusError when nothing readable is left.
    """
    return _soup_text(BeautifulSoup(_DECLARATION.sub("", source, count=1), "html.parser"))


def _soup_text(soup: BeautifulSoup) -> str:
    title = soup.title.get_text(" ", strip=True) if soup.title else ""
    for tag in soup([*_NO_TEXT, *_CONTROLS, "title"]):
        tag.decompose()
    _remove_navigation(soup)
    above, body = _split_at(soup, soup.find("h1"))
    lines = body if _is_masthead(above) else above + body
    if not lines:
        raise CorpusError("网页里没有可读的正文")
    return "\n".join(_from_title(lines, title))


def _remove_navigation(soup: BeautifulSoup) -> None:
    total = _running_text(soup)
    for tag in soup.find_all(_is_navigation):
        if not tag.decomposed and not tag.find("h1") and _running_text(tag) <= _MAX_SHARE * total:
            tag.decompose()


def _running_text(tag: Tag) -> int:
    """Characters outside links: a menu has few, however long it is."""
    return _length(tag) - sum(map(_length, tag("a")))


def _length(tag: Tag) -> int:
    return sum(not c.isspace() for c in tag.get_text())


def _is_navigation(tag: Tag) -> bool:
    if tag.name in ("html", "body", "main", "article"):
        return False
    names = " ".join(
        [*(tag.get_attribute_list("class") or []), str(tag.get("id") or ""), str(tag.get("role") or "")]
    )
    return (
        tag.name in _NAVIGATION_TAGS
        or _NAVIGATION.search(names.replace("_", " ").replace("-", " ")) is not None
    )


def _split_at(soup: BeautifulSoup, headline: PageElement | None) -> tuple[list[str], list[str]]:
    """Lines above the headline, and those from it on; without one all are of the second kind."""
    above: list[str] = []
    parts: list[str] = []
    for element, part in _parts(soup):
        if headline is not None and element is headline and not above:
            above, parts = parts, []
        parts.append(part)
    return _lines(above), _lines(parts)


def _lines(parts: list[str]) -> list[str]:
    raw = "".join(parts).split(_END)
    return [line for part in raw if (line := re.sub(r"[ \t\r\n\xa0]+", " ", part).strip()).strip(" |")]


def _is_masthead(lines: list[str]) -> bool:
    return sum(map(len, lines)) < _MASTHEAD and not any("。" in line for line in lines)


def _from_title(lines: list[str], title: str) -> list[str]:
    """Begin at the line that repeats a part of the page's title; without one, put the title on top."""
    parts = [p.strip() for p in _TITLE_PARTS.split(title) if p.strip()]
    named = next((i for i, line in enumerate(lines[:_MASTHEAD_LINES]) if line in parts), None)
    if named is not None:
        return lines[named:] if _is_masthead(lines[:named]) else lines
    longest = max(parts, key=len, default="")
    return lines if any(p in lines[0] for p in parts) or not longest else [longest, *lines]


def _parts(soup: BeautifulSoup) -> Iterator[tuple[PageElement | None, str]]:
    """(element that begins here, text) in reading order; NUL stands where a line ends.

    Line breaks of the source mean nothing outside `pre`. A stack instead of recursion: unclosed tags of
    old pages nest without end.
    """
    _repeat_cells(soup)
    tables = {id(row) for table in soup("table") if (row := table.find_parent("tr"))}
    stack: list[tuple[PageElement | str, str, str]] = [(soup, _END, " ")]
    while stack:
        node, end, newline = stack.pop()
        if isinstance(node, Tag):
            inner = end
            children: list[PageElement | str] = list(node.children)
            border = [] if node.name in _INLINE else [end]
            if node.name == "tr":
                is_layout = id(node) in tables or len(node.find_all(["td", "th"], recursive=False)) < 2
                inner = end if is_layout else " "
                children = _cells(children, end if is_layout else " | ")
            if node.name == "pre":
                newline = end
            yield node, ""
            inside = [(child, inner, newline) for child in children]
            around = [(mark, end, newline) for mark in border]
            stack += reversed([*around, *inside, *around])
        elif not isinstance(node, NavigableString):
            yield None, str(node)
        elif isinstance(node, CData) or not isinstance(node, PreformattedString):
            yield None, str(node).replace(_END, "").replace("\n", newline)


def _repeat_cells(soup: BeautifulSoup) -> None:
    """Put a cell that reaches over several rows into each of them, as the readers of other formats do.

    A long one is no label of rows but a column of the page's layout.
    """
    tables: dict[int, dict[int, tuple[Tag, int]]] = defaultdict(dict)
    for row in soup("tr"):
        waiting = tables[id(row.find_parent("table"))]
        column = 0
        cells = row.find_all(["td", "th"], recursive=False)
        while cells or column in waiting:
            if column in waiting:
                cell, left = waiting.pop(column)
                if _length(cell) <= _MAX_REPEATED:
                    row.insert(row.index(cells[0]) if cells else len(row.contents), copy(cell))
            else:
                cell = cells.pop(0)
                left = _span(cell, "rowspan")
            if left > 1:
                waiting[column] = cell, left - 1
            column += _span(cell, "colspan")


def _span(cell: Tag, name: str) -> int:
    written = str(cell.get(name) or "1").strip()
    return min(max(int(written), 1), _MAX_SPAN) if written.isdecimal() else 1


def _cells(children: list[PageElement | str], border: str) -> list[PageElement | str]:
    """Children of a row with `border` between its cells."""
    parted: list[PageElement | str] = []
    seen = False
    for child in children:
        if isinstance(child, Tag) and child.name in ("td", "th"):
            parted += [border] if seen else []
            seen = True
        parted.append(child)
    return parted

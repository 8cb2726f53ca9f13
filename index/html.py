"""Saved web pages to text: scripts and navigation left out, table rows kept on one line."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag
from bs4.element import Comment, Doctype, NavigableString

from index.errors import CorpusError

_LEFT_OUT = [
    "script",
    "style",
    "noscript",
    "template",
    "nav",
    "footer",
    "aside",
    "form",
    "iframe",
    "svg",
    "button",
    "head",
]
_NAVIGATION = re.compile(
    r"\b(nav|navbar|menu|breadcrumb|crumb|footer|foot|sidebar|share|toolbar|copyright|related|comment)s?\b",
    re.IGNORECASE,
)
# What stands above the headline of a page is its masthead, not its text.
_TOP = "\1"
_TITLE_PARTS = re.compile(r"[_|]|--| - ")
_MASTHEAD = 12
# Everything else begins a new line.
_INLINE = {
    "a",
    "abbr",
    "b",
    "bdi",
    "big",
    "cite",
    "code",
    "em",
    "font",
    "i",
    "img",
    "ins",
    "label",
    "mark",
    "q",
} | {*("s", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "wbr", "td", "th")}


def html_text(source: str) -> str:
    """Text of a page as a reader sees it: one line a block, one line a table row, cells split by ` | `.

    Raises CorpusError when nothing readable is left.
    """
    soup = BeautifulSoup(source, "html.parser")
    title = soup.title.get_text(" ", strip=True) if soup.title else ""
    for tag in soup(_LEFT_OUT):
        tag.decompose()
    for tag in soup.find_all(_is_navigation):
        tag.decompose()
    headline = soup.find("h1")
    if isinstance(headline, Tag):
        headline.insert_before(NavigableString(_TOP))
    raw = "".join(_parts(soup)).rpartition(_TOP)[2].split("\0")
    lines = [line for part in raw if (line := re.sub(r"[ \t\r\n\xa0]+", " ", part).strip()).strip(" |")]
    if not lines:
        raise CorpusError("网页里没有可读的正文")
    return "\n".join(_from_title(lines, title))


def _from_title(lines: list[str], title: str) -> list[str]:
    """Begin at the line that repeats a part of the page's title; without one, put the title on top."""
    parts = [p.strip() for p in _TITLE_PARTS.split(title) if p.strip()]
    named = next((i for i, line in enumerate(lines[:_MASTHEAD]) if line in parts), None)
    if named is not None:
        return lines[named:]
    longest = max(parts, key=len, default="")
    return lines if any(p in lines[0] for p in parts) or not longest else [longest, *lines]


def _is_navigation(tag: Tag) -> bool:
    if tag.name in ("html", "body", "main", "article"):
        return False
    names = " ".join(
        [*(tag.get_attribute_list("class") or []), str(tag.get("id") or ""), str(tag.get("role") or "")]
    )
    return _NAVIGATION.search(names.replace("_", " ").replace("-", " ")) is not None


def _parts(tag: Tag) -> list[str]:
    """Texts in reading order; NUL stands where a line ends, as source line breaks mean nothing."""
    parts: list[str] = []
    for child in tag.children:
        if isinstance(child, Tag):
            if child.name == "tr":
                cells = [
                    "".join(_parts(c)).replace("\0", " ")
                    for c in child.find_all(["td", "th"], recursive=False)
                ]
                parts += ["\0", " | ".join(cells), "\0"]
            else:
                border = [] if child.name in _INLINE else ["\0"]
                parts += [*border, *_parts(child), *border]
        elif isinstance(child, NavigableString) and not isinstance(child, (Comment, Doctype)):
            parts.append(str(child).replace("\0", ""))
    return parts

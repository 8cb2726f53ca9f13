"""What a web page states of its document outside the running text: meta tags and the label table."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag

from index.dates import find_date
from index.sidecar import DATES, from_fields
from index.types import Metadata

_LABELS = {
    "title": ("标题", "名称", "信息名称", "文件名称", "公文名称"),
    "issuer": ("发文机关", "发布机关", "发布机构", "发文单位", "制定机关", "制发机关", "信息来源单位"),
    "doc_no": ("发文字号", "文号", "文件编号", "发文号", "公文文号"),
    "published": ("发布日期", "发布时间", "公开日期", "发文日期", "公布日期"),
    "source": ("来源", "信息来源", "稿件来源", "文章来源"),
    "effective": ("施行日期", "实施日期", "生效日期"),
    "expires": ("失效日期", "废止日期", "失效时间"),
}
_FIELD = {label: field for field, labels in _LABELS.items() for label in labels}
_META = {
    "articletitle": "title",
    "pubdate": "published",
    "contentsource": "source",
    "publishdate": "published",
    "article:published_time": "published",
}
_ROOMS = ("td", "th", "li", "dt", "dd", "span", "p", "div", "em", "b", "strong", "label")
_LABELLED = re.compile(r"[【\[]?(?P<label>[\u4e00-\u9fff]{2,8})[】\]]?[：:]?(?P<value>.*)", re.DOTALL)
_MAX_VALUE = 120
# One label may stand in any text; a table of labels has several.
_MIN_LABELS = 2


def stated_fields(soup: BeautifulSoup) -> Metadata:
    """Return the fields of a page's meta tags and of the block of labels (发文字号：…) above its text."""
    found: dict[str, str] = {}
    labelled = list(_labelled(soup))
    if len({field for field, _ in labelled}) >= _MIN_LABELS:
        for field, value in labelled:
            found.setdefault(field, value)
    for tag in soup("meta"):
        known = _META.get(str(tag.get("name") or tag.get("property") or "").lower())
        if known and (plain := _value(known, str(tag.get("content") or ""))):
            found.setdefault(known, plain)
    return from_fields(found)


def _labelled(soup: BeautifulSoup) -> Iterator[tuple[str, str]]:
    """(field, value) of every short element that is a label with its value inside or right behind it."""
    for tag in soup(_ROOMS):
        text = tag.get_text(" ", strip=True)
        match = _LABELLED.fullmatch(_close(text)) if len(text) <= _MAX_VALUE else None
        field = _FIELD.get(match["label"]) if match else None
        if not match or not field or not _ends_label(text, match["label"]):
            continue
        value = match["value"].strip() or _beside(tag)
        if plain := _value(field, value):
            yield field, plain


def _close(text: str) -> str:
    """Close up labels that are spaced out: 标　　题."""
    head, colon, tail = text.partition("：") if "：" in text else text.partition(":")
    return re.sub(r"\s", "", head) + colon + tail if colon and len(head) <= 12 else text


def _ends_label(text: str, label: str) -> bool:
    """Whether the label ends in a colon or bracket, or is all that stands there."""
    return bool(re.search(rf"{label[-1]}\s*[】\]：:]", text)) or re.sub(r"\s", "", text) == label


def _beside(tag: Tag) -> str:
    """Text of the element behind a label; the label may be alone in its own element inside a cell."""
    room = tag
    while (
        room.parent
        and room.find_next_sibling() is None
        and room.parent.get_text(strip=True) == tag.get_text(strip=True)
    ):
        room = room.parent
    beside = room.find_next_sibling()
    return beside.get_text(" ", strip=True) if isinstance(beside, Tag) else ""


def _value(field: str, text: str) -> str:
    """Return a value as it is stored, a date as ISO; empty when it is none."""
    plain = re.sub(r"\s+", " ", text).strip(" 　：:|")
    if field in DATES:
        found = find_date(plain)
        return found[0] if found else ""
    if len(plain) > _MAX_VALUE or _LABELLED.fullmatch(plain) and plain.rstrip("：:") in _FIELD:
        return ""
    return re.sub(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])", "", plain) if field == "title" else plain

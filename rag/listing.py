"""Lists and counts of documents, made from what is known about them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache

from index.normal import fold
from index.types import Document, Label
from rag.directory import Directory
from rag.listing_question import Listing, asked_listing
from rag.question import Word

__all__ = ["Listing", "asked_listing", "list_documents", "listing_note", "title_span"]

_NEWS = re.compile(r"(?:^|/)news(?:/|_)|新闻|日报|晚报|融媒|记者", re.IGNORECASE)
_ABOUT = re.compile("解读|问答|答记者问|一图读懂")
# What is written when the year that it is about has ended.
_AFTERWARDS = ("公报", "工作报告", "报告")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_HEAD = 2000


def list_documents(
    directory: Directory,
    listing: Listing,
    status: Callable[[str], str],
    is_asked: Callable[[Label], bool] = lambda label: True,
) -> list[str]:
    """Ids of the documents that are asked for, newest first, those without a day last.

    `status` tells of an id what `rag.validity.status` does; it is asked only for a listing of what is in
    force. `is_asked` leaves out what is of another time or scope. Of `latest` all documents of the newest day
    of the others are returned.
    """
    found = [label for label in directory.labels if _fits(label, listing) and is_asked(label)]
    if listing.in_force:
        found = [label for label in found if status(label.id) == "in_force"]
    found.sort(key=lambda label: label.id)
    found.sort(key=_day, reverse=True)
    return [label.id for label in found if not listing.latest or _day(label) == _day(found[0])]


def _fits(label: Label, listing: Listing) -> bool:
    title = _compared(label.title)
    return (
        _of_kind(label, title, listing.kind)
        and (listing.period is None or _within(label, title, listing))
        and (not listing.issuer or _issued_by(label, title, listing.issuer))
        and all(Word(w, 0.0, True, False, True).stands_in(title) for w in listing.topics)
    )


@lru_cache(maxsize=1 << 14)
def _compared(title: str) -> str:
    return "".join(fold(title).split())


def _of_kind(label: Label, title: str, kind: str) -> bool:
    """Whether a title ends in a kind, or what it issues does: …办法的通知 is 办法 and 通知."""
    if kind in ("文件", "材料"):
        return True
    if kind in ("新闻", "报道"):
        return _NEWS.search(f"{label.id}\n{title}\n{label.source or ''}") is not None
    return _ending(kind).search(title) is not None and not _ABOUT.search(title)


@cache
def _ending(kind: str) -> re.Pattern[str]:
    return re.compile(rf"{kind.removeprefix('会议')}(?![\u4e00-\u9fff])|{kind}》?的(?:通知|公告|决定|函)")


def _within(label: Label, title: str, listing: Listing) -> bool:
    """Whether a document was published in the period, or is named after its year: 2022年…统计公报."""
    period, day = listing.period, _day(label)
    named = {int(y) for y in _YEAR.findall(title)}
    if period is None or (not listing.issued and named & set(period.years)):
        return True
    after = not listing.issued and listing.kind in _AFTERWARDS and named and period.years
    return bool(day) and period.holds(day) and not after


def _day(label: Label) -> str:
    """Day of publication, else the year of the 文号, else nothing."""
    year = _YEAR.search(label.doc_no or "")
    return label.published or (year[0] if year else "")


def _issued_by(label: Label, title: str, issuer: str) -> bool:
    """Whether an office issued a document, also by its short name: 人社局, 市政府."""
    said = [fold(office) for office in (label.issuer, label.source) if office]
    short = re.compile("[^区县镇局、]{0,8}?".join(issuer) + "(?:办公室)?(?=$|[、,])")
    return title.startswith(issuer) or any(issuer in s or short.search(s) for s in said)


def title_span(document: Document) -> tuple[int, int]:
    """Return (start, end) in the text where the title stands, line breaks and blanks in it disregarded.

    Where it does not, that of the first line that is not blank.
    """
    letters = [re.escape(c) for c in document.title if not c.isspace()]
    anywhere = re.compile(r"\s*".join(letters)) if letters else None
    at_line = re.compile(rf"(?m)^[\s#*]*({anywhere.pattern})") if anywhere else None
    for start, end in ((document.body_start, document.body_start + _HEAD), (0, document.body_start)):
        if at_line and (match := at_line.search(document.text, start, end)):
            return match.span(1)
        if anywhere and (match := anywhere.search(document.text, start, end)):
            return match.span()
    line = re.compile(r"\S[^\n]*").search(document.text, document.body_start)
    return (line.start(), line.start() + len(line.group().rstrip())) if line else (0, 0)


def listing_note(listing: Listing, total: int, shown: int) -> str:
    """Say how the list was made, how many there are and how many are shown."""
    kind = f"{'最新的' * listing.latest}{'现行有效的' * listing.in_force}{listing.kind}"
    about = f"题名含{'、'.join(f'“{w}”' for w in listing.topics)}" if listing.topics else ""
    when = str(listing.period) + ("发布" if listing.issued else "") if listing.period else ""
    by = " · ".join(filter(None, (when, listing.issuer, about, kind)))
    found = f"共 {total} 份" if total else "没有找到"
    rest = f"，列出最新的 {shown} 份" if 0 < shown < total else ""
    return f"按文件目录查找：{by}，{found}{rest}"

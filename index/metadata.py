"""What a document says of itself: title, numbers, dates. Found, never made up."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import PurePosixPath

import yaml

from index.dates import DATE, date_in_name, find_date
from index.errors import CorpusError

_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?\n)---[ \t]*(?:\n|$)", re.DOTALL)
_LABELLED = re.compile(
    r"(?:发布日期|发布时间|发文日期|印发日期|成文日期|发文时间|日\s*期|公开日期)\s*[】：:|]\s*(?=[12一二])"
)
_DATE_LINE = re.compile(rf"^[\s　（(]*(?:{DATE.pattern})", re.MULTILINE)
DOC_NO = re.compile(r"[\u4e00-\u9fff]{1,12}[〔\[（(](?:19|20)\d{2}[〕\]）)]第?\d{1,5}号")
_EFFECTIVE = re.compile(r"自(?=[12一二])")
_IN_FORCE = re.compile(r"\s*起?(?:正式)?(?:施行|实施|执行|生效)")
_EXPIRES = re.compile(r"有效期(?:限)?(?:至|到|截至|截止)\s*(?=[12一二])")
_FOR_YEARS = re.compile(r"有效期(?:为)?\s*([1-9一二两三四五])\s*年")
_LABELLED_ISSUER = re.compile(r"(?:发布机关|发文机关|发布机构|发文单位|制定机关)\s*[：:|]\s*([^\s|]{2,30})")
_LABELLED_SOURCE = re.compile(r"来\s{0,2}源\s*[：:]\s*([^\s）)|]{2,30})")
_NUMBERS = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5}
_HEAD = 600
_MAX_TITLE = 80
_FIELDS = ("title", "published", "source", "issuer", "doc_no", "effective", "expires", "superseded_by")


def read_metadata(text: str, document_id: str) -> tuple[dict[str, str], int]:
    """Metadata of a text and the offset at which its body starts.

    Front matter wins over the text, the text over the file name. Keys are those of `Document`;
    what is not stated is absent. Raises CorpusError for front matter that is not a mapping.
    """
    stated, body_start = _front_matter(text)
    found: dict[str, str | None] = {
        "title": _title(text, body_start),
        "published": _published(text, body_start) or date_in_name(PurePosixPath(document_id).name),
        "doc_no": _first(DOC_NO, text[body_start : body_start + _HEAD])
        or _first(DOC_NO, PurePosixPath(document_id).stem.replace("_", " ")),
        "issuer": _labelled(_LABELLED_ISSUER, text, body_start),
        "source": _labelled(_LABELLED_SOURCE, text, body_start)
        or _labelled(_LABELLED_SOURCE, text, max(body_start, len(text) - 200)),
        "effective": _effective(text, body_start),
    }
    found["expires"] = _expires(text, body_start, found["effective"] or found["published"])
    return {k: v for k, v in found.items() if v} | stated, body_start


def file_title(document_id: str) -> str:
    """Title of a document whose text states none: its file name without date and ending."""
    stem = PurePosixPath(document_id).stem
    return DATE.sub("", stem).strip(" _-") or stem


def _front_matter(text: str) -> tuple[dict[str, str], int]:
    match = _FRONT_MATTER.match(text)
    if not match:
        return {}, 0
    try:
        fields = yaml.safe_load(match[1])
    except yaml.YAMLError as error:
        raise CorpusError(f"文首的元数据（--- 之间）不是合法的 YAML：{str(error).splitlines()[0]}") from error
    if not isinstance(fields, Mapping):
        raise CorpusError("文首的元数据（--- 之间）应为“键: 值”的形式")
    known = {k: fields[k] for k in _FIELDS if fields.get(k)}
    return {
        k: v.isoformat() if isinstance(v, date) else str(v).strip() for k, v in known.items()
    }, match.end()


def _title(text: str, start: int) -> str | None:
    """Return the first line, unless it is a running sentence or too long for a title."""
    for raw in text[start : start + 4 * _MAX_TITLE].split("\n"):
        line = raw.strip().lstrip("#").strip()
        if line:
            plain = len(line) <= _MAX_TITLE and not line.endswith(("。", "；", "，", ",", "：", ":"))
            return line if plain else None
    return None


def _published(text: str, start: int) -> str | None:
    head = text[start : start + _HEAD]
    if (label := _LABELLED.search(head)) and (found := find_date(head, label.end(), label.end() + 20)):
        return found[0]
    for match in _DATE_LINE.finditer(head):
        if found := find_date(head, match.start(), match.end()):
            return found[0]
    return _signed(text)


def _signed(text: str) -> str | None:
    """Date that stands alone on one of the last lines, beneath the issuer's name."""
    for raw in reversed(text.rstrip().split("\n")[-6:]):
        line = raw.strip(" \u3000()（）")
        found = find_date(line)
        if found and found[2] - found[1] == len(line):
            return found[0]
    return None


def _effective(text: str, start: int) -> str | None:
    for match in _EFFECTIVE.finditer(text, start):
        found = find_date(text, match.end(), match.end() + 16)
        if found and found[1] == match.end() and _IN_FORCE.match(text, found[2]):
            return found[0]
    return None


def _expires(text: str, start: int, begins: str | None) -> str | None:
    if match := _EXPIRES.search(text, start):
        found = find_date(text, match.end(), match.end() + 16)
        if found and found[1] == match.end():
            return found[0]
    if begins and (match := _FOR_YEARS.search(text, start)):
        years = _NUMBERS.get(match[1]) or int(match[1])
        first = date.fromisoformat(begins)
        # In force through the eve of the anniversary; 29 February ends on 28 February.
        day = first.replace(
            year=first.year + years, day=min(first.day, 28) if first.month == 2 else first.day
        )
        return date.fromordinal(day.toordinal() - 1).isoformat()
    return None


def _labelled(pattern: re.Pattern[str], text: str, start: int) -> str | None:
    match = pattern.search(text, start, start + _HEAD)
    return match[1].strip("，。；,;") if match else None


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return match.group() if match else None

"""What a document says of itself: title, numbers, dates. Found, never made up."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath

import yaml

from index.dates import date_in_name, find_date, without_date
from index.errors import CorpusError
from index.lunar import inferred_day
from index.normal import simplify
from index.sidecar import FIELDS, checked_value, from_fields
from index.types import Metadata
from index.validity_dates import counted_expiry, effective_date, stated_expiry

_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?\n)---[ \t]*(?:\n|$)", re.DOTALL)
# A word that ends like a label is another one: 考试日期, 资金来源.
_NO_WORD_BEFORE = r"(?<![\u4e00-\u9fff])"
_DATED = re.compile(
    r"(?:(?:发布|发文|印发|成文|公开|更新|转载|生成|签发|发稿|公布|颁布)(?:日期|时间)"
    rf"|{_NO_WORD_BEFORE}日\s{{0,2}}期)\s*[】：:|]\s*(?=[12１２一二])"
)
_SENTENCE_OR_ROW = re.compile(r"[。，；！？,;|]|截止|报名|考试|施行|实施")
_PASSED = re.compile(r"通过|修正|修订|公布|批准|令[^。]{0,12}发布|日[^。]{0,12}发布")
_SINCE = re.compile(r"自$")
_TIME = re.compile(r"\s+\d{1,2}:\d{2}(?::\d{2})?$")
_SIGNED_BY = re.compile(r"(?:[\u4e00-\u9fffa-zA-Z）)]|[报网社刊台端]》)\s+$")
# 来源：云溪日报 2023年1月29日 记者 林知远
_SOURCED = re.compile(r"(?:来\s?源|稿源|出处)\s?[:：]\s?\S.{0,30}\s+$|《[^》]{1,20}[报网社刊台端]》\s+$")
_BY = re.compile(r"\s*(?:本报|见习|实习|特约)?(?:记者|通讯员|作者|文|编辑|责编|摄影)[\s:：/]")
DOC_NO = re.compile(
    r"[\u4e00-\u9fff]{1,12}[ \u3000]{0,2}[〔﹝【\[（(]\s?(?:19|20)\d{2}\s?[〕﹞】\]）)]"
    r"[ \u3000]{0,2}第?\s?\d{1,5}\s?号"
)
# Orders and announcements: 国务院令第735号, 财政部 税务总局公告2023年第6号.
_ORDER = re.compile(
    r"(?!根据|按照|依据|依照)[\u4e00-\u9fff][\u4e00-\u9fff \u3000]{1,30}(?:令|公告)[ \u3000]{0,2}"
    r"(?:(?:19|20)\d{2}年\s?)?第\s?\d{1,5}\s?号"
)
_LAYOUT = re.compile(r"\s+(?=[〔﹝【\[（(〕﹞】\]）)\d号])|(?<=[〔﹝【\[（(〕﹞】\]）)年第])\s+")
_NUMBER_BEFORE, _NUMBER_AFTER = re.compile(r"(?:^|[\s|：:（(])$"), re.compile(r"$|[\s|）)]")
_ISSUER = re.compile(
    r"(?:(?:发布|发文|制定|制发|公布|颁布|印发)(?:机关|机构|单位)(?:署名)?)\s*[】：:|]\s*([^\s|]{2,30})"
)
_SOURCE = re.compile(
    rf"{_NO_WORD_BEFORE}(?:信息|稿件|文章|新闻|内容)?来\s{{0,2}}源\s*[：:]\s*([^\s）)|]{{2,30}})"
)
_HEAD = 600
_TAIL = 200
_MAX_TITLE = 80
# YAML is parsed in Python: a megabyte of it takes a minute.
_MAX_FRONT = 20_000
# A report says on which day things happened in its beginning, or that of its first stories.
_REPORT = 20_000


def read_metadata(
    text: str, document_id: str, stated: Metadata | None = None, sidecar: Metadata | None = None
) -> tuple[Metadata, int]:
    """Metadata of a text and the offset at which its body starts.

    In the order of trust: front matter, the file beside it, what its format states, the text, the file's
    name. `inferred` then names a last day counted from a term of years, and a day of publication that only
    the lunar calendar tells. Raises CorpusError for front matter that is not a mapping of names to single
    values, or calls something a date that is none.
    """
    front, body_start = _front_matter(text)
    name = PurePosixPath(document_id)
    read = Metadata(
        title=_title(text, body_start),
        published=_published(text, body_start) or date_in_name(name.name) or _passed(text, body_start),
        doc_no=_own_number(text, body_start) or _first(DOC_NO, name.stem.replace("_", " ")),
        issuer=_labelled(_ISSUER, text, body_start),
        source=_labelled(_SOURCE, text, body_start)
        or _labelled(_SOURCE, text, max(body_start, len(text) - _TAIL)),
        effective=effective_date(text, body_start),
        expires=stated_expiry(text, body_start),
    )
    known = read
    for better in (stated, sidecar, front):
        known = _over(better, known) if better else known
    return _inferred(known, text, body_start), body_start


def _over(better: Metadata, other: Metadata) -> Metadata:
    """Return `other` with all that `better` knows put over it."""
    return from_fields({k: getattr(better, k) or getattr(other, k) or "" for k in FIELDS})


def _inferred(known: Metadata, text: str, start: int) -> Metadata:
    """Return the metadata with what follows from them and the text."""
    if known.published is None and (day := inferred_day(simplify(text[start : start + _REPORT]))):
        known = replace(known, published=day, inferred=("published",))
    if known.expires is None and (last := counted_expiry(text, start, known.effective or known.published)):
        known = replace(known, expires=last, inferred=(*known.inferred, "expires"))
    return known


def file_title(document_id: str) -> str:
    """Title of a document whose text states none: its file name without date and ending."""
    stem = PurePosixPath(document_id).stem
    return without_date(stem).strip(" _-") or stem


def _front_matter(text: str) -> tuple[Metadata, int]:
    match = _FRONT_MATTER.match(text)
    if not match:
        return Metadata(), 0
    if len(match[1]) > _MAX_FRONT:
        raise CorpusError(f"文首的元数据（--- 之间）超过 {_MAX_FRONT:,} 字，请只写元数据")
    try:
        fields = yaml.safe_load(match[1])
    # PyYAML lets through what its own code meets: an impossible day, nesting without end.
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise CorpusError(f"文首的元数据（--- 之间）不是合法的 YAML：{str(error).splitlines()[0]}") from error
    if not isinstance(fields, Mapping):
        raise CorpusError("文首的元数据（--- 之间）应为“键: 值”的形式")
    try:
        values = {k: checked_value(k, fields[k]) for k in FIELDS if fields.get(k)}
    except CorpusError as error:
        raise CorpusError(f"文首的元数据（--- 之间）{error}") from error
    return from_fields(values), match.end()


def _title(text: str, start: int) -> str | None:
    """Return the first line, unless it is a running sentence or too long for a title."""
    for raw in text[start : start + 4 * _MAX_TITLE].split("\n"):
        line = raw.strip().lstrip("#").strip()
        if line:
            plain = len(line) <= _MAX_TITLE and not line.endswith(("。", "；", "，", ",", "：", ":"))
            return line if plain else None
    return None


def _published(text: str, start: int) -> str | None:
    """Date that is labelled so, else that of a dateline of the head, else that of the signature."""
    head = simplify(text[start : start + _HEAD])
    for label in _DATED.finditer(head):
        if found := find_date(head, label.end(), label.end() + 20):
            return found[0]
    return next(filter(None, map(_dateline, head.split("\n"))), None) or _signed(text)


def _dateline(raw: str) -> str | None:
    """Date of `2023年1月29日 来源：日报`, `本报记者 林知远 2023年1月29日`, `来源：日报 2023-01-29 文/林`."""
    line = _TIME.sub("", raw.strip()).removesuffix("印发")
    found = find_date(line)
    if not found or _PASSED.search(line):
        return None
    iso, start, end = found
    first = start == 0
    last = end == len(line) and _SIGNED_BY.search(line[:start])
    between = _SOURCED.match(line[:start]) and _BY.match(line[end:])
    return iso if (first or last or between) and not _SENTENCE_OR_ROW.search(line) else None


def _passed(text: str, start: int) -> str | None:
    """Last day on which a law was passed, amended or promulgated, by the note beneath its title.

    （1979年7月1日…通过 根据2020年12月26日《刑法修正案（十一）》修正）, on one or several lines.
    """
    days: list[str] = []
    for line in simplify(text[start : start + 4 * _HEAD]).split("\n"):
        place = 0
        while _PASSED.search(line) and (found := find_date(line, place)):
            place = found[2]
            if not _SINCE.search(line[: found[1]]):
                days.append(found[0])
        if days and not _PASSED.search(line) and line.strip():
            break
    return max(days, default=None)


def _signed(text: str) -> str | None:
    """Date that stands alone on one of the last lines, beneath the issuer's name."""
    for raw in reversed(text.rstrip().split("\n")[-6:]):
        line = raw.strip(" \u3000()（）")
        found = find_date(line)
        if found and found[2] - found[1] == len(line):
            return found[0]
    return None


def _own_number(text: str, start: int) -> str | None:
    """Return the number that stands alone, labelled or behind the title; one in a sentence is another's.

    Blanks that the page's layout put inside it are left out.
    """
    for pattern in (DOC_NO, _ORDER):
        for line in text[start : start + _HEAD].split("\n"):
            if "。" in line or "，" in line:
                continue
            for match in pattern.finditer(line):
                if _NUMBER_BEFORE.search(line[: match.start()]) and _NUMBER_AFTER.match(line, match.end()):
                    return _LAYOUT.sub("", match.group())
    return None


def _labelled(pattern: re.Pattern[str], text: str, start: int) -> str | None:
    """Return what follows a label in the head of the text; the label may be in traditional characters."""
    match = pattern.search(simplify(text[start : start + _HEAD]))
    return text[start + match.start(1) : start + match.end(1)].strip("，。；,;") if match else None


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return match.group() if match else None

"""What a document says of itself: title, numbers, dates. Found, never made up."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import PurePosixPath

import yaml

from index.dates import date_in_name, find_date, without_date
from index.errors import CorpusError
from index.normal import simplify
from index.validity_dates import effective_date, expiry_date

_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?\n)---[ \t]*(?:\n|$)", re.DOTALL)
# A word that ends like a label is another one: 考试日期, 资金来源.
_NO_WORD_BEFORE = r"(?<![\u4e00-\u9fff])"
_DATED = re.compile(
    r"(?:(?:发布|发文|印发|成文|公开|更新|转载|生成|签发)(?:日期|时间)"
    rf"|{_NO_WORD_BEFORE}日\s{{0,2}}期)\s*[】：:|]\s*(?=[12１２一二])"
)
_SENTENCE_OR_ROW = re.compile(r"[。，；！？,;|]|截止|报名|考试|施行|实施")
_TIME = re.compile(r"\s+\d{1,2}:\d{2}(?::\d{2})?$")
_SIGNED_BY = re.compile(r"[\u4e00-\u9fffa-zA-Z）)]\s+$")
DOC_NO = re.compile(r"[\u4e00-\u9fff]{1,12}[〔\[（(](?:19|20)\d{2}[〕\]）)]第?\d{1,5}号")
_NUMBER_BEFORE, _NUMBER_AFTER = re.compile(r"(?:^|[\s|：:（(])$"), re.compile(r"$|[\s|）)]")
_ISSUER = re.compile(r"(?:发布机关|发文机关|发布机构|发文单位|制定机关)\s*[：:|]\s*([^\s|]{2,30})")
_SOURCE = re.compile(
    rf"{_NO_WORD_BEFORE}(?:信息|稿件|文章|新闻|内容)?来\s{{0,2}}源\s*[：:]\s*([^\s）)|]{{2,30}})"
)
_HEAD = 600
_TAIL = 200
_MAX_TITLE = 80
_DATES = ("published", "effective", "expires")
_FIELDS = ("title", "source", "issuer", "doc_no", "superseded_by", *_DATES)


def read_metadata(text: str, document_id: str) -> tuple[dict[str, str], int]:
    """Metadata of a text and the offset at which its body starts.

    Front matter wins over the text, the text over the file name. Keys are those of `Document`;
    what is not stated is absent. Raises CorpusError for front matter that is not a mapping of names
    to single values, or calls something a date that is none.
    """
    stated, body_start = _front_matter(text)
    name = PurePosixPath(document_id)
    found: dict[str, str | None] = {
        "title": _title(text, body_start),
        "published": _published(text, body_start) or date_in_name(name.name),
        "doc_no": _own_number(text, body_start) or _first(DOC_NO, name.stem.replace("_", " ")),
        "issuer": _labelled(_ISSUER, text, body_start),
        "source": _labelled(_SOURCE, text, body_start)
        or _labelled(_SOURCE, text, max(body_start, len(text) - _TAIL)),
        "effective": effective_date(text, body_start),
    }
    known = {k: v for k, v in found.items() if v} | stated
    expires = expiry_date(text, body_start, known.get("effective") or known.get("published"))
    return ({"expires": expires} if expires else {}) | known, body_start


def file_title(document_id: str) -> str:
    """Title of a document whose text states none: its file name without date and ending."""
    stem = PurePosixPath(document_id).stem
    return without_date(stem).strip(" _-") or stem


def _front_matter(text: str) -> tuple[dict[str, str], int]:
    match = _FRONT_MATTER.match(text)
    if not match:
        return {}, 0
    try:
        fields = yaml.safe_load(match[1])
    # PyYAML lets through what its own code meets: an impossible day, nesting without end.
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise CorpusError(f"文首的元数据（--- 之间）不是合法的 YAML：{str(error).splitlines()[0]}") from error
    if not isinstance(fields, Mapping):
        raise CorpusError("文首的元数据（--- 之间）应为“键: 值”的形式")
    return {k: _stated(k, fields[k]) for k in _FIELDS if fields.get(k)}, match.end()


def _stated(key: str, value: object) -> str:
    """Return a value of front matter as text, and a date as YYYY-MM-DD."""
    if not isinstance(value, (str, int, float, date)):
        raise CorpusError(f"文首的元数据（--- 之间）{key} 应为一个值，而不是列表")
    plain = str(value).strip()
    try:
        plain.encode()
    except UnicodeEncodeError as error:
        raise CorpusError(f"文首的元数据（--- 之间）{key} 含有无效字符") from error
    if key not in _DATES:
        return plain
    if isinstance(value, date):
        return value.isoformat()[:10]
    if iso := date_in_name(plain):
        return iso
    raise CorpusError(f"文首的元数据（--- 之间）{key} 不是日期：{plain}，请写成 2023-01-29 的形式")


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
    """Date of `2023年1月29日 来源：日报`, `本报记者 林知远 2023年1月29日` or `（2023年1月29日…通过）`."""
    line = _TIME.sub("", raw.strip())
    found = find_date(line)
    if not found:
        return None
    iso, start, end = found
    if start == 1 and line.startswith(("（", "(")):
        return iso
    first = start == 0
    last = end == len(line) and _SIGNED_BY.search(line[:start])
    return iso if (first or last) and not _SENTENCE_OR_ROW.search(line) else None


def _signed(text: str) -> str | None:
    """Date that stands alone on one of the last lines, beneath the issuer's name."""
    for raw in reversed(text.rstrip().split("\n")[-6:]):
        line = raw.strip(" \u3000()（）")
        found = find_date(line)
        if found and found[2] - found[1] == len(line):
            return found[0]
    return None


def _own_number(text: str, start: int) -> str | None:
    """Return the number that stands alone, labelled or behind the title; one in a sentence is another's."""
    for line in text[start : start + _HEAD].split("\n"):
        if "。" in line or "，" in line:
            continue
        for match in DOC_NO.finditer(line):
            if _NUMBER_BEFORE.search(line[: match.start()]) and _NUMBER_AFTER.match(line, match.end()):
                return match.group()
    return None


def _labelled(pattern: re.Pattern[str], text: str, start: int) -> str | None:
    """Return what follows a label in the head of the text; the label may be in traditional characters."""
    match = pattern.search(simplify(text[start : start + _HEAD]))
    return text[start + match.start(1) : start + match.end(1)].strip("，。；,;") if match else None


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return match.group() if match else None

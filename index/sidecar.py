"""Metadata in a file beside the document: `通知.pdf.meta.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date

from index.dates import date_in_name
from index.errors import CorpusError
from index.types import Metadata

DATES = ("published", "effective", "expires")
FIELDS = ("title", "source", "issuer", "doc_no", "superseded_by", *DATES)


def parse_sidecar(text: str) -> Metadata:
    """Return what a metadata file states. Raises CorpusError naming the key that is wrong."""
    try:
        fields = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise CorpusError(f'不是合法的 TOML（{error}），应写成 键 = "值" 的形式') from error
    for key in fields:
        if key not in FIELDS:
            raise CorpusError(f"不认识的键 {key}，可用的有 {'、'.join(FIELDS)}")
    return from_fields({key: checked_value(key, value) for key, value in fields.items()})


def from_fields(values: Mapping[str, str]) -> Metadata:
    """Return metadata of values by name; empty ones are unknown."""
    title, source, issuer, doc_no, superseded_by, published, effective, expires = (
        values.get(key) or None for key in FIELDS
    )
    return Metadata(title, published, source, issuer, doc_no, effective, expires, superseded_by)


def checked_value(key: str, value: object) -> str:
    """Return a stated value as text, and a date as YYYY-MM-DD. Raises CorpusError for anything else."""
    if not isinstance(value, (str, int, float, date)):
        raise CorpusError(f"{key} 应为一个值，而不是列表")
    plain = str(value).strip()
    try:
        plain.encode()
    except UnicodeEncodeError as error:
        raise CorpusError(f"{key} 含有无效字符") from error
    if key not in DATES or not plain:
        return plain
    if isinstance(value, date):
        return value.isoformat()[:10]
    if iso := date_in_name(plain):
        return iso
    raise CorpusError(f"{key} 不是日期：{plain}，请写成 2023-01-29 的形式")

"""Conversations as a file to keep: Markdown, Word, or JSON for a program that checks the quotes again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from index.errors import WenjuError
from page.records.markdown import as_markdown
from page.records.sheet import file_name
from page.records.stored import as_json
from page.records.types import Exchange
from page.records.word import as_word
from page.texts import ZH, Texts

JSON_FORMAT = "wenju-audit/1"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class Exported:
    """A file: what it is called, what it is, and its bytes."""

    name: str
    media_type: str
    content: bytes


def export(exchanges: Sequence[Exchange], form: str, exported: str, texts: Texts = ZH) -> Exported:
    """The exchanges as a file; `form` is `markdown`, `word` or `json`, `exported` an ISO time.

    `texts` word the headings; JSON is the same in every language.
    """
    found = list(exchanges)
    day = exported[:10]
    if form == "markdown":
        text = as_markdown(found, exported, texts)
        return Exported(file_name(found, day, "md", texts), "text/markdown; charset=utf-8", text.encode())
    if form == "word":
        return Exported(file_name(found, day, "docx", texts), _WORD, as_word(found, exported, texts))
    if form == "json":
        text = json.dumps(audit(found, exported), ensure_ascii=False, indent=1)
        return Exported(file_name(found, day, "json", texts), "application/json", text.encode())
    raise WenjuError("没有这种导出格式：可用的有 Markdown、Word、JSON")


def audit(exchanges: Sequence[Exchange], exported: str) -> dict[str, Any]:
    """The sheet as a JSON object: offsets count characters of the text whose hash is `text_sha256`."""
    return {
        "format": JSON_FORMAT,
        "exported": exported,
        "exchanges": [
            {**as_json(e), "feedback": asdict(e.feedback) if e.feedback else None} for e in exchanges
        ],
    }

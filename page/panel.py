"""The source panel: a whole document with the quoted sentence marked in its place."""

from __future__ import annotations

import logging

from index.errors import WenjuError
from index.types import Document
from page.escape import escape
from page.files import render_files
from page.labels import status_label
from page.references import References
from page.source import Source
from rag.types import Citation

# The reference of the list of files; those of citations are 24 hexadecimal digits.
FILES = "files"
EMPTY = (
    '<div class="wj-panel wj-panel-empty">'
    "<p>点击回答中的 <b>[1]</b>，这里显示原文，并标出被引用的句子。</p></div>"
)
_BACK = '<a class="wj-back" href="#back">← 返回回答</a>'
_EXPIRED = "引用已失效"
_EXPIRED_HELP = "这条引用来自较早的对话，或服务已经重新启动。请重新提问。"
_CHANGED = "原文已更新"
_CHANGED_HELP = "这份文件在回答之后有改动，原来的位置不再是被引用的句子。请重新提问。"
_FAILED = "原文打不开"
_FAILED_HELP = "读取原文时出错，详情见服务的日志。"


def render_problem(head: str, text: str) -> str:
    """The panel when there is no source to show."""
    return (
        f'<div class="wj-panel wj-panel-problem" tabindex="-1">{_BACK}'
        f"<h2>{escape(head)}</h2><p>{escape(text)}</p></div>"
    )


def _row(name: str, value: str | None) -> str:
    return f"<div><dt>{name}</dt><dd>{escape(value)}</dd></div>" if value else ""


def _place(citation: Citation) -> str:
    page = f"第 {citation.page} 页" if citation.page else ""
    return " · ".join(part for part in (citation.heading, page) if part)


def _header(document: Document, citation: Citation) -> str:
    status = status_label(citation.status)
    rows = (
        _row("文号", document.doc_no)
        + _row("发布机关", document.issuer)
        + _row("来源", document.source)
        + _row("发布日期", document.published)
        + _row("施行日期", document.effective)
        + _row("失效日期", document.expires)
        + _row("替代文件", document.superseded_by)
        + _row("位置", _place(citation))
        + _row("文件", document.id)
        + _row("同文另见", "、".join(citation.also_in))
    )
    badge = f'<span class="wj-badge wj-{status.style}">{escape(status.text)}</span>'
    return f"<header>{_BACK}<h2>{escape(document.title)}{badge}</h2><dl>{rows}</dl></header>"


def _marked(text: str, citation: Citation) -> str:
    """The quote; the part that answers, `citation.highlight` (offsets in the document), stands out in it."""
    start, end = citation.start, citation.end
    key_start, key_end = citation.highlight or (end, end)
    if not start <= key_start < key_end <= end:
        return escape(text[start:end])
    key = f"<strong>{escape(text[key_start:key_end])}</strong>"
    return escape(text[start:key_start]) + key + escape(text[key_end:end])


def render_source(document: Document, citation: Citation) -> str:
    """The document with the citation marked, or 「原文已更新」 if the quote is not at its place any more."""
    text = document.text
    if text[citation.start : citation.end] != citation.quote:
        return render_problem(_CHANGED, _CHANGED_HELP)
    mark = f'<mark id="hit">{_marked(text, citation)}</mark>'
    body = escape(text[: citation.start]) + mark + escape(text[citation.end :])
    return (
        f'<article class="wj-panel" tabindex="-1">{_header(document, citation)}'
        f'<div class="wj-document">{body}</div></article>'
    )


class Panel:
    """Opens the source of a link. The id of a link is looked up, never used as a path."""

    def __init__(self, source: Source, references: References) -> None:
        self._source = source
        self._references = references

    def open(self, reference: object) -> str:
        """The panel for the id of a link, whatever the browser sent as one."""
        if reference == FILES:
            return render_files(self._source.files())
        citation = self._references.get(reference) if isinstance(reference, str) else None
        if citation is None:
            return render_problem(_EXPIRED, _EXPIRED_HELP)
        try:
            return render_source(self._source.document(citation.document_id), citation)
        except WenjuError as error:
            return render_problem(_FAILED, str(error))
        except Exception:
            logging.getLogger(__name__).exception("source %s", citation.document_id)
            return render_problem(_FAILED, _FAILED_HELP)

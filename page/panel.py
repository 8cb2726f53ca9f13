"""The source panel: a whole document with the quoted sentence marked in its place."""

from __future__ import annotations

import base64
import logging
from collections.abc import Callable

from index.errors import WenjuError
from index.types import Document
from page.escape import escape
from page.files import render_files
from page.labels import status_label
from page.links import link_to, read_place, seal
from page.references import References
from page.source import Source
from page.texts import ZH, Texts
from page.tools import render_tools
from rag.types import Citation

# The reference of the list of files; those of citations are 24 hexadecimal digits.
FILES = "files"
# The browser holds the whole file and its text form in memory.
_MAX_ORIGINAL = 64 << 20


def render_empty(texts: Texts = ZH) -> str:
    """The panel before anything was opened."""
    return f'<div class="wj-panel wj-panel-empty"><p>{escape(texts("panel_empty"))}</p></div>'


def render_problem(head: str, text: str, texts: Texts = ZH) -> str:
    """The panel when there is no source to show."""
    return (
        f'<div class="wj-panel wj-panel-problem" tabindex="-1">{_back(texts)}'
        f"<h2>{escape(head)}</h2><p>{escape(text)}</p></div>"
    )


def _back(texts: Texts) -> str:
    return f'<a class="wj-back" href="#back">{texts("back")}</a>'


def _row(name: str, value: str | None) -> str:
    return f"<div><dt>{name}</dt><dd>{escape(value)}</dd></div>" if value else ""


def _place(citation: Citation, texts: Texts) -> str:
    page = texts("page_number", page=citation.page) if citation.page else ""
    return " · ".join(part for part in (citation.heading, page) if part)


def _header(document: Document, citation: Citation, texts: Texts) -> str:
    status = status_label(citation.status, texts)
    rows = {
        "doc_no": document.doc_no,
        "issuer": document.issuer,
        "source": document.source,
        "published": document.published,
        "effective": document.effective,
        "expires": document.expires,
        "superseded_by": document.superseded_by,
        "place": _place(citation, texts),
        "file": document.id,
        "also_in": texts("list_comma").join(citation.also_in),
    }
    listed = "".join(_row(texts(key), value) for key, value in rows.items())
    badge = f'<span class="wj-badge wj-{status.style}">{escape(status.text)}</span>'
    tools = render_tools(document.id, link_to(citation), texts)
    return f"<header>{_back(texts)}<h2>{escape(document.title)}{badge}</h2><dl>{listed}</dl></header>{tools}"


def _marked(text: str, citation: Citation) -> str:
    """The quote; the part that answers, `citation.highlight` (offsets in the document), stands out in it."""
    start, end = citation.start, citation.end
    key_start, key_end = citation.highlight or (end, end)
    if not start <= key_start < key_end <= end:
        return escape(text[start:end])
    key = f"<strong>{escape(text[key_start:key_end])}</strong>"
    return escape(text[start:key_start]) + key + escape(text[key_end:end])


def render_source(document: Document, citation: Citation, texts: Texts = ZH) -> str:
    """The document with the citation marked, or 「原文已更新」 if the quote is not at its place any more."""
    text = document.text
    if text[citation.start : citation.end] != citation.quote:
        return render_problem(texts("changed_head"), texts("changed_help"), texts)
    mark = f'<mark id="hit">{_marked(text, citation)}</mark>'
    body = escape(text[: citation.start]) + mark + escape(text[citation.end :])
    return (
        f'<article class="wj-panel" tabindex="-1">{_header(document, citation, texts)}'
        f'<div class="wj-document">{body}</div></article>'
    )


class Panel:
    """Opens the source of a link. The id of a link is looked up, never used as a path."""

    def __init__(self, source: Source, references: References) -> None:
        self._source = source
        self._references = references

    def open(self, reference: object, texts: Texts = ZH) -> str:
        """The panel for the id of a link, whatever the browser sent as one."""
        if reference == FILES:
            return render_files(self._source.files(), texts)
        citation = self._references.get(reference) if isinstance(reference, str) else None
        if citation is None:
            return render_problem(texts("expired_head"), texts("expired_help"), texts)
        return self._shown(lambda: citation, texts)

    def open_place(self, fields: object, texts: Texts = ZH) -> str:
        """The panel for the fields of a `?doc=…&start=…&end=…`, whatever they hold."""
        place = read_place(fields)
        if place is None:
            reason = texts("link_help", reason=texts("link_form"))
            return render_problem(texts("failed_head"), reason, texts)

        def cited() -> Citation:
            return self._source.citation(place.document_id, place.start, place.end)

        def checked() -> Citation | None:
            text = self._source.document(place.document_id).text
            is_same = not place.seal or seal(text[place.start : place.end]) == place.seal
            return cited() if is_same else None

        return self._shown(checked, texts)

    def original(self, document_id: object, texts: Texts = ZH) -> dict[str, str]:
        """The file of a document for the browser to keep: `name`, `data` in base64, and what to `say`."""
        if not isinstance(document_id, str):
            return {"say": texts("original_failed", reason=texts("link_form"))}
        try:
            original = self._source.original(document_id)
        except WenjuError as error:
            return {"say": texts("original_failed", reason=error)}
        except Exception:
            logging.getLogger(__name__).exception("original %s", document_id)
            return {"say": texts("failed_help")}
        if len(original.data) > _MAX_ORIGINAL:
            size = texts("original_large", size=len(original.data) >> 20)
            return {"say": texts("original_failed", reason=size)}
        say = texts("original_changed" if original.changed else "original_saved")
        return {"name": original.name, "data": base64.b64encode(original.data).decode(), "say": say}

    def _shown(self, cited: Callable[[], Citation | None], texts: Texts) -> str:
        """The source of a citation that is still to be found; None stands for a changed text."""
        try:
            citation = cited()
            if citation is None:
                return render_problem(texts("changed_head"), texts("changed_help"), texts)
            return render_source(self._source.document(citation.document_id), citation, texts)
        except WenjuError as error:
            return render_problem(texts("failed_head"), str(error), texts)
        except Exception:
            logging.getLogger(__name__).exception("a source could not be shown")
            return render_problem(texts("failed_head"), texts("failed_help"), texts)

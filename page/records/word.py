"""The audit sheet as a Word file."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph

from page.records.sheet import facts, full_time, quotes
from page.records.types import Exchange
from page.texts import ZH, Texts

# Word's template names fonts of Latin letters only; left to itself Word may set Chinese in a Japanese font.
_FONT, _LANGUAGE = "宋体", "zh-CN"
_STYLES = ("Normal", "Title", "Heading 1", "Heading 2", "Intense Quote")
_GREY = RGBColor(0x59, 0x66, 0x6E)
# XML has no place for them. Tab and line feed are elements of their own in Word, and read back as themselves.
_NO_XML = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def as_word(exchanges: Sequence[Exchange], exported: str, texts: Texts = ZH) -> bytes:
    """The sheet of these exchanges; `exported` is an ISO time.

    A quote is a paragraph with exactly its characters; a control character is shown as its picture (␌).
    """
    document = docx.Document()
    _speak_chinese(document)
    document.core_properties.title = texts("sheet_head")
    document.core_properties.author = "文据"
    document.add_heading(texts("sheet_head"), 0)
    _small(document.add_paragraph(), [(texts("sheet_exported"), full_time(exported))], texts)
    for number, exchange in enumerate(exchanges, start=1):
        document.add_heading(_printable(f"{number}. {exchange.answer.question}"), 1)
        document.add_paragraph(_printable(exchange.answer.text))
        _small(document.add_paragraph(), facts(exchange, texts), texts)
        for quoted in quotes(exchange, texts):
            document.add_heading(_printable(quoted.head), 2)
            document.add_paragraph(_printable(quoted.quote), "Intense Quote")
            _small(document.add_paragraph(), quoted.rows, texts)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _speak_chinese(document: Document) -> None:
    for name in _STYLES:
        properties = document.styles[name].element.get_or_add_rPr()
        fonts = properties.get_or_add_rFonts()
        fonts.attrib.pop(qn("w:eastAsiaTheme"), None)
        fonts.set(qn("w:eastAsia"), _FONT)
    languages = document.styles.element.iter(qn("w:lang"))
    for language in languages:
        language.set(qn("w:eastAsia"), _LANGUAGE)


def _small(paragraph: Paragraph, rows: Sequence[tuple[str, str]], texts: Texts) -> None:
    run = paragraph.add_run(_printable("\n".join(f"{name}{texts('colon')}{value}" for name, value in rows)))
    run.font.size = Pt(9)
    run.font.color.rgb = _GREY


def _printable(text: str) -> str:
    return _NO_XML.sub(lambda found: _picture(ord(found[0])), text)


def _picture(code: int) -> str:
    """The picture of a control character; what has none becomes U+FFFD."""
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else "\ufffd"

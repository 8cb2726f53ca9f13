"""Formats of older programs, read after LibreOffice has converted them."""

from __future__ import annotations

import codecs
import re

from index.decode import decode
from index.errors import CorpusError
from index.formats.docx import read_docx
from index.formats.html import read_html
from index.formats.mht import read_mht
from index.formats.office import convert
from index.formats.reading import Beat
from index.formats.slides import read_pptx
from index.types import Extracted

# How the formats begin that LibreOffice knows: compound files, packages, RTF, XML of Word 2003.
_OWN = (bytes.fromhex("d0cf11e0a1b11ae1"), b"pk", b"{\\rtf", b"<?xml")
_TAG = re.compile(r"(?i)<(?:p|div|table|meta|span|head|body|h1)[\s>]")


def read_legacy_text(data: bytes, beat: Beat) -> Extracted:
    """Read a document of Word 97-2003, WPS, RTF or OpenDocument; programs call web pages so too.

    Raises CorpusError when LibreOffice is not installed or cannot convert it.
    """
    if data.startswith(b"PK") and b"word/" in data[:100_000]:
        return read_docx(data, beat)
    start = data[:1000].removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if start.startswith((b"<html", b"<!doctype", b"<?xml")) and b"<html" in data[:10_000].lower():
        return read_html(data, beat)
    if start.startswith(b"mime-version"):
        return read_mht(data, beat)
    if data and not start.startswith(_OWN):
        return _misnamed(data, beat)
    return read_docx(convert(data, "docx", beat), beat)


def _misnamed(data: bytes, beat: Beat) -> Extracted:
    """Read what systems export as `.doc` and is none: a page without its frame, or plain text.

    LibreOffice would guess the codec.
    """
    try:
        text, codec = decode(data)
    except CorpusError:
        return read_docx(convert(data, "docx", beat), beat)
    return read_html(data, beat) if _TAG.search(text[:2000]) else Extracted(text, codec)


def read_legacy_slides(data: bytes, beat: Beat) -> Extracted:
    """Read a presentation of PowerPoint 97-2003, WPS or OpenDocument. Raises CorpusError likewise."""
    return read_pptx(convert(data, "pptx", beat), beat)

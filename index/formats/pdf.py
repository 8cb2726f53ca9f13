"""PDF files: the text layer page by page, and OCR for pages that have none."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import pypdfium2 as pdfium

from index.decode import plausibility
from index.errors import CorpusError
from index.formats.layout import Box, Line, join_lines, reading_lines
from index.formats.ocr import read_boxes
from index.formats.pdf_furniture import without_furniture
from index.formats.pdf_page import has_pictures, page_boxes, pictured_share, rules
from index.formats.pdf_tables import table_lines
from index.formats.reading import Beat
from index.types import Extracted

_MAX_PAGES = 5000
# Below this share of everyday characters a text layer is glyph numbers, not text.
_PLAUSIBLE = 0.7
# A scan is rendered at this resolution, and never larger than so many pixels.
_DPI = 200
_MAX_PIXELS = 40_000_000
# A page of which pictures fill this share and that has fewer characters than these is a scan with the mark
# of the program that made it (扫描全能王) or a stamp on it.
_FILLED, _FEW = 0.5, 80
# Then OCR reads more characters than the text layer holds by this factor.
_MORE = 1.5


def read_pdf(data: bytes, beat: Beat) -> Extracted:
    """Read a PDF file; lines that the page's width broke are joined again.

    `codec` is `pdf+ocr` when a page had no usable text layer. Raises CorpusError when it is encrypted,
    damaged, without text, or has too many pages.
    """
    pages = []
    recognised = False
    with _open(data) as document:
        if len(document) > _MAX_PAGES:
            raise CorpusError(f"PDF 有 {len(document)} 页，超过 {_MAX_PAGES} 页，请拆分后重试")
        for number in range(len(document)):
            beat()
            lines, by_ocr = _page(document, number)
            recognised |= by_ocr
            pages.append(lines)
    text, offsets = _join(without_furniture(pages))
    if not text.strip():
        raise CorpusError("PDF 里没有可读的文字，扫描件请检查是否清晰")
    return Extracted(text, "pdf+ocr" if recognised else "pdf", offsets)


def _open(data: bytes) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise CorpusError("PDF 已加密，请解除密码后重试") from error
        raise CorpusError("PDF 已损坏或不完整，请重新导出后重试") from error
    if len(document) == 0:
        document.close()
        raise CorpusError("PDF 没有页面，请重新导出后重试")
    return document


def _page(document: pdfium.PdfDocument, number: int) -> tuple[tuple[list[Line], float], bool]:
    """((lines, height), by OCR) of a page."""
    try:
        page = document[number]
    except pdfium.PdfiumError as error:
        raise CorpusError(f"PDF 第 {number + 1} 页已损坏，请重新导出后重试") from error
    boxes, height = page_boxes(page), page.get_height()
    usable = _is_text(boxes)
    by_ocr = False
    if (boxes or has_pictures(page)) if not usable else _may_be_scan(page, boxes):
        recognised, pixels = _recognise(page)
        by_ocr = not usable or _length(recognised) > _MORE * _length(boxes)
    lines = reading_lines(recognised) if by_ocr else table_lines(boxes, *rules(page))
    page.close()
    return (lines, pixels if by_ocr else height), by_ocr


def _may_be_scan(page: pdfium.PdfPage, boxes: Sequence[Box]) -> bool:
    """Whether the text layer may be a mark on a picture that holds the text."""
    return _length(boxes) < _FEW and pictured_share(page) >= _FILLED


def _length(boxes: Sequence[Box]) -> int:
    return sum(len("".join(box.text.split())) for box in boxes)


def _is_text(boxes: Sequence[Box]) -> bool:
    """Whether a text layer reads as text, not as the numbers of glyphs or as the marks of a scanner."""
    text = "".join(b.text for b in boxes)
    solid = "".join(text.split())
    odd = sum(unicodedata.category(c) in ("Co", "Cn", "Cc", "Cs") or c == "\ufffd" for c in solid)
    return (
        bool(solid) and odd <= 0.05 * len(solid) and "(cid:" not in text and plausibility(text) >= _PLAUSIBLE
    )


def _recognise(page: pdfium.PdfPage) -> tuple[list[Box], float]:
    width, height = page.get_size()
    scale = min(_DPI / 72, (_MAX_PIXELS / max(width * height, 1)) ** 0.5)
    bitmap = page.render(scale=scale, rev_byteorder=True)
    image = bitmap.to_pil().convert("RGB")
    return read_boxes(image), float(image.height)


def _join(pages: Sequence[list[Line]]) -> tuple[str, tuple[int, ...]]:
    """Text of all pages, a paragraph a line, and the offset at which each page starts."""
    lines = [line for page in pages for line in page]
    firsts = [sum(len(page) for page in pages[:n]) for n in range(len(pages))]
    text, starts = "", []
    for _, piece, begins in join_lines(lines):
        text += "\n" if begins and text else ""
        starts.append(len(text))
        text += piece.rstrip() if begins else piece.rstrip()
    return text, tuple(starts[first] if first < len(starts) else len(text) for first in firsts)

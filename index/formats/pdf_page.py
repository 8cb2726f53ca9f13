"""One page of a PDF file: its pieces of text with their places, and its rules. Knows pdfium's raw calls."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from index.formats.layout import Box

Edges = tuple[float, float, float, float]
Rule = tuple[float, float, float]
# So many characters tell which way the text of a page runs.
_SAMPLE = 200
# A stroke thinner and longer than these, in points, is a rule.
_THIN, _LONG = 3.0, 8.0
# White this wide between two characters, in ems, is a blank.
_BLANK = 0.6
# Two characters stand in one piece when the white between them is below this, in ems.
_WORD_GAP = 1.2


@dataclass(frozen=True, slots=True)
class _Char:
    text: str
    left: float
    top: float
    right: float
    bottom: float


def page_boxes(page: pdfium.PdfPage) -> list[Box]:
    """Pieces of text of a page, in the order in which the file holds them."""
    boxes: list[Box] = []
    run: list[_Char] = []
    for char in _chars(page):
        if run and not _follows(run[-1], char):
            boxes.append(_box(run))
            run = []
        run.append(char)
    return [box for box in [*boxes, *([_box(run)] if run else [])] if box.text.strip()]


def has_pictures(page: pdfium.PdfPage) -> bool:
    """Whether anything but text is drawn on the page."""
    return any(item.type != raw.FPDF_PAGEOBJ_TEXT for item in page.get_objects(max_depth=3))


def pictured_share(page: pdfium.PdfPage) -> float:
    """Share of the page that pictures fill; scanners cut a page into strips."""
    pictures = page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)
    size: tuple[float, float] = page.get_size()
    filled = 0.0
    for picture in pictures:
        left, bottom, right, top = picture.get_bounds()
        filled += (right - left) * (top - bottom)
    return filled / max(size[0] * size[1], 1.0)


def rules(page: pdfium.PdfPage) -> tuple[list[Rule], list[Rule]]:
    """Horizontal rules (y, left, right) and vertical rules (x, top, bottom) of a page."""
    across: list[Rule] = []
    down: list[Rule] = []
    frame = _frame(page)
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=3):
        for edges in _strokes(item):
            left, top, right, bottom = _turned(edges, *frame)
            if bottom - top < _THIN and right - left > _LONG:
                across.append((top, left, right))
            elif right - left < _THIN and bottom - top > _LONG:
                down.append((left, top, bottom))
    return across, down


def _strokes(path: pdfium.PdfObject) -> Iterator[Edges]:
    """(left, bottom, right, top) of each straight stroke of a path; a thin filled box is one."""
    matrix = path.get_matrix()
    x, y = ctypes.c_float(), ctypes.c_float()
    first = last = (0.0, 0.0)
    for number in range(raw.FPDFPath_CountSegments(path)):
        segment = raw.FPDFPath_GetPathSegment(path, number)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = matrix.on_point(x.value, y.value)
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO:
            first = point
        else:
            yield _edges(last, point)
        last = point
        if raw.FPDFPathSegment_GetClose(segment):
            yield _edges(last, first)


def _edges(one: tuple[float, float], other: tuple[float, float]) -> Edges:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1])


def _chars(page: pdfium.PdfPage) -> Iterator[_Char]:
    """Characters of the text layer; the blanks and breaks that pdfium makes up are left out."""
    textpage = page.get_textpage()
    frame = _frame(page)
    rectangle = raw.FS_RECTF()
    for number in range(textpage.count_chars()):
        code = raw.FPDFText_GetUnicode(textpage, number)
        text = _character(code)
        if text in "\r\n\0" or raw.FPDFText_IsGenerated(textpage, number) == 1:
            continue
        raw.FPDFText_GetLooseCharBox(textpage, number, rectangle)
        loose = (rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)
        left, top, right, bottom = _turned(loose, *frame)
        yield _Char(text, left, top, right, bottom)
    textpage.close()


def _character(code: int) -> str:
    """Character of a code point; half of a surrogate pair is none."""
    return "\ufffd" if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF else chr(code)


def _frame(page: pdfium.PdfPage) -> tuple[Edges, int]:
    """Edges of a page, and by how many degrees its text is turned against them."""
    box: Edges = page.get_mediabox()
    textpage = page.get_textpage()
    angles = [raw.FPDFText_GetCharAngle(textpage, n) for n in range(min(textpage.count_chars(), _SAMPLE))]
    textpage.close()
    # pdfium measures clockwise.
    turns = Counter(round(-math.degrees(a) / 90) % 4 * 90 for a in angles if a >= 0)
    return box, turns.most_common(1)[0][0] if turns else 0


def _turned(edges: Edges, frame: Edges, turn: int) -> Edges:
    """(left, top, right, bottom) as seen, downwards from the upper left, of (left, bottom, right, top)."""
    left, bottom, right, top = edges
    x0, y0, x1, y1 = frame
    if turn == 90:
        return bottom - y0, left - x0, top - y0, right - x0
    if turn == 180:
        return x1 - right, bottom - y0, x1 - left, top - y0
    if turn == 270:
        return y1 - top, x1 - right, y1 - bottom, x1 - left
    return left - x0, y1 - top, right - x0, y1 - bottom


def _follows(before: _Char, char: _Char) -> bool:
    """Whether a character stands on the line of the one before, right behind it."""
    height = max(before.bottom - before.top, char.bottom - char.top, 1.0)
    same = abs((before.top + before.bottom) - (char.top + char.bottom)) / 2 < 0.4 * height
    return same and -0.5 * height < char.left - before.right < _WORD_GAP * height


def _box(run: list[_Char]) -> Box:
    solid = [c for c in run if not c.text.isspace()] or run
    text = run[0].text
    em = max(c.bottom - c.top for c in run)
    for before, char in pairwise(run):
        # pdfium leaves out blanks that draw nothing, the wide ones of Chinese among them.
        gap = char.left - before.right > _BLANK * em
        text += (
            f" {char.text}" if gap and not before.text.isspace() and not char.text.isspace() else char.text
        )
    return Box(text, solid[0].left, min(c.top for c in solid), solid[-1].right, max(c.bottom for c in solid))

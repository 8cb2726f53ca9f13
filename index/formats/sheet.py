"""Spreadsheets: xlsx through openpyxl, older and open formats through calamine, csv through the stdlib."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineError, CalamineWorkbook

from index.decode import decode
from index.errors import CorpusError
from index.formats.cells import plain, shown
from index.formats.html import read_html
from index.formats.package import check_package
from index.formats.reading import Beat
from index.formats.rows import Span, row_lines
from index.types import Extracted

_MAX_CELLS = 5_000_000
_DAMAGED = "表格文件已损坏或不完整，请用 Excel 或 WPS 打开修复，另存后重试"
# A formula whose result was never stored: the program that wrote the file did not calculate it. A result
# that is an empty text (=IF(A1="","",A1)) is stored as one.
_FORMULA = re.compile(
    rb"<c\b(?![^>]*\bt=[\"']str[\"'])[^>]*>\s*<f\b[^>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)
_DELIMITERS = ",\t;|"
_PLAIN_SHEET = re.compile(r"(?i)sheet\d*|工作表\d*|表\d+")


def read_xlsx(data: bytes, beat: Beat) -> Extracted:
    """Read a workbook: every sheet, a row a sentence. `pages` are the sheets.

    Raises CorpusError when it is damaged, encrypted, too large, or holds formulas without results.
    """
    if not data.startswith(b"PK"):
        return read_xls(data, beat)
    with check_package(data) as package:
        _check_formulas(package)
    try:
        book = load_workbook(io.BytesIO(data), data_only=True)
    except (KeyError, ValueError, TypeError, zipfile.BadZipFile, SyntaxError, EOFError) as error:
        raise CorpusError(_DAMAGED) from error
    sheets = []
    for sheet in book.worksheets:
        beat()
        spans = [
            Span(r.min_row - 1, r.min_col - 1, r.max_row - 1, r.max_col - 1)
            for r in sheet.merged_cells.ranges
        ]
        sheets.append((sheet.title, list(row_lines(_cells(sheet), spans))))
    return _join(sheets, "xlsx")


def read_xls(data: bytes, beat: Beat) -> Extracted:
    """Read a workbook of Excel 97-2003, WPS or OpenDocument; sites call web pages and csv so too.

    Raises CorpusError when it is damaged or encrypted.
    """
    if not data.startswith((b"PK", bytes.fromhex("d0cf11e0"))):
        return _misnamed(data, beat)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = []
        for name in book.sheet_names:
            beat()
            sheet = book.get_sheet_by_name(name)
            spans = [Span(*start, *end) for start, end in sheet.merged_cell_ranges or []]
            rows = [[plain(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
            sheets.append((name, list(row_lines(rows, spans))))
    except CalamineError as error:
        known = "password" in str(error).lower() or "encrypt" in str(error).lower()
        raise CorpusError("文件已加密，请解除密码后重试" if known else _DAMAGED) from error
    return _join(sheets, "xls" if data[:1] != b"P" else "ods")


def read_csv(data: bytes, beat: Beat) -> Extracted:
    """Read a table of values split by commas, tabs or semicolons. Raises CorpusError when it is no text."""
    text, codec = decode(data)
    # A title above the table has none.
    first = next((line for line in text.split("\n") if any(d in line for d in _DELIMITERS)), "")
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise CorpusError(f"CSV 格式有误（{error}），请用 Excel 或 WPS 打开并另存后重试") from error
    return Extracted("\n".join(row_lines(rows)), codec)


def _misnamed(data: bytes, beat: Beat) -> Extracted:
    """Read what is called a workbook and is none: a web page or a csv file."""
    if b"<table" in data[:100_000].lower() or b"<html" in data[:1000].lower():
        return read_html(data, beat)
    try:
        return read_csv(data, beat)
    except CorpusError as error:
        raise CorpusError(_DAMAGED) from error


def _check_formulas(package: zipfile.ZipFile) -> None:
    for name in package.namelist():
        if (
            name.startswith("xl/worksheets/")
            and name.endswith(".xml")
            and _FORMULA.search(package.read(name))
        ):
            raise CorpusError("表格里有公式没有保存计算结果，请用 Excel 或 WPS 打开并保存一次后重试")


def _cells(sheet: Worksheet) -> list[list[str]]:
    """Cells as text, up to the last that holds anything: formats alone often reach to row 1,048,576."""
    held = [(r, c, cell) for (r, c), cell in sheet._cells.items() if cell.value is not None]
    height, width = max((r for r, _, _ in held), default=0), max((c for _, c, _ in held), default=0)
    if height * width > _MAX_CELLS:
        raise CorpusError(f"工作表 {sheet.title} 超过 {_MAX_CELLS:,} 格，请拆分后重试")
    rows = [[""] * width for _ in range(height)]
    for row, column, cell in held:
        rows[row - 1][column - 1] = shown(cell.value, str(cell.number_format))
    return rows


def _join(sheets: list[tuple[str, list[str]]], codec: str) -> Extracted:
    """Put the sheets one after the other; of several, the name of one called more than Sheet1 heads it."""
    text, pages = "", []
    several = sum(bool(lines) for _, lines in sheets) > 1
    for name, lines in sheets:
        named = [name] if several and not _PLAIN_SHEET.fullmatch(name) else []
        pages.append(len(text))
        if lines:
            text += "".join(f"{line}\n" for line in _headed(named, lines))
    return Extracted(text, codec, tuple(pages))


def _headed(named: list[str], lines: list[str]) -> Iterator[str]:
    yield from (name for name in named if lines[0] != name)
    yield from lines

"""Draft questions as a spreadsheet in which a person marks what is accepted, and the marked rows of one.

Texts are written as texts: none is a formula, whatever it begins with, and what is typed stays as typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import TYPE_STRING
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from index.errors import WenjuError
from rag.question_file import DRAFT, Row
from rag.typed_items import as_typed, items_of, strings_of

ACCEPTED, ABSENT = "接受", "文件里没有的字眼"
# Heads with the widths of their columns; 依据文件 of a question without an answer are those it is about.
_COLUMNS = {
    ACCEPTED: 6,
    "题号": 20,
    "类别": 14,
    "问题": 48,
    "答案要点": 24,
    "依据文件": 36,
    "依据原文": 60,
    "可答": 6,
    ABSENT: 20,
}
_YES, _NO = "是", "否"
_NEGATIVE = {_NO, "0", "false", "no"}
_TEXT_FORMAT = "@"
_HELP = (
    "在「接受」里做任意标记，再运行：wenju eval --accept 本文件",
    "答案要点：几项用；隔开，每项的几种写法用/隔开，例如：4月/四月；5月",
    "可答写「是」或「否」；不可答的题在「文件里没有的字眼」里写出依据，几个用；隔开",
)


def write_sheet(rows: Sequence[Row], path: Path) -> None:
    """Write the drafts. Raises WenjuError where a file is already, which may hold somebody's marks."""
    if path.exists():
        raise WenjuError(f"{path} 已经存在，里面也许有标记，没有覆盖；请换一个文件名，或先移走它")
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "评测题草稿"
    _fill(sheet, [list(_COLUMNS), *([values[head] for head in _COLUMNS] for values in map(_values, rows))])
    for column, width in enumerate(_COLUMNS.values(), start=1):
        sheet.cell(1, column).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    _fill(book.create_sheet("说明"), [[line] for line in _HELP])
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        book.save(path)
    except OSError as error:
        raise WenjuError(f"写不出 {path}：{error.strerror}") from error


def read_sheet(path: Path) -> Iterator[tuple[str, Row]]:
    """The accepted rows, each with its place as `file:row`. Raises WenjuError for what is no such file."""
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except OSError as error:
        raise WenjuError(f"无法读取 {path}：{error.strerror}") from error
    except (BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise WenjuError(f"{path} 不是 xlsx 表格，请另存为 xlsx 后重试") from error
    try:
        table = [[_text(value) for value in row] for row in book.worksheets[0].iter_rows(values_only=True)]
    finally:
        book.close()
    heads = table[0] if table else []
    missing = [head for head in _COLUMNS if head not in heads]
    if missing:
        raise WenjuError(f"{path} 的第一行缺少 {'、'.join(missing)}；请用 wenju eval --draft 写出的表格")
    for number, values in enumerate(table[1:], start=2):
        row = dict(zip(heads, values, strict=True))
        if row[ACCEPTED]:
            yield f"{path}:{number}", _row(row)


def _values(row: Row) -> Mapping[str, str]:
    gold = row["gold"] if row["answerable"] else [{"document": d, "quote": ""} for d in row.get("about", [])]
    quotes = list(dict.fromkeys(g["quote"] for g in gold if g["quote"]))
    return {
        ACCEPTED: "",
        "题号": row["id"],
        "类别": row["category"],
        "问题": row["question"],
        "答案要点": as_typed(row["need_all"]),
        "依据文件": "\n".join(g["document"] for g in gold),
        "依据原文": "\n".join(quotes),
        "可答": _YES if row["answerable"] else _NO,
        ABSENT: "；".join(row.get("absent", [])),
    }


def _row(values: Mapping[str, str]) -> Row:
    documents, quotes = (strings_of(values[head], "\n") for head in ("依据文件", "依据原文"))
    row: Row = {
        "id": values["题号"],
        "category": values["类别"],
        "question": values["问题"],
        "gold": [],
        "need_all": [],
        "answerable": values["可答"].lower() not in _NEGATIVE,
        "split": DRAFT,
    }
    if row["answerable"]:
        return row | {"need_all": items_of(values["答案要点"]), "gold": _gold(documents, quotes)}
    return row | {"absent": strings_of(values[ABSENT]), "about": documents}


def _gold(documents: Sequence[str], quotes: Sequence[str]) -> list[dict[str, str]]:
    """Quotes with their documents: a line of each, or one quote that all of them have."""
    same = [*quotes] * len(documents) if len(quotes) == 1 else quotes
    return [{"document": d, "quote": q} for d, q in zip_longest(documents, same, fillvalue="")]


def _fill(sheet: Worksheet, table: Iterable[Sequence[str]]) -> None:
    for number, values in enumerate(table, start=1):
        for column, text in enumerate(values, start=1):
            cell = sheet.cell(number, column, text or None)
            if text:
                cell.data_type = TYPE_STRING  # openpyxl takes what begins with = for a formula
                cell.quotePrefix = True  # and Excel would, once the cell is edited
            cell.number_format = _TEXT_FORMAT
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def _text(value: object) -> str:
    """What stands in a cell; a number that somebody typed is what they see."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()

import io
import re
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
import xlsxwriter

from index.errors import CorpusError
from index.formats.sheet import read_csv, read_xls, read_xlsx
from tests.index.formats.making import archive, saved, still


def book(*rows, title="Sheet"):
    made = openpyxl.Workbook()
    made.active.title = title
    for row in rows:
        made.active.append(row)
    return made


def test_a_workbook_is_its_rows():
    data = saved(book(["镇街", "金额"], ["青岚", 12.5], ["柳湾", 8]))
    found = read_xlsx(data, still)
    assert (found.text, found.codec, found.pages) == (
        "镇街：青岚；金额：12.5。\n镇街：柳湾；金额：8。\n",
        "xlsx",
        (0,),
    )


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (0.125, "0.0%", "12.5%"),
        (0.15, "0%", "15%"),
        (1234567.5, "#,##0.00", "1,234,567.50"),
        (1234567, "#,##0", "1,234,567"),
        (12.0, "General", "12"),
        (0.1 + 0.2, "General", "0.3"),
        (12.3456, "0.00", "12.35"),
        (date(2023, 1, 29), "yyyy-mm-dd", "2023-01-29"),
        (datetime(2023, 1, 29, 8, 30), "yyyy-mm-dd hh:mm", "2023-01-29 08:30"),
        (True, "General", "是"),
        ("007", "@", "007"),
        (7, "000", "007"),
        (1234.5, '#,##0.00"万元"', "1,234.50万元"),
        (12.5, '"¥"#,##0.00', "¥12.50"),
        (-12.5, "[$¥-804]#,##0.00;[Red]-0.0", "¥-12.50"),
        (1234.5, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "1,234.50"),
        (1234567.0, "0.00E+00", "1234567"),
        (datetime(2023, 1, 1), 'yyyy"年"m"月";@', "2023年1月"),
        (datetime(2023, 1, 1), "mmm-yy", "2023-01"),
        (datetime(2023, 1, 29), 'yyyy"年"m"月"d"日"', "2023-01-29"),
    ],
)
def test_a_cell_reads_as_it_is_shown(value, form, shown):
    made = book(["项目", "值"], ["甲", value])
    made.active["B2"].number_format = form
    assert read_xlsx(saved(made), still).text == f"项目：甲；值：{shown}。\n"


def test_sheets_follow_one_another_and_merged_heads_are_joined():
    made = book(
        ["补贴表", None, None],
        ["镇街", "2023年", None],
        [None, "户数", "金额"],
        ["青岚", 4, 120],
        title="城区",
    )
    for span in ("A1:C1", "A2:A3", "B2:C2"):
        made.active.merge_cells(span)
    made.create_sheet("Sheet2").append(["说明：含税。"])
    made.create_sheet("空表")
    found = read_xlsx(saved(made), still)
    assert found.text == "城区\n补贴表\n镇街：青岚；2023年 户数：4；2023年 金额：120。\n说明：含税。\n"
    assert [found.text[p : p + 2] for p in found.pages] == ["城区", "说明", ""]


def test_a_formula_gives_its_stored_result_and_without_one_the_file_fails():
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["项目", "合计"])
        sheet.write(1, 0, "甲")
        sheet.write_formula(1, 1, "=1+2", value=3)
    assert read_xlsx(buffer.getvalue(), still).text == "项目：甲；合计：3。\n"
    with pytest.raises(CorpusError, match="公式没有保存计算结果"):
        read_xlsx(saved(book(["项目", "合计"], ["甲", "=1+2"])), still)


def test_a_formula_whose_result_is_an_empty_text_has_one():
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["项目", "备注", "金额"])
        sheet.write(1, 0, "甲")
        sheet.write(1, 2, 9)
        sheet.write_formula(1, 1, '=IF(A2="甲","","乙")', value="")
    with zipfile.ZipFile(buffer) as package:
        members = {name: package.read(name) for name in package.namelist()}
    name = "xl/worksheets/sheet1.xml"
    cell = re.sub(rb'<c r="B2"[^>]*>(<f>.*?</f>).*?</c>', rb'<c r="B2" t="str">\1<v></v></c>', members[name])
    assert b't="str"' in cell
    assert read_xlsx(archive(**members | {name: cell}), still).text == "项目：甲；金额：9。\n"


def test_formats_far_below_the_table_do_not_make_it_large():
    made = book(["镇街", "金额"], ["青岚", 9])
    made.active.cell(1_048_576, 12).number_format = "0.00"
    assert read_xlsx(saved(made), still).text == "镇街：青岚；金额：9。\n"


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04", saved(book(["甲"]))[:-200], bytes.fromhex("d0cf11e0a1b11ae1") * 90]
)
def test_a_damaged_workbook_is_named(data):
    with pytest.raises(CorpusError, match=r"已损坏|没有可读"):
        read_xlsx(data, still)


def test_an_encrypted_workbook_is_named():
    data = bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(CorpusError, match="已加密|已损坏"):
        read_xlsx(data, still)


def test_a_csv_as_wps_writes_it():
    data = '镇街,金额（万元）,备注\r\n青岚街道,"1,234.5","含""以旧换新""，朱镕喆〇"\r\n'.encode("gb18030")
    found = read_csv(data, still)
    assert found.text == '镇街：青岚街道；金额（万元）：1,234.5；备注：含"以旧换新"，朱镕喆〇。'
    assert found.codec == "gb18030"


def test_a_tsv_and_a_csv_of_semicolons():
    assert read_csv("姓名\t金额\n张一\t9".encode(), still).text == "姓名：张一；金额：9。"
    assert read_csv("姓名;金额\n张一;9,5".encode(), still).text == "姓名：张一；金额：9,5。"


def test_a_title_above_a_tsv_does_not_decide_what_splits_it():
    table = "2023年补贴明细\n镇街\t金额，元\n青岚\t3,5\n"
    assert read_csv(table.encode("gb18030"), still).text == "2023年补贴明细\n镇街：青岚；金额，元：3,5。"


def test_a_web_page_and_a_csv_called_xls():
    rows = "<tr><td>镇街</td><td>金额</td></tr><tr><td>青岚</td><td>9</td></tr>"
    page = f"<html><body><table>{rows}</table></body></html>"
    assert read_xls(page.encode("gb18030"), still).text == "镇街 | 金额\n青岚 | 9"
    assert read_xls("镇街\t金额\n青岚\t9\n".encode("utf-16"), still).text == "镇街：青岚；金额：9。"


def test_an_xlsx_called_xls():
    assert read_xls(saved(book(["镇街", "金额"], ["青岚", 9])), still).text == "镇街：青岚；金额：9。\n"

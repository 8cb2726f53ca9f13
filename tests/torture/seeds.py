"""Sound small files of every format that is read: what truncations and mutations start from."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from email.message import EmailMessage
from functools import cache
from pathlib import Path

import openpyxl
from PIL import Image, ImageDraw
from pptx import Presentation
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

from tests.index.formats.making import archive, saved, word

TEXT = (
    "青岚区停车收费办法\n2023年3月1日\n第一条　机动车每小时收费3元。\n第二条　本办法自2023年4月1日起施行。\n"
)
PAGE = (
    "<html><head><title>停车收费</title></head><body><h1>停车收费</h1><table><tr><th>镇街</th><th>金额</th></tr>"
    "<tr><td rowspan=2>青岚</td><td>3</td></tr></table><p>每小时收费3元。</p></body></html>"
)
# Written by other programs in the formats of the nineties: text.doc and sheet.xls.
_OFFICE97 = Path(__file__).with_name("office97.zip")
_OPEN = (
    '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" office:version="1.2"><office:body>{}'
    "</office:body></office:document-content>"
)
_OPEN_TABLE = (
    "<table:table table:name='表'><table:table-row><table:table-cell office:value-type='string'>"
    "<text:p>甲</text:p></table:table-cell></table:table-row></table:table>"
)


@cache
def seeds() -> Mapping[str, bytes]:
    """A sound file for each ending."""
    with zipfile.ZipFile(_OFFICE97) as office97:
        old = {name: office97.read(name) for name in office97.namelist()}
    workbook, document, pdf = _workbook(), _document(), _pdf()
    return {
        ".txt": TEXT.encode(),
        ".md": f"---\ntitle: 停车\npublished: 2023-03-01\n---\n# 停车\n\n{TEXT}\n| 甲 | 乙 |\n| --- | --- |\n| 1 | 2 |\n".encode(),
        ".markdown": TEXT.encode("gb18030"),
        ".html": PAGE.encode(),
        ".htm": PAGE.encode("gb18030"),
        ".xhtml": f'<?xml version="1.0" encoding="utf-8"?>{PAGE}'.encode(),
        ".mht": _mht(),
        ".mhtml": _mht(),
        ".docx": document,
        ".docm": with_part(document, "word/vbaProject.bin", old["text.doc"]),
        ".xlsx": workbook,
        ".xlsm": with_part(workbook, "xl/vbaProject.bin", old["sheet.xls"]),
        ".xls": old["sheet.xls"],
        ".et": old["sheet.xls"],
        ".ods": _opened("spreadsheet", _OPEN_TABLE),
        ".csv": "镇街,金额\n青岚,3\n白石,4\n".encode("gb18030"),
        ".tsv": "镇街\t金额\n青岚\t3\n".encode("utf-16"),
        ".pptx": _slides(),
        ".pdf": pdf,
        ".png": _picture("PNG"),
        ".jpg": _picture("JPEG"),
        ".tif": _picture("TIFF"),
        ".bmp": _picture("BMP"),
        ".webp": _picture("WEBP"),
        ".zip": archive(**{"通知/停车.txt": TEXT.encode(), "表.csv": "甲,乙\n1,2\n".encode(), "内.zip": archive(a=b"1")}),
        ".doc": old["text.doc"],
        ".wps": old["text.doc"],
        ".rtf": rb"{\rtf1\ansi\ansicpg936{\fonttbl{\f0 SimSun;}}\f0 \'cd\'a3\'b3\'b5 3\par}",
        ".odt": _opened("text", "<text:p>每小时收费3元。</text:p>"),
        ".ppt": old["text.doc"],
        ".dps": old["sheet.xls"],
        ".odp": _opened("presentation", "<text:p>停车</text:p>"),
    }  # fmt: skip


def with_part(package: bytes, name: str, data: bytes) -> bytes:
    """The package with one more part, or another in the place of one."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.namelist():
            if each != name:
                new.writestr(each, old.read(each))
        new.writestr(name, data)
    return made.getvalue()


def _workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["镇街", "金额"], ["青岚", 3], ["白石", 4.5], ["备注"]):
        sheet.append(row)
    sheet.merge_cells("A4:B4")
    return saved(book)


def _document() -> bytes:
    made = word("青岚区停车收费办法", "每小时收费3元。")
    table = made.add_table(2, 2)
    table.cell(0, 0).text = "镇街"
    table.cell(0, 1).merge(table.cell(1, 1))
    made.add_paragraph("一项", style="List Number")
    made.sections[0].header.paragraphs[0].text = "页眉"
    return saved(made)


def _slides() -> bytes:
    show = Presentation()
    slide = show.slides.add_slide(show.slide_layouts[5])
    slide.shapes.title.text = "停车收费"
    table = slide.shapes.add_table(2, 2, 0, 0, 9999, 9999).table
    table.cell(0, 0).text = "镇街"
    slide.notes_slide.notes_text_frame.text = "备注"
    return saved(show)


def _pdf() -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    made = io.BytesIO()
    page = canvas.Canvas(made, pageCompression=0, invariant=1)
    page.setFont("STSong-Light", 12)
    page.drawString(72, 700, "青岚区停车收费办法，机动车每小时收费3元。")
    page.grid([72, 144, 216], [600, 620, 640])
    page.showPage()
    page.save()
    return made.getvalue()


def _picture(form: str) -> bytes:
    image = Image.new("RGB", (96, 32), "white")
    ImageDraw.Draw(image).text((8, 8), "PARKING 3", fill="black")
    made = io.BytesIO()
    image.save(made, form)
    return made.getvalue()


def _mht() -> bytes:
    message = EmailMessage()
    message["Subject"] = "停车"
    message.make_related()
    message.add_related(PAGE, subtype="html", cid="<page>")
    message.add_related(_picture("PNG"), "image", "png", cid="<picture>")
    return message.as_bytes()


def _opened(kind: str, inner: str) -> bytes:
    """A file of OpenDocument."""
    body = _OPEN.format(f"<office:{kind}>{inner}</office:{kind}>")
    media = f"application/vnd.oasis.opendocument.{kind}"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{media}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    members = {"mimetype": media, "content.xml": body, "META-INF/manifest.xml": manifest}
    return archive(**{name: text.encode() for name, text in members.items()})

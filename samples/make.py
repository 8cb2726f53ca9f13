"""Writes the sample documents in the formats that offices have."""

from __future__ import annotations

import io
import random
import subprocess
import tempfile
import zipfile
from html import escape
from pathlib import Path

import docx
import openpyxl
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from pptx import Presentation
from pptx.util import Cm

from samples import texts

# Debian's fonts-noto-cjk; face 2 of the collection is simplified Chinese.
_FONT = "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"
_BROWSER = "chromium"
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-pdf-header-footer",
    "--disable-background-networking",
)


def make_all(corpus: Path) -> list[Path]:
    """Write every sample below `corpus`; returns their paths. Needs Chromium and fonts-noto-cjk."""
    made = {
        "notice/云人社函〔2023〕31号_失业保险稳岗返还.docx": word(),
        "plan/公共图书馆服务提升行动方案（2023—2025年）.pdf": two_columns(),
        "minutes/青府纪〔2023〕4号_桂园小区改造（扫描件）.pdf": scan(),
        "stats/2023年涉农补贴发放明细.xlsx": sheet(),
        "report/柳湾县2023年上半年重点项目进展.pptx": slides(),
        "notice/青岚街道便民材料.zip": archive(),
        "news/云溪日报_A02版.txt": texts.PAGE.encode(),
    }
    for name, data in made.items():
        (corpus / name).parent.mkdir(parents=True, exist_ok=True)
        (corpus / name).write_bytes(data)
    return [corpus / name for name in made]


def word() -> bytes:
    """A notice with a table and a text box."""
    document = docx.Document()
    document.add_heading(texts.JOBS_TITLE, 1)
    for line in (*texts.JOBS_HEAD, *texts.JOBS_BODY):
        document.add_paragraph(line)
    table = document.add_table(0, len(texts.JOBS_TABLE[0]), style="Table Grid")
    for row in texts.JOBS_TABLE:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    for line in texts.JOBS_TAIL[:2]:
        document.add_paragraph(line)
    lines = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in texts.JOBS_BOX)
    box = document.add_paragraph()
    box._p.append(
        parse_xml(
            f'<w:r {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"><w:pict>'
            '<v:shape style="width:380pt;height:52pt" stroked="t"><v:textbox>'
            f"<w:txbxContent>{lines}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
        )
    )
    for line in texts.JOBS_TAIL[2:]:
        document.add_paragraph(line)
    return _saved(document)


def two_columns() -> bytes:
    """A plan printed in two columns, by the browser."""
    sections = "".join(f"<h2>{head}</h2><p>{body}</p>" for head, body in texts.LIBRARY_BODY)
    page = (
        "<!DOCTYPE html><meta charset=utf-8><style>body{font:11pt/1.7 'Noto Serif CJK SC'}"
        "h1{font-size:17pt;text-align:center}.lead{text-align:center;font-size:10pt}h2{font-size:12pt}"
        "div{columns:2;column-gap:2em;text-align:justify}p{text-indent:2em;margin:0 0 .4em}</style>"
        f"<h1>{escape(texts.LIBRARY_TITLE)}</h1><p class=lead>{texts.LIBRARY_LEAD}</p>"
        f"<p class=lead>{texts.NOTE}</p><div>{sections}</div>"
    )
    with tempfile.TemporaryDirectory() as temporary:
        source, target = Path(temporary) / "page.html", Path(temporary) / "page.pdf"
        source.write_text(page, encoding="utf-8")
        profile = f"--user-data-dir={temporary}/profile"
        command = [_BROWSER, *_FLAGS, profile, f"--print-to-pdf={target}", source.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return target.read_bytes()


def scan() -> bytes:
    """Minutes as a scanner leaves them: a grey picture, a little turned, blurred and noisy."""
    image = Image.new("L", (1654, 2339), 242)
    draw = ImageDraw.Draw(image)
    title, body = (ImageFont.truetype(_FONT, size, index=2) for size in (56, 44))
    draw.text((330, 220), texts.MINUTES[0], font=title, fill=30)
    for number, line in enumerate(texts.MINUTES[1:]):
        draw.text((230, 360 + 84 * number), line, font=body, fill=30)
    image = image.rotate(0.5, fillcolor=242, resample=Image.Resampling.BICUBIC).filter(
        ImageFilter.GaussianBlur(0.7)
    )
    noise = random.Random(0)
    speckled = image.point(lambda grey: grey)
    for _ in range(9000):
        speckled.putpixel((noise.randrange(1654), noise.randrange(2339)), noise.randrange(120, 255))
    buffer = io.BytesIO()
    speckled.save(buffer, "PDF", resolution=200, quality=60)
    return buffer.getvalue()


def sheet() -> bytes:
    """A list of subsidies: a title and heads of merged cells."""
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "涉农补贴"
    title: list[list[str | float | None]] = [[texts.SUBSIDY_TITLE], [texts.SUBSIDY_NOTE]]
    tail: list[str | float | None] = [texts.SUBSIDY_TAIL]
    for cells in [*title, *texts.SUBSIDY_HEADS, *texts.SUBSIDY_ROWS, tail]:
        page.append(cells)
    for span in ("A1:F1", "A2:F2", "A3:A4", "B3:C3", "D3:E3", "F3:F4"):
        page.merge_cells(span)
    for column in "CE":
        for row in range(5, 5 + len(texts.SUBSIDY_ROWS)):
            page[f"{column}{row}"].number_format = "0.00"
    return _saved(book)


def slides() -> bytes:
    """A report with a table on a slide."""
    show = Presentation()
    for number, (title, lines) in enumerate(texts.REPORT_SLIDES):
        slide = show.slides.add_slide(show.slide_layouts[0 if number == 0 else 1 if lines else 5])
        slide.shapes.title.text = title
        if lines:
            slide.placeholders[1].text = "\n".join(lines)
        else:
            rows = texts.REPORT_TABLE
            table = slide.shapes.add_table(len(rows), len(rows[0]), Cm(1.5), Cm(5), Cm(22), Cm(6)).table
            for r, row in enumerate(rows):
                for c, text in enumerate(row):
                    table.cell(r, c).text = text
    return _saved(show)


def archive() -> bytes:
    """A zip archive as Chinese programs make it: names in GB18030 without a mark."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in texts.ZIP_MEMBERS.items():
            raw = name.encode("gb18030")
            info = zipfile.ZipInfo("x" * len(raw), (2023, 3, 6, 9, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(info, text.encode("gb18030"))
    data = buffer.getvalue()
    for name in sorted(texts.ZIP_MEMBERS, key=lambda n: -len(n.encode("gb18030"))):
        raw = name.encode("gb18030")
        data = data.replace(b"x" * len(raw), raw)
    return data


def _saved(thing: object) -> bytes:
    buffer = io.BytesIO()
    thing.save(buffer)  # type: ignore[attr-defined]
    return buffer.getvalue()

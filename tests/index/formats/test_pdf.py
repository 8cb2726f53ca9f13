import io
import re
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from index.articles import split_articles
from index.errors import CorpusError
from index.formats import pdf
from index.formats.docx import read_docx
from index.formats.pdf import read_pdf
from tests.index.formats.making import still

LAWS = Path(__file__).parents[3] / "../shared/data/docs/law"
FONT = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
needs_font = pytest.mark.skipif(not Path(FONT).exists(), reason="fonts-noto-cjk is not installed")
pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))


def made(*pages, size=12, **options):
    """A PDF file; a page is a list of (x, y from the top, text)."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842), **options)
    for page in pages:
        canvas.setFont("STSong-Light", size)
        for x, y, text in page:
            canvas.drawString(x, 842 - y, text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def block(lines, x=60, y=100, step=20):
    return [(x, y + step * n, line) for n, line in enumerate(lines)]


def scanned(text, angle=0.0):
    """A PDF file of one page that is only a picture."""
    image = Image.new("L", (1654, 2339), 250)
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(FONT, 40, index=2)
    for n, line in enumerate(text.split("\n")):
        draw.text((200, 250 + 66 * n), line, font=font, fill=20)
    buffer = io.BytesIO()
    image.rotate(angle, fillcolor=250, resample=Image.Resampling.BICUBIC).save(buffer, "PDF", resolution=200)
    return buffer.getvalue()


def test_paragraphs_are_joined_and_pages_counted():
    first = [
        "　　第一条　为了规范停车管理，维护公共秩序，根据有",
        "关法律，制定本办法。",
        "　　第二条　本办法适用于云溪市城区内的停车场所和道",
    ]
    second = ["路泊位。", "　　第三条　本办法自公布之日起施行。"]
    found = read_pdf(made(block(first), block(second)), still)
    assert found.text == (
        "　　第一条　为了规范停车管理，维护公共秩序，根据有关法律，制定本办法。\n"
        "　　第二条　本办法适用于云溪市城区内的停车场所和道路泊位。\n　　第三条　本办法自公布之日起施行。"
    )
    assert (found.codec, [found.text[p : p + 4] for p in found.pages]) == ("pdf", ["　　第一", "路泊位。"])


def test_page_numbers_and_running_heads_are_left_out():
    pages = [
        [(60, 30, "云溪市停车管理办法"), (60, 300, f"第{n}页的正文。"), (280, 820, f"— {n} —")]
        for n in range(1, 5)
    ]
    found = read_pdf(made(*pages), still)
    assert found.text == "第1页的正文。\n第2页的正文。\n第3页的正文。\n第4页的正文。"


def test_rows_of_a_long_table_at_the_edges_of_pages_are_kept():
    rows = [f"{n} {3 * n} {7 * n}" for n in range(1, 9)]
    pages = []
    for first, last in zip(rows[::2], rows[1::2], strict=True):
        lines = zip((30, 50, 820), ("序号 户数 金额", first, last), strict=True)
        pages.append([(60 + 150 * n, y, cell) for y, row in lines for n, cell in enumerate(row.split())])
    written = ["序号 户数 金额", *rows]
    assert read_pdf(made(*pages), still).text.split("\n") == [row.replace(" ", " | ") for row in written]


def test_two_columns_beneath_a_headline():
    left = [
        "左栏第一行文字内容一二三",
        "左栏第二行文字内容一二三",
        "左栏第三行文字内容一二三",
        "左栏第四行文字内容一二三",
        "左栏完。",
    ]
    right = [line.replace("左", "右") for line in left]
    page = [(200, 60, "全市重点项目建设提速"), *block(left, 60), *block(right, 320)]
    assert read_pdf(made(page), still).text == f"全市重点项目建设提速\n{''.join(left)}\n{''.join(right)}"


def test_a_ruled_table_is_its_rows():
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    canvas.setFont("STSong-Light", 12)
    xs, ys = (60, 160, 320, 420), (100, 130, 180, 210)
    canvas.grid(xs, [842 - y for y in ys])
    cells = ["镇街", "事项", "金额", "青岚街道", "老旧小区电梯加装", "12.5万元", "柳湾镇", "路灯", "8万元"]
    for n, cell in enumerate(cells):
        canvas.drawString(xs[n % 3] + 5, 842 - ys[n // 3] - 20, cell)
    canvas.drawString(xs[1] + 5, 842 - ys[1] - 40, "补助项目")
    canvas.drawString(60, 842 - 60, "补助表如下：")
    canvas.drawString(60, 842 - 240, "以上金额含税。")
    canvas.save()
    assert read_pdf(buffer.getvalue(), still).text == (
        "补助表如下：\n镇街 | 事项 | 金额\n青岚街道 | 老旧小区电梯加装补助项目 | 12.5万元\n"
        "柳湾镇 | 路灯 | 8万元\n以上金额含税。"
    )


@needs_font
def test_a_scan_is_read_by_ocr():
    text = (
        "云溪市人民政府关于道路停车收费的通知\n一类区域小型车每小时收费5元，\n"
        "二类区域每小时收费3元。\n本通知自2023年3月15日起执行。"
    )
    found = read_pdf(scanned(text, angle=0.6), still)
    written = re.sub(r"\s", "", text)
    assert (found.codec, found.pages) == ("pdf+ocr", (0,))
    assert len(set(written) & set(found.text)) / len(set(written)) >= 0.97
    assert "一类区域小型车每小时收费5元" in found.text.replace(" ", "")


@needs_font
def test_a_text_layer_of_glyph_numbers_is_not_taken(monkeypatch):
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    canvas.drawImage(_picture("停车收费每小时五元"), 60, 600, 400, 80)
    canvas.setFont("STSong-Light", 12)
    canvas.drawString(60, 700, "\ue001\ue002\ue003\ue004\ue005")
    canvas.save()
    found = read_pdf(buffer.getvalue(), still)
    assert (found.text, found.codec) == ("停车收费每小时五元", "pdf+ocr")


def over_picture(mark):
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(500, 100))
    canvas.drawImage(_picture("停车收费每小时五元"), 0, 0, 500, 100)
    canvas.setFont("STSong-Light", 6)
    canvas.drawString(430, 5, mark)
    canvas.save()
    return buffer.getvalue()


@needs_font
def test_the_mark_of_a_scanning_program_is_not_all_of_a_page():
    found = read_pdf(over_picture("全能王"), still)
    assert ("停车收费每小时五元" in found.text, found.codec) == (True, "pdf+ocr")


@needs_font
def test_text_on_a_background_is_taken_as_it_is():
    found = read_pdf(over_picture("停车收费每小时五元，请勿乱停"), still)
    assert (found.text, found.codec) == ("停车收费每小时五元，请勿乱停", "pdf")


def _picture(text):
    from reportlab.lib.utils import ImageReader

    image = Image.new("RGB", (1000, 200), "white")
    ImageDraw.Draw(image).text((50, 60), text, font=ImageFont.truetype(FONT, 80, index=2), fill="black")
    return ImageReader(image)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "已损坏"),
        (b"%PDF-1.7\n", "已损坏"),
        (made([(60, 60, "甲")])[:200], "已损坏"),
        (made([(60, 60, "甲")], encrypt=StandardEncryption("secret", canPrint=0)), "已加密"),
        (made([]), "没有可读的文字"),
    ],
    ids=["empty", "stub", "truncated", "encrypted", "blank"],
)
def test_what_cannot_be_read_is_named(data, reason):
    with pytest.raises(CorpusError, match=reason):
        read_pdf(data, still)


def test_too_many_pages_are_refused(monkeypatch):
    monkeypatch.setattr(pdf, "_MAX_PAGES", 2)
    with pytest.raises(CorpusError, match="3 页，超过 2 页"):
        read_pdf(made([(60, 60, "甲")], [], []), still)


def test_every_page_is_a_sign_of_life():
    beats = []
    read_pdf(made(*[[(60, 300, "甲甲甲")] for n in range(3)]), lambda: beats.append(1))
    assert len(beats) == 3


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_turned_text_is_read_upright(angle):
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(600, 600))
    canvas.setFont("STSong-Light", 12)
    canvas.translate(300, 300)
    canvas.rotate(angle)
    for n, line in enumerate(["　　甲乙丙丁戊己庚辛壬癸", "子丑寅卯。", "　　辰巳。"]):
        canvas.drawString(0, -20 * n, line)
    canvas.save()
    assert read_pdf(buffer.getvalue(), still).text.split() == ["甲乙丙丁戊己庚辛壬癸子丑寅卯。", "辰巳。"]


def grams(text):
    solid = re.sub(r"\s", "", text)
    return [solid[i : i + 8] for i in range(len(solid) - 7)]


@pytest.mark.skipif(not LAWS.is_dir(), reason="development data is absent")
@pytest.mark.parametrize(
    "name", ["仲裁法", "公务员法", "劳动法", "反垄断法", "商标法", "国家安全法", "刑事诉讼法", "刑法"]
)
def test_a_law_reads_the_same_from_pdf_and_word(name):
    path = LAWS / f"中华人民共和国{name}.pdf"
    from_pdf = read_pdf(path.read_bytes(), still).text
    from_word = read_docx(path.with_suffix(".docx").read_bytes(), still).text
    one, other = grams(from_pdf), grams(from_word)
    assert sum(g in set(other) for g in one[:2000]) >= 0.98 * len(one[:2000])
    assert len(set(one) & set(other)) >= 0.98 * len(set(one) | set(other))
    # Written for this test: the number that begins a line, with 之一 of an amendment on the next.
    number = r"(?m)^[ \u3000]*(第[一二三四五六七八九十百零]+条)(\n之[一二三四五六七八九十]+(?=\n))?"
    for text in (from_pdf, from_word):
        clauses = [a + b.strip() for a, b in re.findall(number, text)]
        heads = [article.heading.rpartition(" > ")[2] for article in split_articles(name, text)]
        assert [head for head in heads if head in set(clauses)] == list(dict.fromkeys(clauses))
        assert len(clauses) > 50

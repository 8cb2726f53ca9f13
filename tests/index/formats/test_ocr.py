import io
import struct
import zlib

import pytest
from PIL import Image, ImageDraw, ImageFont

from index.errors import CorpusError
from index.formats.ocr import read_image
from tests.index.formats.making import still
from tests.index.formats.test_pdf import FONT, needs_font


def picture(text, form="PNG", **options):
    image = Image.new("RGB", (1000, 160), "white")
    ImageDraw.Draw(image).text((40, 50), text, font=ImageFont.truetype(FONT, 56, index=2), fill="black")
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


@needs_font
@pytest.mark.parametrize("form", ["PNG", "JPEG", "BMP", "WEBP"])
def test_a_picture_is_read(form):
    found = read_image(picture("停水时间为8月10日", form), still)
    assert (found.text.replace(" ", ""), found.codec) == ("停水时间为8月10日", "ocr")


@needs_font
def test_a_tiff_has_pages():
    pages = [Image.open(io.BytesIO(picture(text))) for text in ("第一页停水", "第二页停电")]
    buffer = io.BytesIO()
    pages[0].save(buffer, "TIFF", save_all=True, append_images=pages[1:])
    found = read_image(buffer.getvalue(), still)
    assert found.text == "第一页停水\n第二页停电"
    assert found.pages == (0, 5)


@needs_font
def test_a_photograph_is_turned_upright():
    image = Image.open(io.BytesIO(picture("停水通知内容"))).rotate(90, expand=True)
    exif = Image.Exif()
    exif[0x0112] = 6
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", exif=exif)
    assert read_image(buffer.getvalue(), still).text == "停水通知内容"


def huge():
    """A PNG of a few bytes that says it has 40,000 x 40,000 pixels."""
    head = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"")), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in chunks
    )


@pytest.mark.parametrize(
    ("data", "reason"), [(b"", "已损坏"), (b"GIF89a", "已损坏"), (huge(), "40000×40000 像素|已损坏")]
)
def test_what_cannot_be_read_is_named(data, reason):
    with pytest.raises(CorpusError, match=reason):
        read_image(data, still)


def test_a_picture_without_text_is_named():
    buffer = io.BytesIO()
    Image.new("RGB", (300, 300), "white").save(buffer, "PNG")
    with pytest.raises(CorpusError, match="没有识别出文字"):
        read_image(buffer.getvalue(), still)

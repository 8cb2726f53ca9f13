"""Bad pictures, PDF files and archives made by hand: sizes that lie, loops, bombs, paths that lead out."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from tests.index.formats.making import archive
from tests.torture.bombs_office import nested_chunks
from tests.torture.seeds import PAGE, TEXT, seeds, with_part


def pictures() -> Iterator[tuple[str, bytes]]:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    for side in (30_000, 2**31 - 1):
        head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
        rows = zlib.compress(bytes(4_000_000))
        yield ".png", b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    notes = b"x\0" + zlib.compress(bytes(80_000_000))
    head = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(8 * 25))
    yield (
        ".png",
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"zTXt", notes)
        + chunk(b"IDAT", rows)
        + chunk(b"IEND", b""),
    )
    loop = struct.pack("<2sHIH", b"II", 42, 8, 1) + struct.pack("<HHII", 256, 3, 1, 9) + struct.pack("<I", 8)
    yield ".tif", loop
    yield (
        ".bmp",
        b"BM" + struct.pack("<IHHIIiiHHIIiiII", 99, 0, 0, 54, 40, 60_000, 60_000, 1, 24, 0, 0, 1, 1, 0, 0),
    )


def pdfs() -> Iterator[bytes]:
    """Loops of pages, forms and tables of objects; sizes and counts that are none."""

    def pdf(*objects: str) -> bytes:
        body = "".join(f"{n} 0 obj {each} endobj\n" for n, each in enumerate(objects, 1))
        return f"%PDF-1.7\n{body}trailer <</Root 1 0 R /Size 99 /Prev 9>>\nstartxref 9\n%%EOF".encode()

    root, page = "<</Type/Catalog /Pages 2 0 R {}>>", "<</Type/Page /Parent 2 0 R /MediaBox {} {}>>"
    kids, box = "<</Type/Pages /Count {} /Kids [{}]>>", "[0 0 99 99]"
    yield pdf(root.format(""), kids.format(1, "2 0 R"))
    yield pdf(root.format(""), kids.format(10**9, "3 0 R"), page.format(box, ""))
    yield pdf(root.format(""), kids.format(-5, "3 0 R"), page.format("[0 0 1e30 1e30]", ""))
    yield pdf(root.format(""), kids.format(1, "3 0 R"), page.format(box, "/Contents [3 0 R 4 0 R]"), "4 0 R")
    form = "<</Type/XObject /Subtype/Form /BBox [0 0 9 9] /Resources <</XObject <</F 4 0 R>>>> /Length 5>> stream\n/F Do\nendstream"
    drawn = "/Resources <</XObject <</F 4 0 R>>>> /Contents 5 0 R"
    yield pdf(
        root.format(""),
        kids.format(1, "3 0 R"),
        page.format(box, drawn),
        form,
        "<</Length 5>> stream\n/F Do\nendstream",
    )
    acts = "/OpenAction <</S/JavaScript /JS (app.launchURL\\('http://127.0.0.1:9/'\\))>>"
    yield pdf(root.format(acts), kids.format(1, "3 0 R"), page.format(box, ""))
    yield pdf(root.format(""), kids.format(2, "3 0 R " * 99_999), page.format(box, ""))
    yield b"%PDF-1.7\n" + b"[" * 300_000
    yield seeds()[".pdf"].replace(b"/Count 1", b"/Count 200000000")


def archives(secret: str) -> Iterator[bytes]:
    yield archive(**{"bomb.txt": bytes(900_000_000)})
    deep = TEXT.encode()
    for _ in range(12):
        deep = archive(**{"in.zip": deep})
    yield deep
    yield archive(**{f"{n}.txt": b"" for n in range(10_500)})
    for name in (
        "../out.txt",
        "/out.txt",
        "..\\..\\out.txt",
        "C:\\out.txt",
        "a/../../out.txt",
        secret,
        "a\nb.txt",
    ):
        yield archive(**{name: TEXT.encode()})
    yield _linked(secret)
    yield _overlapping()
    yield archive(**{"甲.docx": nested_chunks(2, 3), "乙.html": PAGE.encode()})
    yield with_part(archive(**{"a.txt": TEXT.encode()}), "a.txt/b.txt", TEXT.encode())


def _linked(secret: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        link = zipfile.ZipInfo("link.txt")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        package.writestr(link, secret)
    return made.getvalue()


def _overlapping() -> bytes:
    """Many names for the same packed bytes, as a bomb without nesting does."""
    one = io.BytesIO()
    with zipfile.ZipFile(one, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("a.txt", bytes(9_000_000))
    data = one.getvalue()
    start = data.index(b"PK\x01\x02")
    entry = data[start : data.index(b"PK\x05\x06")]
    count = 900
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(entry) * count, start, 0)
    return data[:start] + entry * count + end

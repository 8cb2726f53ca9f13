"""Bad files made by hand: bombs, loops, entities, formulas, paths that lead out, names that lie."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping

from openpyxl import Workbook

from tests.index.formats.making import archive, saved
from tests.torture.seeds import PAGE, TEXT, seeds, with_part

LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def bombs(secret: str) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of each; `secret` is the path of a file that none of them may read."""
    for number, (ending, data) in enumerate([*_texts(), *_packages(secret), *_sheets(), *_pictures()]):
        yield f"bomb-{number}{ending}", data
    for number, data in enumerate([*_pdfs(), *_archives(secret)]):
        yield f"bomb-{number}{'.pdf' if data.startswith(b'%PDF') else '.zip'}", data


def _texts() -> Iterator[tuple[str, bytes]]:
    deep = 60_000
    yield ".html", b"<div>" * deep + "甲".encode()
    yield ".html", b"<table><tr><td>" * 5_000 + "甲".encode()
    yield ".html", f"<table>{'<tr><td rowspan=1000 colspan=1000>甲' * 300}</table>".encode()
    yield ".html", b"<p " + b"a=b " * 200_000 + "甲".encode()
    yield ".html", b"<!--" * 50_000 + b"<![CDATA[" * 50_000
    yield (
        ".html",
        f'<h1>甲</h1><iframe src="file:///etc/passwd"></iframe><script>{"x" * 99}</script><p>乙'.encode(),
    )
    yield ".html", f"<p>{'&lt;&#0;&#xD800;&#x110000;' * 999}甲</p>".encode()
    yield (
        ".mht",
        "".join(f"Content-Type: multipart/mixed; boundary={n}\n\n--{n}\n" for n in range(2_000)).encode(),
    )
    yield ".mht", b"Content-Type: text/html; charset=zip\nContent-Transfer-Encoding: base64\n\n!!!!"
    laughs = "".join(f"a{n}: &a{n} [{f'*a{n - 1},' * 9}]\n" for n in range(1, 30))
    yield ".md", f"---\na0: &a0 [x]\n{laughs}title: *a29\n---\n甲".encode()
    yield ".md", f"---\n{'[' * 20_000}\n---\n甲".encode()
    yield ".md", b"---\n!!python/object/apply:os.system ['id']\n---\n" + TEXT.encode()
    yield ".csv", b"," * 3_000_000
    yield ".csv", ("a,b\n" + '"' * 300_001).encode()
    yield ".csv", "名,值\n=cmd|' /C calc'!A0,@SUM(1)\n+1,-1\n".encode()
    yield ".txt", ("第一条　“" * 20_000).encode()
    yield ".txt", ("（" * 200_000).encode()
    yield ".txt", (" \n" * 300_000 + "甲").encode()
    yield ".txt", b"\xff\xfe" + b"\x00\xd8" * 9999
    yield ".txt", b"\x00" * 500_000
    yield ".txt", ("\u202e\u200b\ufeff\u2066甲\x1b[31m\x07" * 999).encode()
    yield ".rtf", b"{\\rtf1" + b"{" * 50_000
    yield ".doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 4096
    yield ".xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 4096


def _packages(secret: str) -> Iterator[tuple[str, bytes]]:
    """Entities, depth and loops in the parts of Word and PowerPoint files."""
    sound = seeds()
    inner = f"<!DOCTYPE r [<!ENTITY a0 '甲'>{LAUGHS}]>"
    outer = f"<!DOCTYPE r [<!ENTITY a11 SYSTEM 'file://{secret}'>]>"
    remote = "<!DOCTYPE r [<!ENTITY % p SYSTEM 'http://127.0.0.1:9/x'> %p;]>"
    for doctype in (inner, outer, remote):
        body = f"<w:p><w:r><w:t>{'&a11;' if 'a11' in doctype else ''}乙</w:t></w:r></w:p>"
        yield ".docx", _word(body, doctype)
        yield ".odt", with_part(sound[".odt"], "content.xml", f"{doctype}<r>&a11;</r>".encode())
        yield ".ods", with_part(sound[".ods"], "content.xml", f"{doctype}<r>&a11;</r>".encode())
        yield ".pptx", with_part(sound[".pptx"], "ppt/slides/slide1.xml", f"{doctype}<r>&a11;</r>".encode())
        cells = (
            f'{doctype}<worksheet xmlns="{_MAIN}"><sheetData><row><c t="inlineStr"><is><t>&a11;</t></is></c>'
        )
        cells += "</row></sheetData></worksheet>"
        yield ".xlsx", with_part(sound[".xlsx"], "xl/worksheets/sheet1.xml", cells.encode())
    yield ".docx", _word("<w:sdt>" * 5_000 + "</w:sdt>" * 5_000)
    yield ".docx", _word("<w:tbl><w:tr><w:tc>" * 60 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 60)
    yield ".docx", _word(f"<w:p><w:r><w:t>{'甲' * 3_000_000}</w:t></w:r></w:p>")
    yield (
        ".docx",
        _word('<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr></w:tc></w:tr></w:tbl>'),
    )
    yield ".docx", with_part(sound[".docx"], "word/styles.xml", _style_loop())
    yield ".docx", _nested_chunks(6, 12)
    yield ".docx", with_part(sound[".docx"], "word/_rels/document.xml.rels", _remote_relation())
    yield ".pptx", with_part(sound[".pptx"], "ppt/_rels/presentation.xml.rels", b"<x/>")


def _word(body: str, doctype: str = "") -> bytes:
    document = (
        f'{doctype}<w:document xmlns:w="{_WORD}" xmlns:r="{_RELATED}"><w:body>{body}</w:body></w:document>'
    )
    return with_part(seeds()[".docx"], "word/document.xml", document.encode())


def _style_loop() -> bytes:
    style = '<w:style w:type="paragraph" w:styleId="{}"><w:basedOn w:val="{}"/></w:style>'
    return f'<w:styles xmlns:w="{_WORD}">{style.format("A", "B")}{style.format("B", "A")}</w:styles>'.encode()


def _nested_chunks(depth: int, width: int) -> bytes:
    """A document whose body is `width` times the same embedded document, `depth` times over."""
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    data = seeds()[".docx"]
    for _ in range(depth):
        relation = f'<Relationship Id="c" Type="{_RELATED}/aFChunk" Target="inner.docx"/>'
        rels = (
            f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relation}'
        )
        types = (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="docx" '
            f'ContentType="{kind.removesuffix(".main+xml")}"/><Override PartName="/word/document.xml" '
            f'ContentType="{kind}"/></Types>'
        )
        package = _word('<w:altChunk r:id="c"/>' * width)
        for name, content in {
            "word/_rels/document.xml.rels": f"{rels}</Relationships>".encode(),
            "[Content_Types].xml": types.encode(),
            "word/inner.docx": data,
        }.items():
            package = with_part(package, name, content)
        data = package
    return data


def _remote_relation() -> bytes:
    relation = f'<Relationship Id="r" Type="{_RELATED}/attachedTemplate" Target="http://127.0.0.1:9/" TargetMode="External"/>'
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f"{relation}</Relationships>"
    ).encode()


def _sheets() -> Iterator[tuple[str, bytes]]:
    for formula in (
        '=WEBSERVICE("http://127.0.0.1:9/")',
        "=cmd|' /C calc'!A0",
        '=HYPERLINK("file:///etc",1)',
    ):
        book = Workbook()
        book.active.append(["项目", "值"])
        book.active.append(["甲", formula])
        yield ".xlsx", saved(book)
    far = Workbook()
    far.active["A1"], far.active["XFD1048576"] = "甲", "乙"
    yield ".xlsx", saved(far)
    merged = '<c r="A1"><v>1</v></c></row></sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells><sheetData><row>'
    for cells in (
        merged,
        '<c r="A1" t="s"><v>999999</v></c>',
        '<c r="ZZZZZ9"><v>1</v></c>',
        '<c r="A1" t="d"><v>x</v></c>',
    ):
        sheet = f'<worksheet xmlns="{_MAIN}"><sheetData><row r="1">{cells}</row></sheetData></worksheet>'
        yield ".xlsx", with_part(seeds()[".xlsx"], "xl/worksheets/sheet1.xml", sheet.encode())
    yield ".xlsx", with_part(seeds()[".xlsx"], "xl/worksheets/sheet1.xml", b"<c><f>" * 400_000)


def _pictures() -> Iterator[tuple[str, bytes]]:
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


def _pdfs() -> Iterator[bytes]:
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
    yield seeds()[".pdf"].replace(b"/Count 2", b"/Count 200000000")


def _archives(secret: str) -> Iterator[bytes]:
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
    yield archive(**{"甲.docx": _nested_chunks(2, 3), "乙.html": PAGE.encode()})
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


def sidecars() -> Mapping[str, bytes]:
    """Metadata files that are none, beside a sound document."""
    return {
        "side-0.txt": TEXT.encode(),
        "side-0.txt.meta.toml": b"a = " + b"[" * 5_000,
        "side-1.txt": TEXT.encode(),
        "side-1.txt.meta.toml": b'title = "\\u202e\\u0000<script>"',
        "side-2.meta.toml": b'title = "x"',
    }

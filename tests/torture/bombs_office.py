"""Bad texts and office files made by hand: depth, entities, loops, formulas, links to elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from openpyxl import Workbook

from tests.index.formats.making import saved
from tests.torture.seeds import TEXT, seeds, with_part

LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def texts() -> Iterator[tuple[str, bytes]]:
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


def packages(secret: str) -> Iterator[tuple[str, bytes]]:
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
    yield ".docx", _word(f"<w:p><w:r><w:t>{'甲' * 300_000}</w:t></w:r></w:p>")
    yield (
        ".docx",
        _word('<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr></w:tc></w:tr></w:tbl>'),
    )
    yield ".docx", with_part(sound[".docx"], "word/styles.xml", _style_loop())
    yield ".docx", nested_chunks(6, 12)
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


def nested_chunks(depth: int, width: int) -> bytes:
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


def sheets() -> Iterator[tuple[str, bytes]]:
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

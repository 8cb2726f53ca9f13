"""Small office files, made with the libraries and with XML of their own."""

from __future__ import annotations

import io
import zipfile

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls


def still():
    """A beat that nobody hears."""


def saved(thing) -> bytes:
    buffer = io.BytesIO()
    thing.save(buffer)
    return buffer.getvalue()


def word(*paragraphs: str):
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return document


def append_xml(document, xml: str) -> None:
    """Add an element to the body, before the section properties."""
    document.element.body.insert(len(document.element.body) - 1, parse_xml(xml))


def paragraph_xml(inner: str) -> str:
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    wps = 'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    return f"<w:p {nsdecls('w', 'r')} {mc} {wps} xmlns:v='urn:schemas-microsoft-com:vml'>{inner}</w:p>"


def embed_chunk(document, data: bytes, content_type: str, name: str) -> None:
    part = Part(PackURI(f"/word/{name}"), content_type, data, document.part.package)
    relation = document.part.relate_to(part, RELATIONSHIP_TYPE.A_F_CHUNK)
    append_xml(document, f'<w:altChunk {nsdecls("w", "r")} r:id="{relation}"/>')


def archive(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return buffer.getvalue()


def numbered(document, form: str, text: str, levels: int = 1) -> int:
    """Add a list definition; returns its number for `w:numPr`."""
    numbering = document.part.numbering_part.element
    number = 90 + len(numbering)
    inner = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for i in range(levels)
    )
    abstract = parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">{inner}</w:abstractNum>')
    numbering.insert(0, abstract)
    numbering.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>')
    )
    return number


def give_number(paragraph, number: int, depth: int = 0) -> None:
    properties = paragraph._p.get_or_add_pPr()
    properties.append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>')
    )


def merge_down(table, column: int, first: int, last: int) -> None:
    table.cell(first, column).merge(table.cell(last, column))

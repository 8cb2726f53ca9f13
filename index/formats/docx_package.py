"""Word files as packages: the main part, and the parts that belong to it."""

from __future__ import annotations

import io
from collections.abc import Iterator

from docx.opc.exceptions import PackageNotFoundError
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.package import Package
from lxml.etree import XMLSyntaxError
from lxml.etree import _Element as Element

from index.errors import CorpusError
from index.formats.package import check_package, mended

_DAMAGED = "Word 文件已损坏或不完整，请用 Word 或 WPS 打开修复，另存后重试"


def main_part(data: bytes) -> Part:
    """Return the part that holds the body; files with macros and templates have one too.

    Raises CorpusError when the file is encrypted, damaged, or no Word file.
    """
    check_package(data).close()
    try:
        main: Part = _open(data).main_document_part
    except (PackageNotFoundError, XMLSyntaxError, KeyError, ValueError) as error:
        raise CorpusError(_DAMAGED) from error
    if "word" not in main.content_type:
        raise CorpusError(_DAMAGED)
    return main


def related(part: Part) -> Iterator[tuple[str, Part]]:
    """(kind, part) of every part that a part refers to: header, footnotes, numbering."""
    for relation in part.rels.values():
        if not relation.is_external:
            yield relation.reltype.rpartition("/")[2], relation.target_part


def root(part: Part) -> Element:
    """Return the XML of a part. Raises CorpusError when it is none."""
    if hasattr(part, "element"):
        parsed: Element = part.element
        return parsed
    try:
        parsed = parse_xml(part.blob)
    except XMLSyntaxError as error:
        raise CorpusError(_DAMAGED) from error
    return parsed


def _open(data: bytes) -> Package:
    try:
        return Package.open(io.BytesIO(data))
    except KeyError:  # it refers to a part that is not there
        return Package.open(io.BytesIO(mended(data)))

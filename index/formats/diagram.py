"""Text of SmartArt, the diagrams of Word and PowerPoint: it stands in a part of its own."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

_OFFICE = "http://schemas.openxmlformats.org"
_IDS = f"{{{_OFFICE}/drawingml/2006/diagram}}relIds"
_POINT = f"{{{_OFFICE}/drawingml/2006/diagram}}pt"
_PARAGRAPH, _TEXT = f"{{{_OFFICE}/drawingml/2006/main}}p", f"{{{_OFFICE}/drawingml/2006/main}}t"
_DATA = f"{{{_OFFICE}/officeDocument/2006/relationships}}dm"


def diagrams(element: etree._Element) -> list[str]:
    """Names of the relations to the data of the diagrams below an element."""
    return [name for ids in element.iter(_IDS) if (name := ids.get(_DATA))]


def diagram_lines(data: bytes) -> Iterator[str]:
    """Lines of a diagram, in the order of its shapes."""
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False))
    for point in root.iter(_POINT):
        for paragraph in point.iter(_PARAGRAPH):
            line = "".join(text.text or "" for text in paragraph.iter(_TEXT)).strip()
            if line:
                yield line

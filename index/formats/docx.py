"""Word documents: every paragraph, table row, text box, note, header and embedded page, in reading order."""

from __future__ import annotations

from collections.abc import Iterator

from docx.opc.part import Part
from docx.oxml.ns import qn
from lxml.etree import _Element as Element

from index.decode import decode
from index.errors import CorpusError
from index.formats.diagram import diagram_lines, diagrams
from index.formats.docx_numbers import Numbers
from index.formats.docx_package import main_part, related, root
from index.formats.html import html_text
from index.formats.mht import mht_page
from index.formats.reading import Beat
from index.types import Extracted

_BREAKS = {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): "\t", qn("w:ptab"): "\t"}
_HYPHENS = {qn("w:noBreakHyphen"): "-", qn("w:softHyphen"): ""}
# Boxes and ticks of forms, drawn in the fonts of Word's symbol table.
_SYMBOLS = {
    **{
        ("Wingdings", code): tick
        for code, tick in (("F0A8", "□"), ("F06F", "□"), ("F0FE", "☑"), ("F0FC", "✓"))
    },
    **{("Wingdings 2", code): tick for code, tick in (("F0A3", "□"), ("F052", "☑"), ("F050", "✓"))},
}
_TEXT = (qn("w:t"), "{http://schemas.openxmlformats.org/officeDocument/2006/math}t")
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BOX = qn("w:txbxContent")
# Deleted text, the codes of fields, the phonetic half of ruby, text that is only a picture's name.
_UNSEEN = {qn("w:del"), qn("w:moveFrom"), qn("w:instrText"), qn("w:rt"), _FALLBACK, _BOX}
_NOTES = ("footnotes", "endnotes")
_OUTER = ("header", "footer")


def read_docx(data: bytes, beat: Beat) -> Extracted:
    """Read a Word document; one line a paragraph or table row, cells split by ` | `.

    Headers, footers and notes follow the body. Raises CorpusError when the file is damaged or encrypted,
    or a body that is embedded in it cannot be read.
    """
    main = main_part(data)
    body = _Story(main, _numbers(main))
    lines = [*body.lines(root(main)), *_outer(main), *_notes(main)]
    return Extracted("\n".join(lines), "docx")


def _numbers(main: Part) -> Numbers:
    elements = {kind: root(part) for kind, part in related(main) if kind in ("numbering", "styles")}
    return Numbers(elements.get("numbering"), elements.get("styles"))


def _outer(main: Part) -> Iterator[str]:
    """Lines of headers and footers, each once; page numbers alone are none."""
    seen: set[str] = set()
    for kind, part in related(main):
        if kind in _OUTER:
            for line in _Story(part, Numbers(None, None)).lines(root(part)):
                if line not in seen and any(c.isalpha() and c not in "第页共" for c in line):
                    seen.add(line)
                    yield line


def _notes(main: Part) -> Iterator[str]:
    for kind, part in related(main):
        if kind in _NOTES:
            for note in root(part):
                if note.get(qn("w:type")) in (None, "normal"):
                    yield from _Story(part, Numbers(None, None)).lines(note)


class _Story:
    """A run of paragraphs and tables: the body, a header, a note, a text box."""

    def __init__(self, part: Part, numbers: Numbers) -> None:
        self._part = part
        self._numbers = numbers

    def lines(self, parent: Element) -> Iterator[str]:
        """Lines of all blocks below an element."""
        for child in parent:
            if child.tag == qn("w:p"):
                yield from self._paragraph(child)
            elif child.tag == qn("w:tbl"):
                yield from self._table(child)
            elif child.tag == qn("w:altChunk"):
                yield from self._chunk(str(child.get(qn("r:id"))))
            elif child.tag not in _UNSEEN:
                yield from self.lines(child)

    def _paragraph(self, paragraph: Element) -> Iterator[str]:
        text = "".join(_seen(paragraph))
        label = self._numbers.label(paragraph) if text.strip() else ""
        # A number is set apart from Latin letters and digits as Word does, and stands close to Chinese.
        gap = " " if label and text[:1].isascii() and text[:1].isalnum() else ""
        yield from (line.strip() for line in f"{label}{gap}{text}".split("\n") if line.strip())
        for box in _boxes(paragraph):
            yield from self.lines(box)
        for name in diagrams(paragraph):
            yield from diagram_lines(self._part.related_parts[name].blob)

    def _table(self, table: Element) -> Iterator[str]:
        """Lines of a table. A cell alone in its row is a frame around text, which keeps its paragraphs."""
        above: dict[int, list[str]] = {}
        for row in _inside(table, qn("w:tr")):
            cells = self._cells(row, above)
            if len(cells) == 1:
                yield from cells[0]
            elif any(cells):
                yield " | ".join(map(" ".join, cells))

    def _cells(self, row: Element, above: dict[int, list[str]]) -> list[list[str]]:
        """Lines of each cell of a row; a cell that is merged with the one above repeats it."""
        cells: list[list[str]] = []
        column = 0
        for cell in _inside(row, qn("w:tc")):
            properties = cell.find(qn("w:tcPr"))
            merge = properties.find(qn("w:vMerge")) if properties is not None else None
            continued = merge is not None and merge.get(qn("w:val")) != "restart"
            above[column] = above.get(column, []) if continued else list(self.lines(cell))
            cells.append(above[column])
            span = properties.find(qn("w:gridSpan")) if properties is not None else None
            column += int(span.get(qn("w:val")) or 1) if span is not None else 1
        return cells

    def _chunk(self, relation: str) -> Iterator[str]:
        """Lines of a document embedded whole: some programs put the entire body there."""
        part = self._part.related_parts.get(relation)
        if part is None:
            raise CorpusError("正文在嵌入的文档里，而该文档缺失，请用 Word 打开并另存后重试")
        data, kind = part.blob, part.content_type
        if "rfc822" in kind or part.partname.endswith((".mht", ".mhtml")):
            text = html_text(mht_page(data)[0])
        elif "html" in kind:
            text = html_text(decode(data)[0])
        elif "plain" in kind:
            text = decode(data)[0]
        elif "wordprocessingml" in kind:
            text = read_docx(data, lambda: None).text
        else:
            raise CorpusError(f"正文在嵌入的文档里，格式是 {kind}，请用 Word 打开并另存后重试")
        yield from text.split("\n")


def _seen(element: Element) -> Iterator[str]:
    """Pieces of text that a reader sees in a paragraph, text boxes aside."""
    for child in element:
        if child.tag in _TEXT:
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield "" if child.get(qn("w:type")) in ("page", "column") else _BREAKS[child.tag]
        elif child.tag in _HYPHENS:
            yield _HYPHENS[child.tag]
        elif child.tag == qn("w:sym"):
            yield _SYMBOLS.get((str(child.get(qn("w:font"))), str(child.get(qn("w:char"))).upper()), "")
        elif child.tag not in _UNSEEN and not _is_hidden(child):
            yield from _seen(child)


def _is_hidden(run: Element) -> bool:
    vanish = run.find(f"{qn('w:rPr')}/{qn('w:vanish')}") if run.tag == qn("w:r") else None
    return vanish is not None and vanish.get(qn("w:val")) not in ("0", "false")


def _boxes(element: Element) -> Iterator[Element]:
    """Text boxes of a paragraph, once each: the fallback repeats them for old programs."""
    for child in element:
        if child.tag == _BOX:
            yield child
        elif child.tag not in _UNSEEN:
            yield from _boxes(child)


def _inside(parent: Element, tag: str) -> Iterator[Element]:
    """Rows of a table or cells of a row, those in content controls and insertions too."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag not in _UNSEEN and child.tag != qn("w:tbl"):
            yield from _inside(child, tag)

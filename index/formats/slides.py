"""Presentations: the text of every slide, from top to bottom, with tables, charts and notes."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

from lxml.etree import XMLSyntaxError
from pptx import Presentation
from pptx.exc import PackageNotFoundError
from pptx.shapes.autoshape import Shape
from pptx.shapes.base import BaseShape
from pptx.shapes.graphfrm import GraphicFrame
from pptx.shapes.group import GroupShape
from pptx.slide import Slide

from index.errors import CorpusError
from index.formats.diagram import diagram_lines, diagrams
from index.formats.package import check_package
from index.formats.reading import Beat
from index.types import Extracted


def read_pptx(data: bytes, beat: Beat) -> Extracted:
    """Read a presentation; `pages` are its slides. Raises CorpusError when it is damaged or encrypted."""
    check_package(data).close()
    try:
        show = Presentation(io.BytesIO(data))
    except (PackageNotFoundError, XMLSyntaxError, KeyError, ValueError) as error:
        raise CorpusError("演示文件已损坏或不完整，请用 PowerPoint 或 WPS 打开修复，另存后重试") from error
    text, pages = "", []
    for slide in show.slides:
        beat()
        pages.append(len(text))
        text += "".join(f"{line}\n" for line in _lines(slide))
    return Extracted(text, "pptx", tuple(pages))


def _lines(slide: Slide) -> Iterator[str]:
    title = slide.shapes.title
    if title is not None:
        yield from _shape(title)
    yield from _shapes(shape for shape in slide.shapes if title is None or shape.shape_id != title.shape_id)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame:
        yield from _split(slide.notes_slide.notes_text_frame.text)


def _shapes(shapes: Iterable[BaseShape]) -> Iterator[str]:
    """Text of shapes in the order in which they are read."""
    for shape in sorted(shapes, key=lambda s: (s.top or 0, s.left or 0)):
        if isinstance(shape, GroupShape):
            yield from _shapes(shape.shapes)
        else:
            yield from _shape(shape)


def _shape(shape: BaseShape) -> Iterator[str]:
    if isinstance(shape, Shape):
        yield from _split(shape.text_frame.text)
    elif isinstance(shape, GraphicFrame) and shape.has_table:
        yield from _table(shape)
    elif isinstance(shape, GraphicFrame) and shape.has_chart:
        yield from _chart(shape)
    elif isinstance(shape, GraphicFrame):
        for name in diagrams(shape._element):
            yield from diagram_lines(shape.part.related_part(name).blob)


def _table(shape: GraphicFrame) -> Iterator[str]:
    """Rows of a table; a cell that is merged with the one above repeats it."""
    above: dict[int, str] = {}
    for row in shape.table.rows:
        cells = []
        for column, cell in enumerate(row.cells):
            if not cell._tc.hMerge:
                above[column] = above.get(column, "") if cell._tc.vMerge else " ".join(cell.text.split())
                cells.append(above[column])
        if any(cells):
            yield " | ".join(cells)


def _chart(shape: GraphicFrame) -> Iterator[str]:
    """Title of a chart, then a line a series with the value of each category."""
    chart = shape.chart
    if chart.has_title:
        yield from _split(chart.chart_title.text_frame.text)
    for plot in chart.plots:
        labels = [str(c) for c in plot.categories]
        for series in plot.series:
            pairs = zip(labels, series.values, strict=False)
            values = "；".join(f"{label}：{value:.15g}" for label, value in pairs if value is not None)
            yield f"{series.name}：{values}。" if series.name else f"{values}。"


def _split(text: str) -> Iterator[str]:
    yield from (line.strip() for line in text.replace("\v", "\n").split("\n") if line.strip())

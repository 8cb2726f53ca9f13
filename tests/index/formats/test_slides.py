import pytest
from lxml import etree
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.util import Cm

from index.errors import CorpusError
from index.formats.slides import read_pptx
from tests.index.formats.making import saved, still


def box(slide, text, top, left=1):
    slide.shapes.add_textbox(Cm(left), Cm(top), Cm(5), Cm(1)).text_frame.text = text


def test_slides_are_pages_read_from_top_to_bottom():
    show = Presentation()
    slide = show.slides.add_slide(show.slide_layouts[5])
    box(slide, "下。", 12)
    box(slide, "右。", 6, 12)
    box(slide, "左一。\v左二。", 6)
    slide.shapes.title.text = "重点项目"
    other = show.slides.add_slide(show.slide_layouts[6])
    group = other.shapes.add_group_shape()
    group.shapes.add_textbox(Cm(1), Cm(3), Cm(5), Cm(1)).text_frame.text = "组内。"
    other.notes_slide.notes_text_frame.text = "备注。"
    found = read_pptx(saved(show), still)
    assert found.text == "重点项目\n左一。\n左二。\n右。\n下。\n组内。\n备注。\n"
    assert found.text[found.pages[1] :] == "组内。\n备注。\n"


def test_tables_and_charts():
    show = Presentation()
    slide = show.slides.add_slide(show.slide_layouts[6])
    table = slide.shapes.add_table(2, 2, Cm(1), Cm(1), Cm(8), Cm(2)).table
    for row, cells in enumerate([("镇街", "金额"), ("青岚", "9万元")]):
        for column, cell in enumerate(cells):
            table.cell(row, column).text = cell
    data = CategoryChartData()
    data.categories = ["2022年", "2023年"]
    data.add_series("投资（亿元）", (10.5, 12))
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Cm(1), Cm(6), Cm(8), Cm(5), data)
    assert (
        read_pptx(saved(show), still).text
        == "镇街 | 金额\n青岚 | 9万元\n投资（亿元）：2022年：10.5；2023年：12。\n"
    )


def test_cells_merged_down_and_figures_of_charts_are_whole():
    show = Presentation()
    slide = show.slides.add_slide(show.slide_layouts[6])
    table = slide.shapes.add_table(2, 2, Cm(1), Cm(1), Cm(8), Cm(2)).table
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 0).text, table.cell(0, 1).text, table.cell(1, 1).text = "青岚", "电梯", "路灯"
    data = CategoryChartData()
    data.categories = ["产值", "均价"]
    data.add_series("2023年", (1234567, 12345.67))
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Cm(1), Cm(6), Cm(8), Cm(5), data)
    assert read_pptx(saved(show), still).text == (
        "青岚 | 电梯\n青岚 | 路灯\n2023年：产值：1234567；均价：12345.67。\n"
    )


def test_the_text_of_a_diagram_is_read():
    show = Presentation()
    slide = show.slides.add_slide(show.slide_layouts[6])
    main = "http://schemas.openxmlformats.org/drawingml/2006"
    kind = "application/vnd.openxmlformats-officedocument.drawingml.diagramData+xml"
    points = "".join(
        f"<dgm:pt><dgm:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></dgm:t></dgm:pt>" for text in "甲乙"
    )
    data = f'<dgm:dataModel xmlns:dgm="{main}/diagram" xmlns:a="{main}/main">{points}</dgm:dataModel>'
    part = Part(PackURI("/ppt/diagrams/data1.xml"), kind, slide.part.package, data.encode())
    name = slide.part.relate_to(part, RELATIONSHIP_TYPE.DIAGRAM_DATA)
    frame = slide.shapes.add_table(1, 1, Cm(1), Cm(1), Cm(8), Cm(2))._element
    graphic = frame.find(f".//{{{main}/main}}graphicData")
    graphic.set("uri", f"{main}/diagram")
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ids = f'<dgm:relIds xmlns:dgm="{main}/diagram" xmlns:r="{office}" r:dm="{name}"/>'
    graphic.replace(graphic[0], etree.fromstring(ids))
    assert read_pptx(saved(show), still).text == "甲\n乙\n"


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", saved(Presentation())[:-300]])
def test_a_damaged_presentation_is_named(data):
    with pytest.raises(CorpusError, match="已损坏"):
        read_pptx(data, still)

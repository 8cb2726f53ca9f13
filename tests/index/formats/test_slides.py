import pytest
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
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


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", saved(Presentation())[:-300]])
def test_a_damaged_presentation_is_named(data):
    with pytest.raises(CorpusError, match="已损坏"):
        read_pptx(data, still)

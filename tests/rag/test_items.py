import pytest

from index.load import make_document
from index.types import Sentence
from rag import answer_from_passages
from rag.items import end_of_items
from tests.fakes import FakeEncoder

TEXT = (
    "第三条　下列人员可以申请贷款：\n（一）登记失业人员；\n（二）退役军人；\n（三）返乡农民工。\n"
    "第四条　额度最高30万元。\n"
)
LEAD = Sentence("1", 0, 0, TEXT.index("\n"))


@pytest.mark.parametrize(
    ("room", "last"), [(200, "农民工。"), (40, "退役军人；"), (30, "失业人员；"), (20, None)]
)
def test_items_that_fit_follow_their_announcement(room, last):
    end = end_of_items(make_document("1", TEXT, "0"), LEAD, room)
    assert end is None if last is None else TEXT[:end].endswith(last)


def test_a_plain_sentence_announces_nothing():
    start = TEXT.index("第四条")
    assert end_of_items(make_document("1", TEXT, "0"), Sentence("1", 0, start, len(TEXT) - 1), 200) is None


@pytest.mark.parametrize(
    ("below", "announced"),
    [
        ("\n急诊科、检验科\n二、先进个人\n", "急诊科、检验科"),
        ("\n（一）急诊科\n", None),
        ("，急诊科\n", None),
    ],
)
def test_a_numbered_heading_announces_the_line_below_it(below, announced):
    heading = "一、先进集体（2个）"
    document = make_document("1", heading + below, "0")
    end = end_of_items(document, Sentence("1", 0, 0, len(heading)), 200)
    assert (document.text[len(heading) : end].strip() if end else None) == announced


def test_a_list_is_one_quote():
    answer = answer_from_passages("哪些人员可以申请贷款", [TEXT], FakeEncoder())
    first = answer.citations[0]
    assert first.quote == TEXT[first.start : first.end]
    assert "退役军人" in first.quote and "返乡农民工" in first.quote
    assert sum("退役军人" in c.quote for c in answer.citations) == 1

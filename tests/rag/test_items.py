from itertools import pairwise

import pytest

from index.load import make_document
from index.sentences import split_sentences
from index.types import Sentence
from rag import answer_from_passages
from rag.items import begin_of_list, end_of_items, whole_list
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


@pytest.mark.parametrize(
    ("text", "item", "reach", "begin"),
    [
        (TEXT, "（三）返乡", 200, "第三条"),
        (TEXT, "（三）返乡", 30, None),  # not near enough
        (TEXT, "（三）返乡", 38, None),  # not the whole of the announcement
        (TEXT, "（三）返乡", 3, None),  # less room than the item takes
        (TEXT, "第四条", 200, None),  # no item
        # A long sentence is several in the index.
        ("禁止下列行为：（一）抽烟；（二）饲养猫、狗等动物。", "（二）", 200, "禁止"),
        ("可以申请：\n（一）军人；\n另有规定。\n（二）学生；", "（二）", 200, None),  # of another list
        ("总则。\n（一）军人；", "（一）", 200, None),  # announced by nothing
    ],
)
def test_where_the_list_of_an_item_is_announced(text, item, reach, begin):
    document = make_document("1", text, "0")
    start = text.index(item)
    sentence = Sentence("1", 0, start, next(e for _, e in split_sentences(text) if e > start))
    assert begin_of_list(document, sentence, reach) == (None if begin is None else text.index(begin))


@pytest.mark.parametrize(
    ("item", "room", "last"),
    [
        ("（一）", 200, "农民工。"),
        ("（三）", 200, "农民工。"),
        ("（一）", 40, "退役军人；"),
        ("（三）", 40, None),  # the item itself does not fit
        ("第四条", 200, None),
    ],
)
def test_the_whole_list_of_an_item(item, room, last):
    start = TEXT.index(item)
    sentence = Sentence("1", 0, start, next(e for _, e in split_sentences(TEXT) if e > start))
    span = whole_list(make_document("1", TEXT, "0"), sentence, room)
    assert span is None if last is None else TEXT[slice(*span)].endswith(last) and span[0] == 0


def test_who_asks_for_several_gets_the_whole_list():
    found = answer_from_passages("哪些人员是返乡农民工", [TEXT], FakeEncoder()).citations
    assert found[0].quote == TEXT[: TEXT.index("\n第四条")]
    # An item is likelier than what announces it, and no sentence announces the next.
    listed = "符合之一：\n（一）登记失业；\n（二）返乡农民工创业补贴申请人员。\n（三）退役。\n"
    first, *_ = answer_from_passages("哪些返乡农民工创业补贴申请人员", [listed], FakeEncoder()).citations
    assert first.quote == listed.strip()


@pytest.mark.parametrize(
    ("first", "is_near"), [("（一）抽烟；", True), (f"（一）{'在楼道内给电池充电，' * 12}；", False)]
)
def test_an_item_is_quoted_with_what_announces_it(first, is_near):
    text = f"宿舍内禁止下列行为：\n{first}\n（二）饲养猫、狗等动物。\n"
    (quote, *_) = answer_from_passages("饲养猫狗等动物", [text], FakeEncoder()).citations
    assert quote.quote == text[quote.start : quote.end]
    assert quote.quote.endswith("（二）饲养猫、狗等动物。") and ("禁止" in quote.quote) is is_near


def test_two_items_are_quoted_beside_each_other():
    text = "宿舍内禁止下列行为：\n（一）在楼道内饲养猫、狗等动物。\n（二）在寝室内饲养猫、狗等动物。\n"
    found = answer_from_passages("寝室楼道饲养猫狗等动物", [text], FakeEncoder()).citations
    spans = sorted((c.start, c.end) for c in found)
    assert len(spans) > 1 and all(end <= start for (_, end), (start, _) in pairwise(spans))


def test_a_list_is_one_quote():
    answer = answer_from_passages("哪些人员可以申请贷款", [TEXT], FakeEncoder())
    first = answer.citations[0]
    assert first.quote == TEXT[first.start : first.end]
    assert "退役军人" in first.quote and "返乡农民工" in first.quote
    assert sum("退役军人" in c.quote for c in answer.citations) == 1

from contextlib import closing, contextmanager

import numpy as np
import pytest

from index.build import build_index
from index.encoder import encode_question
from index.normal import fold
from index.reader import Index
from rag.lines import LineReader, is_apparatus, is_fragment
from tests.fakes import FakeEncoder

TABLE = (
    "收费标准\n2023年1月5日\n第一条 按下表收费。\n\n"
    "车型 | 金额\n小型车 | 3元\n大型车 | 5元\n\n来源：市政府网\n"
)


@contextmanager
def index_over(text, folder):
    (folder / "corpus").mkdir()
    (folder / "corpus" / "a.txt").write_text(text, encoding="utf-8")
    build_index(folder / "corpus", folder / "index", FakeEncoder())
    opened = Index.open(folder / "index", FakeEncoder.name)
    with closing(opened.catalog):
        yield opened


@pytest.fixture
def index(tmp_path):
    with index_over(TABLE, tmp_path) as opened:
        yield opened


def read_all(index):
    reader = LineReader(index)
    return [reader.read(number) for number in range(index.catalog.chunk_count)]


def test_lines_are_the_stored_sentences_but_for_the_heads_of_tables(index):
    found = [line for passage in read_all(index) for line in passage.lines]
    texts = [index.catalog.document("a.txt").text[line.sentence.start : line.sentence.end] for line in found]
    assert [line.text for line in found] == texts
    assert [line.folded for line in found] == [fold(text) for text in texts]
    assert "车型 | 金额" not in texts
    assert "小型车 | 3元" in texts


def test_a_row_stands_behind_its_labels_its_head_and_the_line_before(index):
    passages = read_all(index)
    passage, row = next((p, x) for p in passages for x in p.lines if x.text == "小型车 | 3元")
    labels, head = fold(passage.context.partition("\n")[0]), fold("车型 | 金额")
    assert row.labelled == f"{labels} {head}\n{row.folded}"
    assert row.context == f"{labels} {head}\n{head}\n{row.folded}"
    assert row.headed.endswith(f" {head}")
    assert passage.context.partition("\n")[2] == passage.passage


def test_a_line_about_the_text_is_none_of_it(index):
    found = {line.text: line.is_text for passage in read_all(index) for line in passage.lines}
    assert not found["来源：市政府网"]
    assert found["小型车 | 3元"]


@pytest.mark.parametrize(
    ("line", "speaks_of_it"),
    [
        ("为做好2024年度居民医保参保缴费工作,现通知如下。", True),
        ("现转载市医疗保障局有关通知的内容。", True),
        ("## 第三章 申请条件", True),
        ("补助标准如下:", False),
        ("因管道渗漏,需要集中检修,现将有关事项通知如下。", False),
        ("集中缴费期为2023年9月10日至12月31日。", False),
    ],
)
def test_what_only_announces_the_text_is_no_evidence(line, speaks_of_it):
    assert is_apparatus(line) is speaks_of_it


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("急诊医学科、检验科、后勤保障部", False),
        ("先进集体和先进个人的名单", True),
        ("企业、个人、机构怎么申请?", True),
        ("下列企业、个人、机构可以申请:", True),
        ("集中缴费期为2023年9月10日至12月31日。", False),
    ],
)
def test_a_heading_or_question_is_a_fragment(line, is_one):
    assert is_fragment(line) is is_one


def test_similarities_are_those_of_the_places(index):
    question = encode_question(FakeEncoder(), "大型车 | 5元")
    reader = LineReader(index)
    for number in range(index.catalog.chunk_count):
        for line in reader.read(number).lines:
            own = FakeEncoder().encode_queries([line.text])[0]
            found = reader.similarities([number], question)[0].cosines[line.place]
            assert found == pytest.approx(float(own @ question.vector), abs=1e-2)


def test_a_passage_is_taken_apart_once(index):
    reader = LineReader(index)
    assert reader.read(0) is reader.read(0)
    assert np.isfinite([line.length for line in reader.read(0).lines]).all()


ITEMS = (
    "应急预案\n2023年1月5日\n第一条 响应分为两级。\n"
    "（一）Ⅱ级响应。水位达到20米，由副总指挥批准。雨停以后由他宣布解除。\n（二）Ⅲ级响应。水位达到18米，由主任批准。\n"
    "（三）其他情形。\n有关部门另行规定。\n（四）值班的要求、时间和地点另行通知。每日值班两人。\n"
)


@pytest.fixture
def items(tmp_path):
    with index_over(ITEMS, tmp_path) as opened:
        yield {line.text: line for passage in read_all(opened) for line in passage.lines}


def test_the_text_of_an_item_stands_behind_its_name_which_is_little_evidence_alone(items):
    second, third = "(一)ii级响应。", "(二)iii级响应。"
    expected = {
        "水位达到20米，由副总指挥批准。": second,
        "雨停以后由他宣布解除。": second,
        "水位达到18米，由主任批准。": third,
    }
    for text, item in expected.items():
        line = items[text]
        assert line.item == item and not line.fragment
        assert line.labelled.endswith(f" {item}\n{line.folded}") and f" {item}\n" in line.context
        assert item not in line.headed
    assert items["（一）Ⅱ级响应。"].fragment and items["（二）Ⅲ级响应。"].fragment


def test_what_ends_its_line_or_says_more_names_no_item(items):
    whole = "（四）值班的要求、时间和地点另行通知。"
    assert not items["（三）其他情形。"].fragment and not items["有关部门另行规定。"].item
    assert not items["第一条 响应分为两级。"].item
    assert items[whole].item == ""


def test_the_first_sentence_behind_the_name_of_an_item_leads_with_it(items):
    first, second = items["水位达到20米，由副总指挥批准。"], items["雨停以后由他宣布解除。"]
    assert ITEMS[first.lead : first.sentence.start] == "（一）Ⅱ级响应。"
    assert second.lead == second.sentence.start
    assert all(line.lead == line.sentence.start for line in items.values() if not line.item)

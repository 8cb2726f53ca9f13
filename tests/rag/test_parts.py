import json
from pathlib import Path

import numpy as np
import pytest

from rag import answerable, evidence
from rag.contrast import contradicts
from rag.cutting import best_clauses
from rag.identifiers import holds_identifier
from rag.passages import chatbot_over
from rag.question import understand
from rag.retrieve import search_hybrid
from rag.validity import status
from rag.year_agreement import other_columns
from tests.fakes import FakeEncoder


def query(text):
    return understand(text, lambda terms: [1] * len(terms), 10)


def test_a_question_is_taken_apart():
    q = query("2023年第二批黄茅海大桥T3段何时封顶？")
    assert q.slots == {"when"}
    assert q.years == {"2023"}
    assert set(q.identifiers) == {"第二批", "t3"}
    assert "封顶" in q.terms and "何时" not in q.terms


def test_a_deputy_is_no_head():
    (word,) = [w for w in query("商务局局长是谁").words if w.text == "局长"]
    assert word.stands_in("局长杨华强")
    assert not word.stands_in("副局长杨华强")


def test_coverage_is_the_share_of_term_weight():
    q = query("大桥封顶")
    assert evidence.coverage(q, "大桥封顶") == pytest.approx(1.0)
    assert evidence.coverage(q, "大桥") == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("sentence", "labels", "published", "value"),
    [
        ("2023年安排665个。", "", None, 1.0),
        ("2022年安排600个。", "", None, -1.0),
        ("今年安排665个。", "", "2023-01-29", 1.0),
        ("今年安排665个。", "", "2022-01-29", -1.0),
        ("安排665个。", "2023年公报", None, 0.5),
        ("安排665个。", "2022年公报", None, -1.0),
        ("安排665个。", "", "2021-03-01", -1.0),
        ("安排665个。", "", None, 0.0),
        ("安排665个。 copyright © 2008-2021 某网", "", None, 0.0),
        ("安排665个。 版权所有 2021", "", None, 0.0),
        ("二〇二三年安排665个。", "", None, 1.0),
        ("本办法施行前安排的照旧。", "2024年办法", "2024-03-01", 0.5),
        ("本办法施行前安排的照旧。", "2022年办法", "2022-03-01", -1.0),
        ("二○二二年安排665个。", "", None, -1.0),
    ],
)
def test_years_agree_or_not(sentence, labels, published, value):
    assert evidence.year_agreement(query("2023年安排多少个"), sentence, labels, "", published) == value


@pytest.mark.parametrize(
    ("head", "row", "is_of_others"),
    [
        ("指标 | 2021年 | 2022年", "收入 | 139.5 | 143.8", True),
        ("指标 | 2022年 | 2023年", "收入 | 139.5 | 143.8", False),
        ("指标 | 2022年", "收入 | 143.8", False),
        ("年份 | 2021年 | 2022年", "2023年 | 1 | 2", False),
        ("", "收入 | 143.8", False),
    ],
)
def test_a_row_under_columns_of_other_years_is_of_those(head, row, is_of_others):
    assert other_columns(query("2023年收入多少"), row, head) is is_of_others
    assert not other_columns(query("收入多少"), row, head)


def test_rows_are_read_with_their_columns_whatever_year_the_title_has():
    text = (
        "2023年工作报告\n\n| 指标 | 2021年 | 2022年 |\n|---|---|---|\n| 收入 | 139 | 143 |\n| 支出 | 1 | 2 |"
    )
    with chatbot_over([text], FakeEncoder()) as chatbot:
        (found,) = chatbot.evidence("2023年收入是多少亿")
    rows = [c for c in found.candidates if "|" in c.text]
    assert [row.feature("year") for row in rows] == [-1.0, -1.0]


@pytest.mark.parametrize(
    ("sentence", "speaks", "value"),
    [("每户补助600元。", True, 0.0), ("每户补助600元。", False, -1.0), ("2022年补助600元。", True, -1.0)],
)
def test_a_rule_speaks_of_the_years_of_its_force_unless_it_names_another(sentence, speaks, value):
    asked = query("2023年每户补助多少元")
    assert evidence.year_agreement(asked, sentence, "", "2021年", "2021-03-01", speaks) == value


def test_the_best_clauses_hold_what_is_asked():
    text = "会议在北京召开，代表们讨论热烈，黄茅海大桥西塔4月封顶，大家很高兴。"
    start, end = best_clauses(query("黄茅海大桥何时封顶"), text, 16)
    assert text[start:end] == "黄茅海大桥西塔4月封顶，"
    assert best_clauses(query("大桥"), "没有标点的很长的一句话", 5) is None


def test_no_quote_begins_within_an_enumeration():
    text = "经支队批准的，新能源轻型、微型货车全天不限行，其他货车早晚限行，节假日除外。"
    start, end = best_clauses(query("微型货车限行吗"), text, 18)
    assert text[start:end].startswith("新能源轻型、微型货车全天不限行")
    long = "、".join(f"第{n}中学" for n in range(1, 12))
    start, end = best_clauses(query("第9中学在哪"), long, 20)
    assert "第9中学" in long[start:end] and end - start <= 20


def test_a_list_without_punctuation_is_cut_at_its_blanks():
    text = "名单一览 U10男单冠军 甲（北京） U12女单冠军 乙（上海） U14女单冠军 丙（广州） 关于我们"
    start, end = best_clauses(query("U14女单冠军是谁"), text, 20)
    assert "U14女单冠军 丙（广州）" in text[start:end]
    assert best_clauses(query("U14女单冠军是谁"), text, len(text)) == (0, len(text))


@pytest.mark.parametrize(
    ("asked", "sentence", "contrary"),
    [
        ("蓝色预警时停什么", "黄色预警停一项，红色预警全停。", True),
        ("黄色预警时停什么", "黄色预警停一项，红色预警全停。", False),
        ("轻度失能补多少", "重度失能补1200元。", True),
        ("单号车哪天限行", "双号车周二限行。", True),
        ("单号车哪天限行", "摩托车周二限行。", False),
        ("三层租金多少", "二层租金9元。", True),
        ("三层租金多少", "大楼地上十二层。", False),
        ("失业金一个月发多少", "第十二个月起每月1300元。", False),
        ("白鹿县公租房有多少套", "全市公租房1.8万套，其中白鹿县2900套。", False),
        ("县公租房有多少套", "市公租房有300套。", True),
    ],
)
def test_colours_and_degrees_have_siblings(asked, sentence, contrary):
    assert contradicts(query(asked).terms, (), sentence) is contrary


@pytest.mark.parametrize("asked", ["第二季度增长多少", "二季度增长多少"])
def test_a_quarter_is_one_however_written(asked):
    q = query(asked)
    assert q.identifiers == ("二季度",) and "第二" not in q.terms
    assert holds_identifier("二季度", "第二季度增长6%") and holds_identifier("二季度", "二季度增长6%")


def test_the_first_three_quarters_are_not_the_third():
    assert query("前三季度增长多少").identifiers == ()
    assert not holds_identifier("三季度", "前三季度增长6%")
    assert contradicts((), ("三季度",), "二季度增长6%")
    assert not contradicts((), ("三季度",), "前二季度增长6%")


def test_the_first_line_is_the_one_that_comes_first():
    assert holds_identifier("第一条", "首条生产线投产") and not holds_identifier("第二条", "首条生产线投产")


def test_what_the_question_names_itself_is_no_contradiction():
    assert contradicts((), ("第二批",), "大桥原列入第一批。")
    assert not contradicts((), ("第一批", "第二批"), "大桥原列入第一批。")
    assert not contradicts(query("缴了七年能领几个月").terms, (), "缴费满一年的领三个月。")
    assert contradicts(query("七年级招多少人").terms, (), "一年级招300人。")


@pytest.mark.parametrize(("asked", "value"), [("2021年新增多少人", -1.0), ("2018年新增多少人", 0.0)])
def test_a_plan_is_of_its_years(asked, value):
    sentence = "“十三五”期间，全市累计新增就业14.7万人。"
    assert evidence.year_agreement(query(asked), sentence, "", "", None) == value


def test_a_year_that_is_compared_with_is_not_spoken_of():
    asked = query("2023年接待多少人")
    sentence = "接待71万人次，比去年增长22%，较上年多13万。"
    assert evidence.year_agreement(asked, sentence, "", "", "2023-05-01") == 0.0
    assert evidence.year_agreement(asked, "去年接待71万人次。", "", "", "2023-05-01") == -1.0


def test_hybrid_search_follows_its_weight(chatbot):
    index, question = chatbot._index, "黄茅海大桥何时封顶"
    vector = FakeEncoder().encode_queries([question])[0]
    by_dense = search_hybrid(index, question, vector, 5, weight=1.0)
    assert [h.dense for h in by_dense] == sorted((h.dense for h in by_dense), reverse=True)
    by_terms = search_hybrid(index, question, vector, 5, weight=0.0)
    assert [h.lexical for h in by_terms] == sorted((h.lexical for h in by_terms), reverse=True)
    assert all(np.isclose(h.dense, index.vectors.scores(vector, np.array([h.number]))[0]) for h in by_terms)


def test_the_stored_weights_have_the_named_features():
    stored = json.loads(Path("rag/weights.json").read_text(encoding="utf-8"))
    for kind in ("folder", "brought"):
        assert set(stored[kind]["evidence"]) == {"bias", *evidence.FEATURES}
        assert set(stored[kind]["answerable"]) == {"bias", *answerable.FEATURES}
        assert 0 < stored[kind]["threshold"]["answer"] < 1


@pytest.mark.parametrize(
    ("day", "expected"), [("2023-05-01", "in_force"), ("2024-01-01", "expired"), ("2022-01-01", "unknown")]
)
def test_in_force_from_day_to_day(chatbot, day, expected):
    from dataclasses import replace

    document = replace(
        chatbot.document("new.txt"), effective="2023-04-01", expires="2023-12-31", superseded_by=None
    )
    assert status(document, day) == expected


def test_an_item_by_its_place_in_a_list():
    told = "底线有两条:粮食安全必须保住;规模性返贫绝不能出现。"
    assert holds_identifier("第二条", told) and not holds_identifier("第三条", told)

from contextlib import closing
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from index.build import build_index
from index.encoder import EncodedQuestion
from index.reader import Index
from rag import Chatbot
from rag.cite import _asked_span
from rag.compose import Room, compose
from rag.evidence import FEATURES, NEAREST, SIMILARITIES, _Found, _rows, gather
from rag.notes import _account
from rag.passages import chatbot_over
from rag.scale import on_fitted_scale, similarity_floors
from rag.weights import stored_weights
from tests.conftest import write
from tests.fakes import FakeEncoder

TEXTS = ["青岚大桥全长2.36公里。西塔预计今年4月封顶。", "大桥投资8亿元。青岚大桥4月封顶。"]
ASKED = "青岚大桥何时封顶"


@pytest.fixture
def chatbot():
    with chatbot_over(TEXTS, FakeEncoder()) as opened:
        yield opened


def test_measures_stand_in_the_order_of_the_features(chatbot):
    evidence = chatbot.evidence(ASKED)[0]
    question = EncodedQuestion(FakeEncoder().encode_queries([ASKED])[0])
    lines = chatbot._search._lines
    (similar,) = lines.similarities([evidence.hits[0].number], question)
    passage = lines.read(evidence.hits[0].number)
    found = _Found(passage, similar, evidence.hits[0], 0, 0.0, passage.lines)
    rows = _rows(evidence.query, found, 1.0)
    assert rows and all(tuple(row.measured) == FEATURES for row in rows)


def test_similarities_are_put_on_the_scale_of_the_fit_each_by_its_own_floor(chatbot):
    evidence, weights = chatbot.evidence(ASKED)[0], stored_weights()
    question = EncodedQuestion(FakeEncoder().encode_queries([ASKED])[0])
    lines = chatbot._search._lines

    def measured(floors):
        return gather(lines, evidence.query, question, evidence.hits, floors, weights)

    plain = {c.sentence: c for c in measured(weights.floors)}
    floors = {name: 0.1 * place for place, name in enumerate(SIMILARITIES)}
    for moved in measured(floors):
        for name, floor in floors.items():
            before = np.float32(plain[moved.sentence].feature(name))
            expected = on_fitted_scale(before, floor, weights.floors[name])
            assert moved.feature(name) == pytest.approx(float(expected), abs=1e-5)


def test_of_many_sentences_those_that_fit_best_are_measured():
    others = [f"第{n}个路口的信号灯{'甲乙丙丁戊己庚辛壬癸'[n % 10]}已经调整。" for n in range(30)]
    with chatbot_over(["".join(others[:15]), "".join([*others[15:], TEXTS[0]])], FakeEncoder()) as opened:
        evidence = opened.evidence(ASKED)[0]
        all_of_them = opened._search._lines.similarities(
            [hit.number for hit in evidence.hits], EncodedQuestion(FakeEncoder().encode_queries([ASKED])[0])
        )
    best = sorted((float(f) for own in all_of_them for f in own.interactions), reverse=True)
    kept = sorted((c.feature("sentence_interaction") for c in evidence.candidates), reverse=True)
    assert len(best) == 32 and len(kept) == NEAREST
    assert {"青岚大桥全长2.36公里。", "西塔预计今年4月封顶。"} <= {c.text for c in evidence.candidates}
    floors = similarity_floors(FakeEncoder())
    expected = on_fitted_scale(
        np.array(best[:NEAREST], np.float32),
        floors["sentence_interaction"],
        stored_weights().floors["sentence_interaction"],
    )
    np.testing.assert_allclose(kept, expected, atol=1e-5)


@pytest.mark.parametrize(("year", "value"), [("2024", 0.0), ("2020", -1.0)])
def test_a_rule_speaks_of_the_years_in_which_it_is_in_force(tmp_path, year, value):
    rule = "停车办法\n发布日期：2022年3月1日\n\n第一条 每小时收费5元。\n第二条 本办法自2022年4月1日起施行。\n"
    build_index(write(tmp_path / "corpus", rule=rule), tmp_path / "index", FakeEncoder())
    with closing(Chatbot(Index.open(tmp_path / "index", FakeEncoder.name), FakeEncoder())) as opened:
        found = opened.evidence(f"{year}年停车每小时收费多少元")[0].candidates
    assert next(c for c in found if "收费5元" in c.text).feature("year") == value


def test_marks_alone_are_measured_only_beside_marks():
    with chatbot_over(["（一）\n西塔4月封顶。", "（二）"], FakeEncoder()) as opened:
        assert [c.text for c in opened.evidence(ASKED)[0].candidates] == ["西塔4月封顶。"]
    with chatbot_over(["（二）"], FakeEncoder()) as opened:
        assert [c.text for c in opened.evidence(ASKED)[0].candidates] == ["（二）"]


def test_support_counts_the_other_documents(chatbot):
    found = {c.text: c.feature("support") for c in chatbot.evidence(ASKED)[0].candidates}
    assert found["西塔预计今年4月封顶。"] == found["青岚大桥4月封顶。"] == 1.0
    assert found["大桥投资8亿元。"] == 0.0


PLAN = (
    "响应分为四级。\n（一）Ⅳ级响应。水位达到18米，由主任批准。雨停以后由他宣布解除。\n"
    "（二）Ⅲ级响应。水位达到20米，由副总指挥批准。\n"
)
FIRST = "水位达到18米，由主任批准。"


@pytest.fixture
def plan():
    with chatbot_over([PLAN], FakeEncoder()) as opened:
        yield opened


def test_a_quote_begins_with_the_name_of_its_item_where_that_has_asked_terms(plan):
    evidence = plan.evidence("Ⅳ级响应由谁批准")[0]
    (quote,) = compose(evidence.query, [c for c in evidence.candidates if c.text == FIRST], Room(200))
    assert quote.text == f"（一）Ⅳ级响应。{FIRST}"
    assert quote.candidate.document.text[quote.start : quote.end] == quote.text


@pytest.mark.parametrize(
    ("question", "room", "texts"),
    [
        ("水位达到多少米", 200, [FIRST]),  # the name says nothing of it
        ("Ⅳ级响应由谁批准", 20, [FIRST]),  # nor does it fit
        (
            "Ⅳ级响应由谁宣布解除",
            200,
            ["雨停以后由他宣布解除。"],
        ),  # the first behind the name alone begins with it
    ],
)
def test_and_else_does_not(plan, question, room, texts):
    evidence = plan.evidence(question)[0]
    own = [c for c in evidence.candidates if c.text == texts[0]]
    assert [quote.text for quote in compose(evidence.query, own, Room(room))] == texts


def test_a_name_that_is_quoted_is_not_quoted_twice(plan):
    evidence = plan.evidence("Ⅳ级响应有哪些要求")[0]
    found = {c.text: replace(c, score=1.0) for c in evidence.candidates}
    own = [found["（一）Ⅳ级响应。"], found[FIRST]]
    assert [quote.text for quote in compose(evidence.query, own, Room(200))] == ["（一）Ⅳ级响应。", FIRST]
    turned = [quote.text for quote in compose(evidence.query, own[::-1], Room(200))]
    assert turned == [f"（一）Ⅳ级响应。{FIRST}"]


def test_the_name_of_its_item_tells_a_sentence_from_its_siblings(plan):
    found = {c.text: c.feature("contrast") for c in plan.evidence("Ⅳ级响应由谁批准")[0].candidates}
    assert found[FIRST] == found["雨停以后由他宣布解除。"] == 0
    assert found["水位达到20米，由副总指挥批准。"] == 1


def test_an_account_is_numbered_by_the_citation_that_holds_its_sentence(plan):
    evidence = plan.evidence("Ⅳ级响应由谁批准")[0]
    own = next(c for c in evidence.candidates if c.text == FIRST)
    place = own.sentence.start

    def numbered(start, end):
        citation = SimpleNamespace(document_id=own.document.id, start=start, end=end, number=7)
        return _account("主任", own, [citation], lambda document: "unknown").endswith("[7]")

    assert numbered(own.lead, own.sentence.end) and numbered(place + 2, own.sentence.end)
    assert not numbered(0, place) and not numbered(own.sentence.end, own.sentence.end + 5)


def test_what_is_asked_is_marked_in_the_sentence_not_in_the_name_of_its_item(plan):
    evidence = plan.evidence("Ⅳ级响应的水位有多少")[0]
    (quote,) = compose(evidence.query, [c for c in evidence.candidates if c.text == FIRST], Room(200))
    assert quote.text.startswith("（一）")
    start, end = _asked_span(evidence.query, quote)
    assert quote.candidate.document.text[start:end].startswith("18")

import numpy as np
import pytest

from index.encoder import EncodedQuestion
from rag.evidence import FEATURES, SIMILARITIES, _rows, gather
from rag.passages import chatbot_over
from rag.scale import on_fitted_scale
from rag.weights import stored_weights
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
    rows = _rows(lines, evidence.query, similar, evidence.hits[0], (0, 0.0))
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


def test_support_counts_the_other_documents(chatbot):
    found = {c.text: c.feature("support") for c in chatbot.evidence(ASKED)[0].candidates}
    assert found["西塔预计今年4月封顶。"] == found["青岚大桥4月封顶。"] == 1.0
    assert found["大桥投资8亿元。"] == 0.0

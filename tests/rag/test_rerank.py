import dataclasses
import logging

import numpy as np
import pytest

from index.reader import Index
from rag import Chatbot
from rag.rerank import BATCH, DEPTH, Rerank, mixed, reordered
from tests.fakes import FakeEncoder, FakeReranker, Ticking

QUESTION = "黄茅海大桥何时封顶"
FEE = "临时泊位停车每小时收费多少钱"
ABSENT = "黄茅海大桥总投资多少亿元"


@pytest.fixture
def opened(index_dir):
    def with_rerank(rerank=None):
        return Chatbot(Index.open(index_dir, FakeEncoder().name), FakeEncoder(), rerank=rerank)

    return with_rerank


@pytest.fixture
def evidence(chatbot):
    return chatbot.evidence(FEE)


def texts(evidence):
    return [[c.text for c in one.candidates] for one in evidence]


def untimed(answer):
    return dataclasses.replace(answer, timings_ms={})


def test_what_the_reranker_prefers_comes_forward_and_keeps_its_score(evidence):
    (whole,) = evidence
    last = whole.candidates[-1]
    far = FakeReranker({last.text: 1000.0})
    (after,) = Rerank(far, clock=Ticking(0)).reorder(evidence)
    before = [c.sentence for c in whole.candidates].index(last.sentence)
    assert [c.sentence for c in after.candidates].index(last.sentence) < before
    assert sorted(after.candidates, key=lambda c: (-c.score, c.rank, c.sentence.start)) == sorted(
        whole.candidates, key=lambda c: (-c.score, c.rank, c.sentence.start)
    )
    assert (after.query, after.hits) == (whole.query, whole.hits)


def test_the_order_is_that_of_the_mean_of_both_standardised(evidence):
    a, b, c = (dataclasses.replace(evidence[0].candidates[0], score=s) for s in (4.0, 2.0, 0.0))
    # fitted: 1.22, 0, -1.22; reranker: -1.41, .71, .71
    assert mixed([a, b, c], np.array([0, 1, 1], np.float32)) == [b, a, c]
    assert mixed([a, b, c], np.array([5, 5, 5], np.float32)) == [a, b, c]
    assert mixed([a, b, c], np.array([0, 300, 600], np.float32)) == [a, b, c]  # 0, 0, 0: as it was
    assert mixed([], np.zeros(0, np.float32)) == []


def test_a_replaced_text_does_not_overtake_its_replacement(chatbot, opened):
    old = next(c for c in chatbot.evidence(FEE)[0].candidates if "收费3元" in c.text)
    answer = opened(Rerank(FakeReranker({old.text: 1000.0}), clock=Ticking(0))).ask(FEE)
    assert (answer.citations[0].document_id, answer.citations[0].status) == ("new.txt", "in_force")


def test_the_reranker_reads_sentences_under_their_title_in_small_batches(evidence):
    read = FakeReranker()
    Rerank(read, clock=Ticking(0)).reorder(evidence)
    assert {question for question, _ in read.calls} == {FEE}
    assert max(len(batch) for _, batch in read.calls) <= BATCH
    best = evidence[0].candidates[0]
    assert read.calls[0][1][0].startswith(f"{best.document.title}\n")
    assert read.calls[0][1][0].endswith(f"\n{best.text}")


def test_parts_share_the_depth(evidence):
    many = evidence[0].with_candidates([*evidence[0].candidates] * 20)
    read = FakeReranker()
    found = Rerank(read, clock=Ticking(0)).reorder([many, many])
    assert sum(len(batch) for _, batch in read.calls) == DEPTH
    assert [one.candidates[DEPTH // 2 :] for one in found] == [many.candidates[DEPTH // 2 :]] * 2


def test_late_is_the_answer_without_a_reranker(chatbot, opened, caplog):
    late = Rerank(FakeReranker({"": 1.0}), budget_ms=100, clock=Ticking(0.06))
    with caplog.at_level(logging.WARNING, "wenju.rerank"):
        answers = [(opened(late).ask(q), chatbot.ask(q)) for q in (QUESTION, FEE, ABSENT)]
    assert all(untimed(one) == untimed(other) for one, other in answers)
    assert all("rerank_late" in one.timings_ms and "rerank" not in one.timings_ms for one, _ in answers)
    assert caplog.messages == ["重排超过 100 毫秒，本题按原有次序作答"] * 3


def test_late_in_the_second_part_is_late_in_all(evidence):
    batches = -(-min(len(evidence[0].candidates), DEPTH // 2) // BATCH)
    enough = Rerank(FakeReranker(), budget_ms=1000 * (2 * batches + 1), clock=Ticking(1))
    assert enough.reorder([*evidence, *evidence]) is not None
    short = Rerank(FakeReranker(), budget_ms=1000 * 2 * batches, clock=Ticking(1))
    assert short.reorder([*evidence, *evidence]) is None


def test_without_a_limit_nothing_is_late(evidence):
    assert Rerank(FakeReranker(), budget_ms=0, clock=Ticking(1e6)).reorder(evidence) is not None


def test_the_stage_is_named_and_the_stages_add_up(opened):
    timings = opened(Rerank(FakeReranker(), budget_ms=0)).ask(QUESTION).timings_ms
    assert list(timings) == ["embed", "retrieve", "rerank", "answer", "total"]
    assert sum(timings.values()) - timings["total"] == pytest.approx(timings["total"], abs=0.1)
    assert reordered(None, []) == ([], {})


def test_a_reranker_that_sees_no_difference_changes_nothing(chatbot, opened):
    for question in (QUESTION, FEE, ABSENT):
        same = opened(Rerank(FakeReranker(), budget_ms=0)).ask(question)
        assert untimed(same) == untimed(chatbot.ask(question))


def test_no_reranker_makes_an_answer_of_nothing(chatbot, opened):
    candidates = chatbot.evidence(ABSENT)[0].candidates
    assert not chatbot.ask(ABSENT).answered
    for candidate in candidates:
        eager = Rerank(FakeReranker({candidate.text: 1000.0}), budget_ms=0)
        assert not opened(eager).ask(ABSENT).answered

import math
from dataclasses import replace

import pytest

from eval.alone import BM25, DENSE, SENTENCES, alone
from eval.baselines import baselines
from eval.cases import Case
from eval.run import run
from rag.types import Turn
from tests.conftest import BRIDGE


def test_a_leg_by_itself_ranks_by_its_own_score(opened):
    systems = baselines(opened)
    assert list(systems) == ["BM25 alone", "dense alone", "first sentence"]
    lexical = [h.lexical for h in systems["BM25 alone"].ask("停车每小时收费多少").hits]
    dense = [h.dense for h in systems["dense alone"].ask("停车每小时收费多少").hits]
    assert lexical == sorted(lexical, reverse=True)
    assert dense == sorted(dense, reverse=True)
    assert len(lexical) > 1


def test_the_first_sentence_is_cited_whatever_is_asked(opened):
    system = baselines(opened)["first sentence"]
    for question in ("黄茅海大桥何时封顶", "黄茅海大桥的总投资"):
        answer = system.ask(question)
        (citation,) = answer.citations
        assert answer.answered
        assert answer.text == "黄茅海大桥西塔预计今年4月封顶，中塔预计今年5月封顶。[1]"
        assert citation.quote == BRIDGE[citation.start : citation.end] == answer.text[:-3]
        assert system.document(citation.document_id).text == BRIDGE


def test_without_a_passage_even_the_first_sentence_is_refused(opened):
    answer = baselines(opened)["first sentence"].ask("黄茅海大桥何时封顶", as_of="2001-01-01")
    assert (answer.answered, answer.citations) == (False, ())


def test_answers_of_baselines_are_judged_like_those_of_the_product(opened, cases):
    for system in baselines(opened).values():
        for row in run(system, cases, 200):
            assert row.measures.get("exact", 1) == row.measures.get("quoted", 1) == 1


def test_each_part_is_measured_alone_over_the_whole_index(opened):
    quote = "大桥由云溪集团负责建设。"
    gold = (("bridge.txt", quote), ("reprint.txt", quote))
    literal = Case("q1", quote, (("云溪集团",),), gold=gold)
    found = alone(opened, [literal, replace(literal, id="q2", question="停车每小时收费5元")])
    assert (found["q1"][BM25], found["q1"][SENTENCES]) == (1, 1)
    # Six of the eight passages and eight of the nineteen sentences are more like the question.
    assert found["q2"] == pytest.approx({DENSE: 1 / 3, BM25: 1 / 3, SENTENCES: 1 / math.log2(10)})


def test_a_follow_up_and_a_question_without_gold_are_no_matter_of_parts(opened, cases):
    turn = (Turn("黄茅海大桥何时封顶", "4月"),)
    asked = Case("q1", "那中塔呢", (("5月",),), gold=(("bridge.txt", "中塔预计今年5月封顶"),), history=turn)
    assert alone(opened, [asked, cases[2]]) == {}
    lost = Case("q2", "西塔何时封顶", (("4月",),), gold=(("gone.txt", "西塔"),))
    assert alone(opened, [lost]) == {"q2": {}}

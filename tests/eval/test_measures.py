"""The measures against fractions worked out by hand and, for rankings, against a second implementation."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.clauses import is_whole
from eval.metrics.answers import bears, character_f1, items_held, numbers_of, unfounded_numbers
from eval.metrics.ranking import first_places, ranking
from eval.metrics.selective import (
    Decision,
    aurc,
    coverage_at,
    false_refusals,
    refusal_precision,
    refusal_recall,
    risk_coverage,
)

NEED = [["4月", "四月"], ["5月"]]


def test_a_quote_bears_an_item_or_not():
    assert bears("西塔4月封顶", NEED) and not bears("大家很高兴", NEED)
    assert items_held(["西塔4月封顶", "很高兴"], NEED) == Fraction(1, 2)
    assert items_held(["西塔四月", "中塔5月"], NEED) == 1
    assert math.isnan(items_held(["西塔"], []))


def test_f1_counts_characters_as_often_as_they_occur():
    # 西塔4月封顶 and 西塔4月: 4 shared of 6 and 4.
    assert character_f1("西塔4月封顶[1]", ["西塔4月"]) == pytest.approx(Fraction(8, 10))
    assert character_f1("好好", ["好"]) == pytest.approx(Fraction(2, 3))
    assert character_f1("好", ["坏", "好"]) == 1
    assert character_f1("好", []) == 0


def test_numbers_that_no_quote_has():
    assert numbers_of("共１,２３４户，云府规〔2023〕5号，6.4%") == ["1234", "〔2023〕5号", "6.4"]
    assert unfounded_numbers("共665个[1]，投资1234.8亿[2]", ["共665个", "投资1234.8亿"]) == []
    assert unfounded_numbers("共666个[1]", ["共665个"]) == ["666"]
    assert unfounded_numbers("共65个[1]", ["共665个"]) == ["65"]


def by_hand(places):
    """The same measures from their formulas: one relevant thing each, at its place."""
    measures = {f"R@{k}": [p is not None and p <= k for p in places] for k in (1, 5, 10)}
    near = [p if p is not None and p <= 10 else None for p in places]
    measures["RR@10"] = [0 if p is None else 1 / p for p in near]
    measures["nDCG@10"] = [0 if p is None else 1 / math.log2(p + 1) for p in near]
    return {name: sum(values) / len(values) for name, values in measures.items()}


@given(st.lists(st.none() | st.integers(1, 30), min_size=1, max_size=4))
def test_rankings_agree_with_their_formulas(places):
    assert ranking(places) == pytest.approx(by_hand(places))


def test_a_question_without_hits_counts_nothing():
    assert set(ranking([None]).values()) == {0.0}
    with pytest.raises(ValueError, match="evidence"):
        ranking([])


def test_the_first_passage_of_each_item_counts():
    held = [frozenset(), frozenset({1}), frozenset({0, 1})]
    assert first_places(held, 3) == [3, 2, None]


# Surest first: right, wrong, right; then a false refusal and a right one.
DECISIONS = [
    Decision(True, True, True, 0.9),
    Decision(True, True, False, 0.8),
    Decision(True, True, True, 0.7),
    Decision(True, False, False, 0.3),
    Decision(False, False, False, 0.1),
]


def test_refusals_by_hand():
    assert refusal_precision(DECISIONS) == Fraction(1, 2)
    assert refusal_recall(DECISIONS) == 1
    assert false_refusals(DECISIONS) == Fraction(1, 4)
    assert math.isnan(refusal_recall([d for d in DECISIONS if d.answerable]))


def test_risk_by_coverage_by_hand():
    coverages, risks = risk_coverage(DECISIONS)
    assert coverages == pytest.approx([0.2, 0.4, 0.6, 0.8, 1.0])
    assert risks == pytest.approx([0, 1 / 2, 1 / 3, 2 / 4, 3 / 5])
    assert aurc(DECISIONS) == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 2 + 3 / 5) / 5)
    assert coverage_at(DECISIONS, 0.95) == pytest.approx(0.2)
    assert coverage_at(DECISIONS, 0.6) == pytest.approx(0.6)
    assert coverage_at(DECISIONS[1:], 1.0) == 0 and math.isnan(aurc([]))


def test_equal_confidences_make_up_no_order():
    tied = [Decision(True, True, True, 0.5), Decision(True, True, False, 0.5)]
    assert risk_coverage(tied) == risk_coverage(tied[::-1]) == ([1.0], [0.5])


def test_a_quote_of_whole_clauses():
    text = "第一条　西塔4月封顶，中塔5月封顶。\n会议很重要。"
    start = text.index("西塔")
    assert is_whole(text, start, text.index("中塔"))
    assert is_whole(text, start, text.index("\n"))
    assert not is_whole(text, start + 1, text.index("\n") + 1)
    assert not is_whole(text, start, text.index("月封顶"))

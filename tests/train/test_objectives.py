from math import exp, log

import pytest
import torch

from train.batches import Batch
from train.objectives import Line, losses, weighted
from train.settings import Settings

SETTINGS = Settings(temperature=0.5, bank_temperature=0.5)


def batch(gold, own, unclear, target=(0,), doubtful=((False, False),)):
    nothing = torch.zeros(0, 2, dtype=torch.long)
    flags = [torch.tensor([row]) for row in (gold, own, unclear)]
    return Batch([0], [0], nothing, nothing, nothing, *flags, torch.tensor(target), torch.tensor(doubtful))


def found(marks, base_question=(1.0, 0.0), base_passage=(1.0, 0.0)):
    """One question (1, 0); sentences of cosine 1, 0 and -1 to it; passages of cosine 1 and 0."""
    question = torch.tensor([[1.0, 0.0]])
    sentences = torch.tensor([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0]])
    bank = torch.tensor([[1.0, 0.0], [0.0, 1.0]])
    base = torch.tensor([base_question]), torch.tensor([base_passage])
    line = Line()
    parts = losses(marks, (question, sentences, bank[:1]), (bank, bank), base, line, SETTINGS)
    return {name: float(part.detach()) for name, part in parts.items()}, line


def test_the_sentence_is_picked_among_all():
    parts, _ = found(batch([True, False, False], [True, True, False], [False] * 3))
    assert parts["sentence"] == pytest.approx(log(exp(2) + 1 + exp(-2)) - 2)


def test_one_of_several_gold_sentences_is_enough():
    parts, _ = found(batch([True, True, False], [True] * 3, [False] * 3))
    assert parts["sentence"] == pytest.approx(log(exp(2) + 1 + exp(-2)) - log(exp(2) + 1))


def test_a_sentence_that_may_answer_counts_for_nothing():
    parts, _ = found(batch([False, True, False], [True] * 3, [True, False, False]))
    assert parts["sentence"] == pytest.approx(log(1 + exp(-2)))


def test_the_passage_is_picked_among_all_that_do_not_answer():
    marks = [True, False, False], [True] * 3, [False] * 3
    assert found(batch(*marks))[0]["passage"] == pytest.approx(log(exp(2) + 1) - 2)
    assert found(batch(*marks, doubtful=((False, True),)))[0]["passage"] == pytest.approx(0)


def test_answers_stand_above_the_line_and_other_sentences_below():
    parts, line = found(batch([True, False, False], [True, True, False], [False] * 3))
    slope, middle = exp(line.log_slope.item()), line.middle.item()
    above, near, far = (log(1 + exp(sign * slope * (cosine - middle))) for sign, cosine in
                        ((-1, 1.0), (1, 0.0), (1, -1.0)))  # fmt: skip
    assert parts["absent"] == pytest.approx(above + near / 2 + far / 2, abs=1e-5)


def test_a_question_that_nothing_answers_has_only_sentences_below_the_line():
    parts, line = found(batch([False, False, False], [True, True, False], [False] * 3))
    slope, middle = exp(line.log_slope.item()), line.middle.item()
    near, far = (log(1 + exp(slope * (cosine - middle))) for cosine in (1.0, -1.0))
    assert parts["absent"] == pytest.approx(near / 2 + far / 2, abs=1e-5)
    assert parts["sentence"] == parts["passage"] == 0


def test_a_passage_of_one_sentence_has_no_other():
    parts, line = found(batch([True, False, False], [True, False, False], [False, True, True]))
    assert parts["absent"] == pytest.approx(log(1 + exp(-exp(3.0) * 0.2)), abs=1e-5)
    assert line.log_slope.item() == 3.0


def test_nothing_is_lost_by_staying():
    parts, _ = found(batch([True, False, False], [True] * 3, [False] * 3))
    assert parts["keep_question"] == pytest.approx(0, abs=1e-6)
    assert parts["keep_passage"] == pytest.approx(0, abs=1e-6)


def test_going_away_costs():
    parts, _ = found(batch([True, False, False], [True] * 3, [False] * 3), (0.0, 1.0), (0.6, 0.8))
    near = exp(2) / (exp(2) + 1)
    assert parts["keep_question"] == pytest.approx((2 * near - 1) * log(near / (1 - near)), abs=1e-5)
    assert parts["keep_passage"] == pytest.approx(0.4)


def test_the_weights_are_those_of_the_settings():
    parts = {"sentence": torch.tensor(2.0), "keep_passage": torch.tensor(3.0)}
    assert float(weighted(parts, Settings(sentence=0.5, keep_passage=4.0))) == 13.0

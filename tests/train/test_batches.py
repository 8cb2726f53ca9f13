from dataclasses import replace

import torch

from tests.train.conftest import SMALL
from train.batches import Batches


def test_an_epoch_asks_every_question_once(states):
    asked = [number for _, questions in Batches(states, SMALL).epoch(0) for number in questions]
    assert sorted(asked) == list(range(6))


def test_a_group_gives_so_many_questions_and_no_more(states):
    batches = Batches(states, replace(SMALL, questions_per_group=1))
    assert [len(questions) for _, questions in batches.epoch(0)] == [len(g) for g, _ in batches.epoch(0)]


def test_epochs_differ_and_can_be_repeated(states):
    epochs = [Batches(states, SMALL).epoch(number) for number in (0, 0, 1, 2, 3)]
    assert epochs[0] == epochs[1]
    assert any(epoch != epochs[0] for epoch in epochs[2:])
    assert Batches(states, replace(SMALL, seed=1)).epoch(0) != epochs[0]


def test_a_batch_keeps_within_its_tokens(states):
    batches = Batches(states, SMALL)
    assert len(batches.epoch(0)) > 1
    for groups, questions in batches.epoch(0):
        assert batches.build(groups, questions).wholes[-1, 1] <= SMALL.batch_tokens or len(groups) == 1


def test_marks_say_which_sentences_answer(states):
    batches = Batches(states, replace(SMALL, batch_tokens=10_000))
    ((groups, questions),) = batches.epoch(0)
    batch = batches.build(groups, questions)
    for row, number in enumerate(questions):
        asked = states.examples.questions[number]
        texts = [
            states.examples.passages[place].text[slice(*span)]
            for place in batch.passages
            for span in states.examples.passages[place].spans
        ]
        gold = [text for text, is_gold in zip(texts, batch.gold[row].tolist(), strict=True) if is_gold]
        assert len(gold) == 1
        assert asked.answers[0] in gold[0]
        held = {text for text, flag in zip(texts, batch.open[row].tolist(), strict=True) if flag}
        assert held == {t for t in texts if asked.answers[0] in t} - set(gold)
        assert bool(batch.own[row][batch.gold[row]].all())
        assert not bool(batch.doubtful[row, asked.passage])


def test_ranges_stand_on_the_tokens_of_their_passages(states):
    batches = Batches(states, replace(SMALL, batch_tokens=10_000))
    batch = batches.build(*batches.epoch(0)[0])
    lengths = torch.tensor([states.length(place) for place in batch.passages])
    assert torch.equal(batch.wholes[:, 1] - batch.wholes[:, 0], lengths)
    owner = [i for i, place in enumerate(batch.passages) for _ in states.ranges[place]]
    assert bool((batch.ranges[:, 0] >= batch.wholes[owner, 0]).all())
    assert bool((batch.ranges[:, 1] <= batch.wholes[owner, 1]).all())

from dataclasses import replace

import numpy as np
import pytest
import torch

from index.errors import WenjuError
from index.interaction import SENTENCE_TOKENS, Head, matches
from tests.train.conftest import SMALL
from train.above import look, objective
from train.interaction import TorchHead, train_head
from train.last import last_states
from train.model import Layers, load_bert, run_layers
from train.rivals import HeadSettings, Sentences
from train.states import opened_states

SETTINGS = HeadSettings(width=4, epochs=40, questions=4, rate=3e-2)


@pytest.fixture(scope="module")
def layers(base):
    model = load_bert(base)
    return Layers(model, SMALL.frozen, model.config.num_hidden_layers)


@pytest.fixture(scope="module")
def last(layers, states, tmp_path_factory):
    return last_states(layers, states, tmp_path_factory.mktemp("last"))


@pytest.fixture
def sentences(states, last):
    return Sentences(states, last, SETTINGS)


def test_last_states_are_those_of_the_layers_and_are_kept_by_what_these_are(layers, states, tmp_path):
    found = last_states(layers, states, tmp_path)
    (kept,) = tmp_path.iterdir()
    stamp = kept.stat().st_mtime_ns
    with torch.inference_mode():
        for text, rows in enumerate(run_layers(layers, states.rows(range(len(states.bounds) - 1)))):
            own = found[states.bounds[text] : states.bounds[text + 1]]
            np.testing.assert_allclose(own, rows.numpy(), atol=0.05)  # products in bfloat16
    last_states(layers, states, tmp_path)
    assert kept.stat().st_mtime_ns == stamp
    with torch.no_grad():
        for tensor in layers.named().values():
            tensor.add_(0.1)
        last_states(layers, states, tmp_path)
        for tensor in layers.named().values():
            tensor.sub_(0.1)
    assert len(list(tmp_path.iterdir())) == 2


def test_the_own_sentences_of_a_question_answer_or_do_not(states, sentences):
    for number in sentences.questions(held=False):
        own, answers = sentences.own(number)
        assert sum(answers) == 1 and len(own) == len(answers) == 2
        asked = states.examples.questions[number]
        rivals = sentences.others(number, np.random.default_rng(0))
        assert not set(rivals) & set(own)
        texts = [p.text[slice(*span)] for p in states.examples.passages for span in p.spans]
        assert asked.answers[0] in texts[own[answers.index(True)]]
        assert all(asked.answers[0] not in texts[rival] for rival in rivals)


def test_numpy_scores_as_torch_does(states, last):
    torch.manual_seed(1)
    sentences = Sentences(states, last, SETTINGS)
    head = TorchHead(last.shape[1], 4)
    torch.nn.init.normal_(head.weigh)
    own, _ = sentences.own(0)
    asked, said = sentences.asked([0]), sentences.said(own)
    with torch.inference_mode():
        expected = head(*asked, *said, torch.zeros(len(own), dtype=torch.long)).numpy()
    made = head.trained()
    rows = [made.rows(s[m].numpy(), [(0, int(m.sum()))]) for s, m in zip(*said, strict=True)]
    tokens = np.concatenate(rows)[:, -4 * SENTENCE_TOKENS :]
    found = matches(made.asked(asked[0][0].numpy()), tokens).sum(axis=1)
    assert isinstance(made, Head)
    np.testing.assert_allclose(found, expected, atol=0.02)


def test_training_puts_the_sentences_that_answer_first(states, last):
    def first(head):
        found = []
        for number in sentences.questions(held=False):
            own, answers = sentences.own(number)
            of = torch.zeros(len(own), dtype=torch.long)
            with torch.inference_mode():
                scores = head(*sentences.asked([number]), *sentences.said(own), of)
            found.append(answers[int(scores.argmax())])
        return np.mean(found)

    sentences = Sentences(states, last, SETTINGS)
    trained = train_head(sentences, last.shape[1])
    assert first(trained) > first(
        train_head(Sentences(states, last, replace(SETTINGS, epochs=0)), last.shape[1])
    )
    again = train_head(Sentences(states, last, SETTINGS), last.shape[1])
    assert torch.equal(trained.passage.weight, again.passage.weight)


RIGHT, WRONG = np.exp(3) * 0.3, np.exp(3) * -0.2  # logits of scores of 1 and .5, of slope e^3 and middle .7


def lost(scores, of, answers, absent):
    head = TorchHead(2, 2)
    with torch.inference_mode():
        logits = head.logits(torch.tensor(scores))
        return float(objective(logits, logits, torch.tensor(of), torch.tensor(answers), absent))


def test_scores_of_a_head_by_hand():
    head = TorchHead(2, 2)
    with torch.no_grad():
        head.passage.weight.copy_(torch.eye(2))
        head.question.weight.copy_(torch.eye(2))
        asked = torch.tensor([[[1.0, 0.0]]]), torch.ones(1, 1, dtype=torch.bool)
        said = torch.tensor([[[1.0, 0.0]], [[0.5, 0.75**0.5]]]), torch.ones(2, 1, dtype=torch.bool)
        found = head(*asked, *said, torch.zeros(2, dtype=torch.long))
    assert found.tolist() == pytest.approx([1.0, 0.5])


def test_the_objective_by_hand():
    # One question, a sentence that answers at 1 and one that does not at .5.
    picked = np.log(1 + np.exp(WRONG - RIGHT))
    apart = np.log(1 + np.exp(-RIGHT)) + np.log(1 + np.exp(WRONG))
    one = [1.0, 0.5], [0, 0], [True, False]
    assert lost(*one, 0.0) == pytest.approx(picked, rel=1e-2)
    assert lost(*one, 2.0) == pytest.approx(picked + 2 * apart, rel=1e-2)


def test_a_question_that_nothing_answers_picks_none():
    # Beside one whose only sentence answers at 1, two sentences at .5 for one that nothing answers.
    apart = np.log(1 + np.exp(-RIGHT)) + np.log(1 + np.exp(WRONG)) / 2
    two = [1.0, 0.5, 0.5], [0, 1, 1]
    assert lost(*two, [True, False, False], 0.0) == pytest.approx(0, abs=1e-5)
    assert lost(*two, [True, False, False], 1.0) == pytest.approx(apart, rel=1e-2)
    assert lost(*two, [False, False, False], 0.0) == 0, "a step without an answer is a number"


def test_the_choice_and_the_line_are_of_their_own_logits():
    of, answers = torch.tensor([0, 0]), torch.tensor([True, False])
    choosing, answering = torch.tensor([2.0, 0.0]), torch.tensor([0.0, -3.0])
    picked, apart = np.log(1 + np.exp(-2.0)), np.log(2) + np.log(1 + np.exp(-3.0))
    found = float(objective(choosing, answering, of, answers, 1.0))
    assert found == pytest.approx(picked + apart, rel=1e-5)


def test_without_held_out_questions_nothing_is_measured(sentences, last):
    assert look(lambda batch: batch[3][:, None].float().expand(-1, 2), sentences) == "none"


def test_without_the_data_of_a_run_the_command_to_make_it_is_named(tmp_path):
    with pytest.raises(WenjuError, match="python -m train run"):
        opened_states(tmp_path)

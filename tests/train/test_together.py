"""A head and a reader that learn along with the encoder."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from index.errors import WenjuError
from index.interaction import similarities
from index.model.late import mark_late
from index.model.manifest import first_damage, folder_identity, read_manifest
from index.sentence_encoder import SentenceEncoder
from tests.train.conftest import CONTEXTS, SMALL, squad_file
from tests.train.test_reading import WIDTH, any_reader
from tests.train.test_reading import folder as folder  # a fixture
from train.export import export
from train.heldout import look
from train.interaction import TorchHead
from train.model import load_bert
from train.prepare import Sources, prepared
from train.run import Limits, Run
from train.together import Together, chosen

SETTINGS = replace(SMALL, epochs=1, batch_tokens=1000)


def any_together(hidden, seed=1):
    torch.manual_seed(seed)
    head = TorchHead(hidden, WIDTH)
    torch.nn.init.normal_(head.weigh)
    return Together(head, any_reader(seed))


@pytest.fixture(scope="module")
def states(base, tmp_path_factory):
    folder = tmp_path_factory.mktemp("states")
    contexts = [*CONTEXTS, ("", "北京的退休金1日。市的办法2月。", [("北京的退休金", "1日")])]
    return prepared(Sources((squad_file(folder / "set.json", contexts),)), SMALL, base, folder / "data")


@pytest.fixture
def together(states):
    return any_together(states.tokens.shape[1])


@pytest.fixture
def run(base, states, tmp_path, together):
    return Run(load_bert(base), states, SETTINGS, "tiny@1", tmp_path / "run", together)


def batch_of(run):
    return run.batches.build(*run.batches.epoch(0)[0])


def test_scores_are_those_of_the_folder_that_is_written(run, together, folder, states):
    batch = batch_of(run)
    run.learner.layers.eval()
    with torch.inference_mode():
        flat, asked = run.learner.states_of(batch)
        questions, sentences, _ = run.learner.vectors_of(batch, flat, asked)
        choosing, answering = together.tables(batch, questions @ sentences.T, flat, asked)
    together.save(folder)
    mark_late(folder)
    encoder = SentenceEncoder.open(str(folder))
    texts = [states.examples.passages[p] for p in batch.passages]
    _, rows = encoder.encode_parts([text.text for text in texts], [text.spans for text in texts])
    for row, number in enumerate(batch.questions):
        question = encoder.encode_question(states.examples.questions[number].text, [])[0]
        (found,) = similarities(question, rows, [len(rows)])
        own = batch.own[row].numpy()
        np.testing.assert_allclose(found.readings[own, 0], choosing[row, own], atol=2e-2)
        np.testing.assert_allclose(found.readings[own, 1], answering[row, own], atol=2e-2)


def test_what_is_written_is_read_again(together, folder, tmp_path):
    together.save(folder)
    again = Together.load(folder)
    for name, tensor in together.state_dict().items():
        if not name.endswith(("log_slope", "middle")):
            torch.testing.assert_close(again.state_dict()[name], tensor, atol=2e-3, rtol=2e-3)


def test_an_exported_model_has_what_learned_along(run, together, packed, base, tmp_path):
    run.base = folder_identity(base)
    run.save()
    export(tmp_path / "run" / "last.pt", packed, base, tmp_path / "model")
    again = Together.load(tmp_path / "model")
    torch.testing.assert_close(again.head.weigh, together.head.weigh, atol=2e-3, rtol=2e-3)
    assert first_damage(tmp_path / "model", read_manifest(tmp_path / "model"), full=True) is None


def test_a_folder_without_a_reader_is_said_so(base):
    with pytest.raises(WenjuError, match="python -m train head"):
        Together.load(base)


def test_what_they_get_wrong_moves_the_encoder(base, states, tmp_path, together):
    settings = replace(
        SETTINGS, sentence=0.0, passage=0.0, absent=0.0, keep_question=0.0, keep_passage=0.0, decay=0.0
    )
    run = Run(load_bert(base), states, settings, "tiny@1", tmp_path, together)
    before = [parameter.clone() for parameter in (*run.learner.layers.parameters(), *together.parameters())]
    first = run.take(batch_of(run))["together"]
    after = [*run.learner.layers.parameters(), *together.parameters()]
    moved = [not torch.equal(was, now) for was, now in zip(before, after, strict=True)]
    assert np.mean(moved) > 0.8
    for _ in range(10):
        last = run.take(batch_of(run))["together"]
    assert last < first


def test_rivals_are_the_own_passage_and_the_nearest_of_others(run):
    batch = batch_of(run)
    cosines = torch.linspace(0, 1, batch.gold.numel()).reshape(batch.gold.shape)
    open_ = batch.open.clone()
    open_[0] = torch.zeros_like(open_[0]).scatter(0, (~batch.own[0]).nonzero()[-1], value=True)
    batch = replace(batch, open=open_)
    pairs = chosen(batch, cosines, 1)
    others = [place for question, place in pairs.tolist() if question == 0 and not batch.own[0, place]]
    last_two = (~batch.own[0]).nonzero()[:, 0].tolist()[-2:]
    assert others == [last_two[0]]
    own = [place for question, place in pairs.tolist() if question == 0 and batch.own[0, place]]
    assert own == (batch.own[0] & ~batch.open[0]).nonzero()[:, 0].tolist()
    assert pairs[:, 0].tolist() == sorted(pairs[:, 0].tolist())


def test_an_interrupted_run_goes_on_with_both(base, states, tmp_path):
    def run(folder):
        return Run(
            load_bert(base),
            states,
            replace(SMALL, epochs=2),
            "tiny@1",
            tmp_path / folder,
            any_together(states.tokens.shape[1]),
        )

    whole = run("whole")
    whole.train(Limits(600))
    for steps in (1, 600):
        part = run("parts")
        part.resume()
        part.train(Limits(600, steps=steps))
    for name, tensor in whole.learner.together.state_dict().items():
        assert torch.equal(tensor, part.learner.together.state_dict()[name])


def test_held_out_questions_are_measured_by_the_reader(base, states, tmp_path, together):
    held = replace(
        states,
        examples=replace(
            states.examples, questions=[replace(q, held=True) for q in states.examples.questions]
        ),
    )
    run = Run(load_bert(base), held, SETTINGS, "tiny@1", tmp_path, together)
    with_reader = look(run.learner.layers, held, SETTINGS, run.learner.bank, together)
    assert with_reader.questions == 7
    assert with_reader != look(run.learner.layers, held, SETTINGS, run.learner.bank)

import os
import signal
from dataclasses import replace

import pytest
import torch

from index.errors import WenjuError
from tests.train.conftest import SMALL, squad_file
from train.checkpoint import read_checkpoint
from train.heldout import look
from train.model import load_bert
from train.prepare import Sources, prepared
from train.run import Limits, Run


def run(base, states, folder, settings=SMALL):
    return Run(load_bert(base), states, settings, "tiny@1", folder)


def weights(folder, name="last.pt"):
    return read_checkpoint(folder / name).layers


def test_the_loss_goes_down_and_the_layers_below_stay(base, states, tmp_path):
    settings = replace(SMALL, epochs=15, batch_tokens=1000, keep_passage=0.0, keep_question=0.0)
    model = load_bert(base)
    ours = Run(model, states, settings, "tiny@1", tmp_path)
    seen = [ours.take(ours.batches.build(*ours.batches.epoch(e)[0]))["loss"] for e in range(15)]
    assert sum(seen[-3:]) < 0.7 * sum(seen[:3])
    before = load_bert(base).state_dict()
    moved = {name for name, tensor in model.state_dict().items() if not torch.equal(tensor, before[name])}
    assert moved == {name for name in before if name.startswith("encoder.layer.1.")}


def test_an_interrupted_run_ends_where_the_whole_one_does(base, states, tmp_path):
    settings = replace(SMALL, dropout=0.1)
    whole = run(base, states, tmp_path / "whole", settings)
    whole.train(Limits(600))
    for steps in (1, 2, 600):
        part = run(base, states, tmp_path / "parts", settings)
        part.resume()
        part.train(Limits(600, steps=steps))
    assert part.step == whole.step == whole.scheduler.last_epoch == len(whole.schedule)
    for name, tensor in weights(tmp_path / "whole").items():
        assert torch.equal(tensor, weights(tmp_path / "parts")[name])
    assert torch.equal(part.learner.bank, whole.learner.bank)


def test_a_run_begins_with_the_layers_of_another(base, states, tmp_path):
    first = run(base, states, tmp_path / "first")
    first.train(Limits(600, steps=2))
    ours = run(base, states, tmp_path / "second", replace(SMALL, epochs=1))
    ours.resume(tmp_path / "first" / "last.pt")
    assert ours.step == 0
    batch = ours.batches.build(*ours.batches.epoch(0)[0])
    passages = ours.learner.vectors_of(batch, *ours.learner.states_of(batch))[2]
    torch.testing.assert_close(ours.learner.bank[batch.passages], passages, atol=1e-5, rtol=0)
    for name, tensor in first.learner.layers.named().items():
        assert torch.equal(tensor, ours.learner.layers.named()[name])
    assert torch.equal(
        first.learner.line.state_dict()["log_slope"], ours.learner.line.state_dict()["log_slope"]
    )


def test_a_run_may_begin_part_of_the_way_from_the_base(base, states, tmp_path):
    first = run(base, states, tmp_path / "first")
    own = {name: tensor.clone() for name, tensor in first.learner.layers.named().items()}
    first.train(Limits(600, steps=2))
    ours = run(base, states, tmp_path / "second", replace(SMALL, epochs=1))
    ours.resume(tmp_path / "first" / "last.pt", 0.25)
    for name, tensor in first.learner.layers.named().items():
        torch.testing.assert_close(ours.learner.layers.named()[name], own[name].lerp(tensor, 0.25))


def test_a_run_does_not_begin_with_layers_of_another_base(base, states, tmp_path):
    run(base, states, tmp_path / "first").save()
    ours = Run(load_bert(base), states, SMALL, "another@0", tmp_path / "second")
    with pytest.raises(WenjuError, match="another@0"):
        ours.resume(tmp_path / "first" / "last.pt")


def test_a_checkpoint_of_other_settings_is_refused(base, states, tmp_path):
    run(base, states, tmp_path).save()
    with pytest.raises(WenjuError, match="另一种设置"):
        run(base, states, tmp_path, replace(SMALL, seed=1)).resume()


def test_a_signal_ends_the_run_with_a_checkpoint(base, states, tmp_path, monkeypatch):
    before = signal.getsignal(signal.SIGTERM)
    ours = run(base, states, tmp_path)
    take = ours.take

    def signalled(batch):
        os.kill(os.getpid(), signal.SIGTERM)
        return take(batch)

    monkeypatch.setattr(ours, "take", signalled)
    ours.train(Limits(600))
    assert read_checkpoint(tmp_path / "last.pt").step == 1
    assert signal.getsignal(signal.SIGTERM) == before


def test_time_ends_the_run(base, states, tmp_path):
    ours = run(base, states, tmp_path)
    ours.train(Limits(0.0))
    assert ours.step == 1


def test_the_rate_rises_and_falls_to_nothing(base, states, tmp_path):
    ours = run(base, states, tmp_path, replace(SMALL, epochs=10, warmup=0.2))
    rates = []
    for _ in ours.schedule:
        rates.append(ours.scheduler.get_last_lr()[0])
        ours.learner.optimizer.step()
        ours.scheduler.step()
    peak = rates.index(max(rates))
    assert max(rates) == pytest.approx(SMALL.rate)
    assert rates == sorted(rates[:peak]) + sorted(rates[peak:], reverse=True)
    assert ours.scheduler.get_last_lr()[0] == pytest.approx(0)


def test_a_damaged_checkpoint_is_said(tmp_path):
    (tmp_path / "last.pt").write_bytes(b"nothing")
    with pytest.raises(WenjuError, match="检查点"):
        read_checkpoint(tmp_path / "last.pt")


def test_held_out_questions_are_measured_and_never_asked(base, tmp_path):
    settings = replace(SMALL, held=1.0)
    states = prepared(Sources((squad_file(tmp_path / "set.json"),)), settings, base, tmp_path / "data")
    ours = run(base, states, tmp_path, settings)
    assert ours.schedule == []
    found = look(ours.learner.layers, states, settings, ours.learner.bank)
    assert found.questions == 6
    assert 0 <= found.score <= 1


def test_states_are_kept_until_something_changes(base, tmp_path, monkeypatch):
    sources = Sources((squad_file(tmp_path / "set.json"),))
    prepared(sources, SMALL, base, tmp_path / "data")
    made = (tmp_path / "data" / "states.npy").stat().st_mtime_ns
    prepared(sources, SMALL, base, tmp_path / "data")
    assert (tmp_path / "data" / "states.npy").stat().st_mtime_ns == made
    prepared(sources, replace(SMALL, frozen=0), base, tmp_path / "data")
    assert (tmp_path / "data" / "states.npy").stat().st_mtime_ns != made
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "set.json"]

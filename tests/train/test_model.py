import numpy as np
import pytest
import torch

from index.model.locate import ensure_base
from index.model.session import OnnxSession
from train.model import Layers, load_bert, means, run_layers

TEXTS = ["退休金1年", "北京市的办法", "年"]


def torch_states(folder, texts):
    ids, mask = OnnxSession(folder).tokenize(texts)
    with torch.inference_mode():
        states = load_bert(folder)(torch.from_numpy(ids), torch.from_numpy(mask)).last_hidden_state
    return states.numpy()[mask.astype(bool)], OnnxSession(folder).run(ids, mask)[mask.astype(bool)]


def cosines(ours, theirs):
    norms = np.linalg.norm(ours, axis=1) * np.linalg.norm(theirs, axis=1)
    return (ours * theirs).sum(axis=1) / norms


def test_torch_and_onnx_give_the_same_states(base):
    assert cosines(*torch_states(base, TEXTS)).min() >= 0.9999


@pytest.mark.model
def test_torch_and_onnx_give_the_same_states_of_the_real_model():
    texts = ["query: 退休金多少", "passage: 2023年北京市企业职工基本养老金上调3.8%。"]
    assert cosines(*torch_states(ensure_base(), texts)).min() >= 0.999


def test_layers_below_and_above_are_the_whole(base):
    model = load_bert(base)
    ids = torch.tensor([[0, 8, 9, 10, 2]])
    with torch.inference_mode():
        middle = run_layers(Layers(model, 0, 1), [model.embeddings(ids)[0]])
        ours = run_layers(Layers(model, 1, 2), middle)[0]
        assert torch.allclose(ours, model(ids).last_hidden_state[0], atol=1e-5)


def test_a_text_does_not_depend_on_its_neighbours(base):
    model = load_bert(base)
    rows = [torch.randn(length, 32) for length in (3, 9, 1, 9)]
    layers = Layers(model, 0, 2)
    with torch.inference_mode():
        together = run_layers(layers, rows)
        assert [len(row) for row in together] == [3, 9, 1, 9]
        for row, alone in zip(together, rows, strict=True):
            assert torch.allclose(row, run_layers(layers, [alone])[0], atol=1e-5)


def test_attention_has_no_dropout_in_training(base):
    drops = [
        (name, module.p)
        for name, module in Layers(load_bert(base), 1, 2, 0.2).named_modules()
        if isinstance(module, torch.nn.Dropout)
    ]
    assert sorted(drops) == [
        ("layers.0.attention.output.dropout", 0.2),
        ("layers.0.attention.self.dropout", 0.0),
        ("layers.0.output.dropout", 0.2),
    ]


def test_reduced_products_are_near_the_full_ones_and_used_in_training_alone(base, monkeypatch):
    monkeypatch.setattr("train.model.has_bfloat16", lambda: True)
    model, rows = load_bert(base), [torch.randn(9, 32)]
    full, reduced = Layers(model, 0, 2), Layers(model, 0, 2, reduced=True)
    with torch.inference_mode():
        exact = run_layers(full, rows)[0]
        assert torch.equal(run_layers(reduced.eval(), rows)[0], exact)
        rough = run_layers(reduced.train(), rows)[0]
    assert rough.dtype == torch.float32
    assert not torch.equal(rough, exact)
    assert torch.nn.functional.cosine_similarity(rough, exact).min() > 0.999


def test_tensors_are_named_as_in_the_whole_model(base):
    model = load_bert(base)
    layers = Layers(model, 1, 2)
    assert layers.named().keys() == {k for k in model.state_dict() if k.startswith("encoder.layer.1.")}
    changed = {name: tensor + 1 for name, tensor in layers.named().items()}
    layers.load_named(changed)
    assert torch.equal(model.encoder.layer[1].output.dense.bias, changed["encoder.layer.1.output.dense.bias"])
    with pytest.raises(ValueError, match="another model"):
        Layers(model, 0, 2).load_named(changed)


def test_means_of_ranges_by_hand():
    states = torch.tensor([[3.0, 0.0], [0.0, 4.0], [3.0, 4.0], [0.0, 1.0]])
    found = means(states, torch.tensor([[0, 2], [2, 3], [0, 0], [1, 4]]))
    assert torch.allclose(
        found,
        torch.tensor([[0.6, 0.8], [0.6, 0.8], [0.0, 0.0], [3.0, 9.0]])
        / torch.tensor([[1.0], [1.0], [1.0], [90**0.5]]),
    )


def test_without_bfloat16_in_the_processor_products_are_whole(base, monkeypatch):
    monkeypatch.setattr("train.model.has_bfloat16", lambda: False)
    assert not Layers(load_bert(base), 0, 2, reduced=True).reduced

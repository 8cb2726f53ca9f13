"""A trained model as a folder of the same form as the one it began with."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
from onnx import numpy_helper
from safetensors.torch import load_file, save_file

from index.errors import WenjuError
from index.model.folder import ONNX_FILE, bert_name
from index.model.late import mark_late
from index.model.manifest import MANIFEST, file_sha256, make_manifest, write_manifest
from train.checkpoint import trained_layers

NAME = "wenju-e5-small"
_WEIGHTS = "model.safetensors"
Tensors = dict[str, npt.NDArray[np.generic]]


def export(checkpoint: Path, base: Path, folder: Path, share: float = 1.0) -> None:
    """Copy the base with the trained layers in the place of its own, in both forms of its weights.

    Raises WenjuError when the folder is there already, or the checkpoint began with another model.
    """
    stored = load_file(base / _WEIGHTS)
    trained = trained_layers(checkpoint, base, stored, share)
    if folder.exists():
        raise WenjuError(f"{folder} 已存在；请删除它或写到另一处")
    tensors: Tensors = {name: tensor.numpy() for name, tensor in trained.items()}
    shutil.copytree(base, folder, ignore=shutil.ignore_patterns(MANIFEST, _WEIGHTS, ONNX_FILE.name))
    save_file(stored | trained, folder / _WEIGHTS, {"format": "pt"})
    onnx.save(_replaced(onnx.load(str(base / ONNX_FILE)), tensors), str(folder / ONNX_FILE))
    mark_late(folder)
    write_manifest(folder, make_manifest(folder, NAME, "train", file_sha256(folder / _WEIGHTS)))


def _replaced(model: onnx.ModelProto, tensors: Tensors) -> onnx.ModelProto:
    """The graph of `index.model.graph` with the given tensors, its matrices standing on end."""
    missing = set(tensors)
    for constant in model.graph.initializer:
        name = bert_name(constant.name) if constant.name.startswith("l") else ""
        if name in tensors:
            array = np.ascontiguousarray(tensors[name].T)
            constant.CopyFrom(numpy_helper.from_array(array, constant.name))
            missing.discard(name)
    if missing:
        raise WenjuError(f"模型的计算图里没有 {min(missing)}")
    return model

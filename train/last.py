"""States of the last layer of all texts, which a head of late interaction is trained above."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from index.batches import by_length
from train.log import say
from train.model import Layers, has_bfloat16, run_layers
from train.states import States

_REPORT = 50  # batches between lines of progress


def last_states(layers: Layers, states: States, folder: Path) -> npt.NDArray[np.float16]:
    """`float16[tokens, hidden]` in the order of `states`, kept in the folder under a name of the layers'."""
    digest = hashlib.sha256()
    for tensor in layers.named().values():
        digest.update(tensor.numpy().tobytes())
    path = folder / f"last-{digest.hexdigest()[:12]}.npy"
    if not path.is_file():
        beside = path.with_suffix(".part")
        _write(layers, states, beside)
        beside.replace(path)
    found: npt.NDArray[np.float16] = np.load(path, mmap_mode="r", allow_pickle=False)
    return found


def _write(layers: Layers, states: States, path: Path) -> None:
    kept = np.lib.format.open_memmap(path, "w+", np.float16, states.tokens.shape)
    groups = list(by_length(np.diff(states.bounds).tolist()))
    layers.eval()
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=has_bfloat16()):
        for number, group in enumerate(groups):
            if number % _REPORT == 0:
                say(f"last states: {number} of {len(groups)} batches")
            for place, rows in zip(group, run_layers(layers, states.rows(group)), strict=True):
                kept[states.bounds[place] : states.bounds[place + 1]] = rows.numpy().astype(np.float16)
    kept.flush()

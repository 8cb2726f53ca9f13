"""Checkpoints: one file, written whole or not at all, that a run goes on from."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from index.errors import WenjuError
from index.model.manifest import folder_identity
from train.settings import Settings


@dataclass(frozen=True, slots=True, eq=False)
class Checkpoint:
    """`layers` by their names in `BertModel`; `base` is the model they belong into, `state` is the run's."""

    step: int
    base: str
    settings: Settings
    layers: dict[str, Tensor]
    state: dict[str, Any]

    def save(self, path: Path) -> None:
        """Write beside, sync, rename."""
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(".part")
        with beside.open("wb") as stream:
            torch.save(
                {
                    "step": self.step,
                    "base": self.base,
                    "settings": asdict(self.settings),
                    "layers": self.layers,
                    "state": self.state,
                },
                stream,
            )
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)


def trained_layers(
    path: Path, base: Path, own: Mapping[str, Tensor], share: float = 1.0
) -> dict[str, Tensor]:
    """The layers of a checkpoint in the place of those of its base, which are `own`; or between the two.

    With a `share` below 1 what the base knew and the training did not ask for is kept the better (Wortsman et
    al. 2022, robust fine-tuning). Raises WenjuError when the checkpoint began with another model.
    """
    kept = read_checkpoint(path)
    if kept.base != folder_identity(base):
        raise WenjuError(f"{path} 由 {kept.base} 训练而来，而不是 {folder_identity(base)}")
    return {name: own[name].lerp(tensor, share) for name, tensor in kept.layers.items()}


def read_checkpoint(path: Path) -> Checkpoint:
    """Read tensors and plain values, no code. Raises WenjuError when it is no checkpoint."""
    try:
        stored = torch.load(path, weights_only=True)
        settings = Settings(**stored.pop("settings"))
        return Checkpoint(settings=settings, **stored)
    except Exception as error:  # whatever torch raises for a file that is none
        raise WenjuError(f"不是训练检查点：{path}（{str(error).splitlines()[0]}）") from error

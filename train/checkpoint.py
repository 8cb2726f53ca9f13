"""Checkpoints: one file, written whole or not at all, that a run goes on from."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from index.errors import WenjuError
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


def read_checkpoint(path: Path) -> Checkpoint:
    """Read tensors and plain values, no code. Raises WenjuError when it is no checkpoint."""
    try:
        stored = torch.load(path, weights_only=True)
        settings = Settings(**stored.pop("settings"))
        return Checkpoint(settings=settings, **stored)
    except Exception as error:  # whatever torch raises for a file that is none
        raise WenjuError(f"不是训练检查点：{path}（{str(error).splitlines()[0]}）") from error

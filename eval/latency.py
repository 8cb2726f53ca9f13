"""How long each stage of the answers took."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from eval.run import Row


@dataclass(frozen=True, slots=True)
class Stage:
    """The times of a stage in ms, one of each question that came so far."""

    name: str
    taken: tuple[float, ...]

    @property
    def median(self) -> float:
        """The 50th percentile."""
        return float(np.percentile(self.taken, 50))

    @property
    def late(self) -> float:
        """The 95th percentile."""
        return float(np.percentile(self.taken, 95))


def stages(rows: Sequence[Row]) -> list[Stage]:
    """Every stage that was timed, in the order of the answers."""
    names = dict.fromkeys(name for row in rows for name in row.answer.timings_ms)
    timings = [row.answer.timings_ms for row in rows]
    return [Stage(name, tuple(t[name] for t in timings if name in t)) for name in names]

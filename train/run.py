"""A run: steps over batches, checkpoints, and a look at held out questions now and then."""

from __future__ import annotations

import resource
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from torch.optim.lr_scheduler import LambdaLR
from transformers import BertModel

from index.errors import WenjuError
from train.batches import Batch, Batches
from train.checkpoint import Checkpoint, read_checkpoint
from train.heldout import look
from train.learner import Learner
from train.log import say
from train.settings import Settings
from train.states import States
from train.together import Together

_REPORT = 10  # steps between lines of progress


@dataclass(frozen=True, slots=True)
class Limits:
    """When to stop, save and look, in seconds and steps."""

    seconds: float
    save_seconds: float = 300.0
    look_steps: int = 150
    steps: int | None = None


class Run:
    """A learner with its batches, its rate and its folder."""

    def __init__(
        self,
        model: BertModel,
        states: States,
        settings: Settings,
        base: str,
        folder: Path,
        together: Together | None = None,
    ) -> None:
        torch.manual_seed(settings.seed)
        self.settings, self.base, self.folder = settings, base, folder
        self.learner = Learner(model, states, settings, together)
        self.batches = Batches(states, settings)
        self.schedule = [(e, i) for e in range(settings.epochs) for i in range(len(self.batches.epoch(e)))]
        self.scheduler = LambdaLR(self.learner.optimizer, self._factor)
        self.step = 0
        self.best = 0.0
        self._stopped = False

    def _factor(self, step: int) -> float:
        """Linear from 0 up to the rate, and down to 0 at the end of the last epoch."""
        whole = len(self.schedule)
        rising = max(1, round(self.settings.warmup * whole))
        return min((step + 1) / rising, max(0.0, (whole - step) / max(1, whole - rising)))

    def resume(self, begin: Path | None = None, share: float = 1.0) -> None:
        """Go on from the last checkpoint; without one, measure what there was before the first step.

        What there was are the layers of the checkpoint `begin` of an earlier run, a `share` of the way from
        the base, or those of the base. Raises WenjuError when a checkpoint is of another model, or the last
        one of other settings.
        """
        path = self.folder / "last.pt"
        if not path.is_file():
            if begin is not None:
                self._begin(begin, share)
            self.look()
            return
        kept = read_checkpoint(path)
        if (kept.settings, kept.base) != (self.settings, self.base):
            raise WenjuError(f"{path} 属于另一个模型或另一种设置；请移走它，或用 --folder 指定另一处")
        self.learner.load(kept.layers, kept.state)
        self.scheduler.load_state_dict(kept.state["scheduler"])
        self.step, self.best = kept.step, kept.state["best"]
        say(f"goes on from step {self.step}")

    def _begin(self, path: Path, share: float) -> None:
        kept = read_checkpoint(path)
        if kept.base != self.base:
            raise WenjuError(f"{path} 由 {kept.base} 训练而来，而不是 {self.base}")
        self.learner.begin(kept.layers, share, kept.state["line"])
        say(f"begins with {path}")

    def save(self, name: str = "last.pt") -> None:
        """Write a checkpoint."""
        state = self.learner.state() | {"scheduler": self.scheduler.state_dict(), "best": self.best}
        layers = self.learner.layers.named()
        Checkpoint(self.step, self.base, self.settings, layers, state).save(self.folder / name)

    def train(self, limits: Limits) -> None:
        """Step until the schedule, the time or the process ends; what was learnt is saved in each case."""
        former = signal.signal(signal.SIGTERM, self._stop)
        begin = saved = time.monotonic()
        seen: dict[str, list[float]] = {}
        for taken, (groups, questions) in enumerate(self._remaining(), start=1):
            parts = self.take(self.batches.build(groups, questions))
            for name, value in parts.items():
                seen.setdefault(name, []).append(value)
            now = time.monotonic()
            if self.step % _REPORT == 0:
                self._report(seen, (now - begin) / taken)
                seen = {}
            if self.step % limits.look_steps == 0:
                self.look()
            if now - saved > limits.save_seconds:
                self.save()
                saved = now
            if self._stopped or now - begin > limits.seconds or taken == limits.steps:
                break
        self.save()
        signal.signal(signal.SIGTERM, former)
        say(f"stopped after step {self.step} of {len(self.schedule)}")

    def take(self, batch: Batch) -> dict[str, float]:
        """One step of the learner and of its rate."""
        parts = self.learner.take(batch)
        self.scheduler.step()
        self.step += 1
        return parts

    def look(self) -> None:
        """Measure the held out questions; the best weights so far are kept beside the last."""
        ours = self.learner
        found = look(ours.layers, ours.states, self.settings, ours.bank, ours.together)
        if found is None:
            return
        say(f"held out at step {self.step}: {found}")
        if found.score > self.best:
            self.best = found.score
            self.save("best.pt")

    def _remaining(self) -> Iterator[tuple[list[str], list[int]]]:
        epoch, batches = -1, []
        for number, place in self.schedule[self.step :]:
            if number != epoch:
                epoch, batches = number, self.batches.epoch(number)
            yield batches[place]

    def _report(self, seen: dict[str, list[float]], seconds: float) -> None:
        left = (len(self.schedule) - self.step) * seconds / 60
        parts = "  ".join(f"{name} {sum(values) / len(values):.4f}" for name, values in seen.items())
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        say(
            f"step {self.step}/{len(self.schedule)}  {parts}  rate {self.scheduler.get_last_lr()[0]:.1e}  "
            f"{seconds:.2f} s a step, {left:.0f} min left, {peak:.1f} GiB"
        )

    def _stop(self, *_: object) -> None:
        self._stopped = True

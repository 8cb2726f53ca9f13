"""A run: steps over batches, checkpoints, and a look at held out questions now and then."""

from __future__ import annotations

import resource
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.optim.lr_scheduler import LambdaLR
from transformers import BertModel

from index.batches import by_length
from index.errors import WenjuError
from train.batches import Batch, Batches
from train.checkpoint import Checkpoint, read_checkpoint
from train.heldout import look
from train.log import say
from train.model import Layers, means, run_layers
from train.objectives import Line, losses, weighted
from train.settings import Settings
from train.states import States
from train.together import Together

LINE_RATE = 1e-2
_REPORT = 10  # steps between lines of progress


@dataclass(frozen=True, slots=True)
class Limits:
    """When to stop, save and look, in seconds and steps."""

    seconds: float
    save_seconds: float = 300.0
    look_steps: int = 150
    steps: int | None = None


class Run:
    """The layers that learn with their optimizer, over fixed states below them."""

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
        self.states, self.settings, self.base, self.folder = states, settings, base, folder
        layers = model.config.num_hidden_layers
        self.layers = Layers(model, settings.frozen, layers, settings.dropout, settings.reduced)
        self.line, self.together = Line(), together
        self.batches = Batches(states, settings)
        self.schedule = [(e, i) for e in range(settings.epochs) for i in range(len(self.batches.epoch(e)))]
        groups: list[dict[str, Any]] = [
            {"params": list(self.layers.parameters()), "weight_decay": settings.decay},
            {"params": list(self.line.parameters()), "weight_decay": 0.0, "lr": LINE_RATE},
        ]
        if together is not None:
            groups += [
                {"params": together.matrices(), "lr": settings.together_rate},
                {"params": together.lines(), "weight_decay": 0.0, "lr": LINE_RATE},
            ]
        self.optimizer = torch.optim.AdamW(groups, lr=settings.rate)
        self.scheduler = LambdaLR(self.optimizer, self._factor)
        self.bank = states.base[: states.passages].clone()
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
        self.layers.load_named(kept.layers)
        self.line.load_state_dict(kept.state["line"])
        if self.together is not None:
            self.together.load_state_dict(kept.state["together"])
        self.optimizer.load_state_dict(kept.state["optimizer"])
        self.scheduler.load_state_dict(kept.state["scheduler"])
        torch.set_rng_state(kept.state["random"])
        self.bank = kept.state["bank"]
        self.step, self.best = kept.step, kept.state["best"]
        say(f"goes on from step {self.step}")

    def _begin(self, path: Path, share: float) -> None:
        kept = read_checkpoint(path)
        if kept.base != self.base:
            raise WenjuError(f"{path} 由 {kept.base} 训练而来，而不是 {self.base}")
        own = self.layers.named()
        self.layers.load_named({name: own[name].lerp(tensor, share) for name, tensor in kept.layers.items()})
        self.line.load_state_dict(kept.state["line"])
        say(f"begins with {path}")
        self._refresh()

    @torch.inference_mode()
    def _refresh(self) -> None:
        """Make the bank of all passages anew: other layers than the base's made those of an earlier run."""
        self.layers.eval()
        for group in by_length([self.states.length(place) for place in range(self.states.passages)]):
            rows = run_layers(self.layers, self.states.rows(group))
            self.bank[group] = torch.cat([means(row, torch.tensor([[0, len(row)]])) for row in rows])

    def save(self, name: str = "last.pt") -> None:
        """Write a checkpoint."""
        state: dict[str, Any] = {
            "line": self.line.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "scheduler": self.scheduler.state_dict(),
            "random": torch.get_rng_state(),
            "bank": self.bank,
            "best": self.best,
        }
        if self.together is not None:
            state["together"] = self.together.state_dict()
        Checkpoint(self.step, self.base, self.settings, self.layers.named(), state).save(self.folder / name)

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
        """One step; returns the objectives by name, and their weighted sum as `loss`."""
        self.layers.train()
        flat, asked = self._states(batch)
        vectors = self._vectors(batch, flat, asked)
        bank = self.bank.clone()
        bank[batch.passages] = vectors[2]
        first = self.states.passages
        before = self.states.base[:first]
        base = self.states.base[[first + n for n in batch.questions]], self.states.base[batch.passages]
        parts = losses(batch, vectors, (bank, before), base, self.line, self.settings)
        if self.together is not None:
            cosines = vectors[0] @ vectors[1].T
            parts["together"] = self.together.loss(batch, cosines, flat, asked)
        loss = weighted(parts, self.settings)
        self.optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        for module in (self.layers, self.together):
            if module is not None:
                torch.nn.utils.clip_grad_norm_(module.parameters(), self.settings.clip)
        self.optimizer.step()
        self.scheduler.step()
        self.bank[batch.passages] = vectors[2].detach()
        self.step += 1
        return {name: float(part.detach()) for name, part in parts.items()} | {"loss": float(loss.detach())}

    def _states(self, batch: Batch) -> tuple[Tensor, list[Tensor]]:
        """States of all tokens of the passages, laid end to end, and those of each question."""
        texts = [*batch.passages, *(self.states.passages + number for number in batch.questions)]
        states = run_layers(self.layers, self.states.rows(texts))
        count = len(batch.passages)
        return torch.cat(states[:count]), states[count:]

    def _vectors(self, batch: Batch, flat: Tensor, asked: list[Tensor]) -> tuple[Tensor, Tensor, Tensor]:
        """Vectors of questions, sentences and passages."""
        lengths = torch.tensor([len(row) for row in asked])
        ends = torch.cumsum(lengths, 0)
        questions = means(torch.cat(asked), torch.stack([ends - lengths, ends], dim=1))
        return questions, means(flat, batch.ranges), means(flat, batch.wholes)

    def look(self) -> None:
        """Measure the held out questions; the best weights so far are kept beside the last."""
        found = look(self.layers, self.states, self.settings, self.bank, self.together)
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

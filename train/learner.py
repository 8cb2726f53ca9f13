"""One step: what learns, the objectives of a batch, and the optimizer that makes them smaller."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from transformers import BertModel

from index.batches import by_length
from train.batches import Batch
from train.model import Layers, means, run_layers
from train.objectives import Line, losses, weighted
from train.settings import Settings
from train.states import States
from train.together import Together

_LINE_RATE = 1e-2


class Learner:
    """The layers that learn with their optimizer, over fixed states below them.

    `bank`, `float32[passages, hidden]`, has a unit vector of each passage as it was when last encoded.
    """

    def __init__(
        self, model: BertModel, states: States, settings: Settings, together: Together | None = None
    ) -> None:
        self.states, self.settings = states, settings
        layers = model.config.num_hidden_layers
        self.layers = Layers(model, settings.frozen, layers, settings.dropout, settings.reduced)
        self.line, self.together = Line(), together
        groups: list[dict[str, Any]] = [
            {"params": list(self.layers.parameters()), "weight_decay": settings.decay},
            {"params": list(self.line.parameters()), "weight_decay": 0.0, "lr": _LINE_RATE},
        ]
        if together is not None:
            groups += [
                {"params": together.matrices(), "lr": settings.together_rate},
                {"params": together.lines(), "weight_decay": 0.0, "lr": _LINE_RATE},
            ]
        self.optimizer = torch.optim.AdamW(groups, lr=settings.rate)
        self.bank = states.base[: states.passages].clone()

    def begin(self, layers: dict[str, Tensor], share: float, line: dict[str, Tensor]) -> None:
        """Take the layers of an earlier run, a `share` of the way from those there are, and its line."""
        own = self.layers.named()
        self.layers.load_named({name: own[name].lerp(tensor, share) for name, tensor in layers.items()})
        self.line.load_state_dict(line)
        self.refresh()

    @torch.inference_mode()
    def refresh(self) -> None:
        """Make the bank of all passages anew: other layers than the base's made those of an earlier run."""
        self.layers.eval()
        for group in by_length([self.states.length(place) for place in range(self.states.passages)]):
            rows = run_layers(self.layers, self.states.rows(group))
            self.bank[group] = torch.cat([means(row, torch.tensor([[0, len(row)]])) for row in rows])

    def state(self) -> dict[str, Any]:
        """What a checkpoint keeps beside the layers."""
        kept: dict[str, Any] = {
            "line": self.line.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "random": torch.get_rng_state(),
            "bank": self.bank,
        }
        if self.together is not None:
            kept["together"] = self.together.state_dict()
        return kept

    def load(self, layers: dict[str, Tensor], state: dict[str, Any]) -> None:
        """Be as a checkpoint has it."""
        self.layers.load_named(layers)
        self.line.load_state_dict(state["line"])
        if self.together is not None:
            self.together.load_state_dict(state["together"])
        self.optimizer.load_state_dict(state["optimizer"])
        torch.set_rng_state(state["random"])
        self.bank = state["bank"]

    def take(self, batch: Batch) -> dict[str, float]:
        """One step; returns the objectives by name, and their weighted sum as `loss`."""
        self.layers.train()
        flat, asked = self.states_of(batch)
        vectors = self.vectors_of(batch, flat, asked)
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
        self.bank[batch.passages] = vectors[2].detach()
        return {name: float(part.detach()) for name, part in parts.items()} | {"loss": float(loss.detach())}

    def states_of(self, batch: Batch) -> tuple[Tensor, list[Tensor]]:
        """States of all tokens of the passages, laid end to end, and those of each question."""
        texts = [*batch.passages, *(self.states.passages + number for number in batch.questions)]
        states = run_layers(self.layers, self.states.rows(texts))
        count = len(batch.passages)
        return torch.cat(states[:count]), states[count:]

    def vectors_of(self, batch: Batch, flat: Tensor, asked: list[Tensor]) -> tuple[Tensor, Tensor, Tensor]:
        """Vectors of questions, sentences and passages."""
        lengths = torch.tensor([len(row) for row in asked])
        ends = torch.cumsum(lengths, 0)
        questions = means(torch.cat(asked), torch.stack([ends - lengths, ends], dim=1))
        return questions, means(flat, batch.ranges), means(flat, batch.wholes)

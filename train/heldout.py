"""A quick look at questions of the training files that are never trained on."""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
from sklearn.metrics import roc_auc_score
from torch import Tensor

from train.batches import Batches
from train.model import Layers, means, run_layers
from train.settings import Settings
from train.states import States
from train.together import Together

_QUESTIONS = 600


@dataclass(frozen=True, slots=True)
class Look:
    """Shares of questions: a sentence that answers is first in its passage, the passage is first among all.

    `apart` is the chance that the best answering sentence of one question scores above the best other
    sentence of the passage of another (area under the ROC curve).
    """

    questions: int
    sentence: float
    passage: float
    apart: float

    @property
    def score(self) -> float:
        """What the best weights are chosen by."""
        return (self.sentence + self.passage + self.apart) / 3

    def __str__(self) -> str:
        return (
            f"n {self.questions}  sentence first {self.sentence:.3f}  passage first {self.passage:.3f}  "
            f"apart {self.apart:.3f}"
        )


@torch.inference_mode()
def look(
    layers: Layers, states: States, settings: Settings, bank: Tensor, together: Together | None = None
) -> Look | None:
    """Measure layers on held out questions, if any; `bank` has the other passages as they were last.

    With a head and a reader that learn along, sentences are measured by the reader.
    """
    layers.eval()
    held = Batches(states, replace(settings, seed=0, questions_per_group=_QUESTIONS), held=True)
    bank = bank.clone()
    sentence: list[bool] = []
    passage: list[bool] = []
    right: list[float] = []
    wrong: list[float] = []
    asked: list[tuple[Tensor, Tensor, Tensor]] = []
    for groups, questions in held.epoch(0):
        batch = held.build(groups, questions)
        flat = torch.cat(run_layers(layers, states.rows(batch.passages)))
        bank[batch.passages] = means(flat, batch.wholes)
        rows = run_layers(layers, states.rows([states.passages + number for number in questions]))
        vectors = torch.stack([means(row, torch.tensor([[0, len(row)]]))[0] for row in rows])
        cosines = vectors @ means(flat, batch.ranges).T
        choosing = answering = cosines.masked_fill(~batch.own, -1)
        if together is not None:
            choosing, answering = together.tables(batch, cosines, flat, rows)
        answered = batch.gold.any(1)
        found = (batch.gold | batch.open).gather(1, choosing.argmax(1, keepdim=True))[:, 0]
        sentence += found[answered].tolist()
        right += answering.masked_fill(~batch.gold, -1).amax(1)[answered].tolist()
        wrong += answering.masked_fill(batch.gold | batch.open, -1).amax(1).tolist()
        asked.append((vectors[answered], batch.target[answered], batch.doubtful[answered]))
        if len(sentence) >= _QUESTIONS:
            break
    if not sentence:
        return None
    for vectors, target, doubtful in asked:
        nearest = (vectors @ bank.T).masked_fill(doubtful, -1).argmax(1)
        passage += (nearest == target).tolist()
    rivals = [score for score in wrong if score > -1]
    labels = [1] * len(right) + [0] * len(rivals)
    apart = float(roc_auc_score(labels, right + rivals))
    return Look(len(sentence), sum(sentence) / len(sentence), sum(passage) / len(passage), apart)

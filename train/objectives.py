"""What a step makes smaller, from unit vectors of questions, sentences and passages.

A question that nothing answers takes part in `absent` and `keep_question` alone.

sentence       the question picks the sentence that answers it among all sentences of the batch
passage        it picks its passage among all passages there are (the bank: those of the batch as they are
               now, others as they were last; Wang et al. 2020, cross-batch memory)
absent         the best answering sentence scores above, and the best other sentence of its passage and of the
               other passages below, one line for all questions: what refusal needs
keep_question  its distribution over all passages stays near the untrained model's (distillation)
keep_passage   passages stay near their untrained vectors
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy, kl_div, log_softmax

from train.batches import Batch
from train.settings import Settings

_NEVER = -1e4


class Line(nn.Module):
    """A logistic model of one cosine: where on the scale a sentence begins to answer, and how sharply."""

    def __init__(self) -> None:
        super().__init__()
        self.log_slope = nn.Parameter(torch.tensor(3.0))
        self.middle = nn.Parameter(torch.tensor(0.8))

    def forward(self, cosines: Tensor) -> Tensor:
        """Logits."""
        return self.log_slope.exp() * (cosines - self.middle)


def losses(
    batch: Batch,
    vectors: tuple[Tensor, Tensor, Tensor],
    banks: tuple[Tensor, Tensor],
    base: tuple[Tensor, Tensor],
    line: Line,
    settings: Settings,
) -> dict[str, Tensor]:
    """Each objective by name, unweighted.

    `vectors` are those of questions, sentences and passages. `banks` are all passages as they are now, those
    of the batch in their places, and as they were before; `base` questions and passages of the batch before.
    """
    questions, sentences, passages = vectors
    cosines = questions @ sentences.T
    logits = questions @ banks[0].T / settings.bank_temperature
    before = base[0] @ banks[1].T / settings.bank_temperature
    answered = batch.gold.any(1)
    rivals = logits.masked_fill(batch.doubtful, _NEVER)[answered]
    return {
        "sentence": mean(_sentence(cosines, batch, settings.temperature)[answered]),
        "passage": mean(cross_entropy(rivals, batch.target[answered], reduction="none")),
        "absent": _absent(cosines, batch, line),
        "keep_question": kl_div(
            log_softmax(logits, 1), log_softmax(before, 1), reduction="batchmean", log_target=True
        ),
        "keep_passage": (1 - (passages * base[1]).sum(dim=1)).mean(),
    }


def weighted(parts: dict[str, Tensor], settings: Settings) -> Tensor:
    """Their sum by the weights of the settings."""
    total: Tensor = sum((getattr(settings, name) * part for name, part in parts.items()), torch.zeros(()))
    return total


def _sentence(cosines: Tensor, batch: Batch, temperature: float) -> Tensor:
    logits = (cosines / temperature).masked_fill(batch.open, _NEVER)
    chosen = logits.masked_fill(~batch.gold, _NEVER)
    return logits.logsumexp(1) - chosen.logsumexp(1)


def mean(values: Tensor) -> Tensor:
    """Their mean, 0 of none."""
    return values.sum() / max(1, len(values))


def _absent(cosines: Tensor, batch: Batch, line: Line) -> Tensor:
    best = cosines.masked_fill(~batch.gold, -1).amax(1)
    wrong = ~batch.gold & ~batch.open
    near, far = wrong & batch.own, wrong & ~batch.own
    best = best[batch.gold.any(1)]
    parts = [mean(binary_cross_entropy_with_logits(line(best), torch.ones_like(best), reduction="none"))]
    for rivals in (near, far):
        rows = rivals.any(1)
        if rows.any():
            top = cosines.masked_fill(~rivals, -1).amax(1)[rows]
            parts.append(binary_cross_entropy_with_logits(line(top), torch.zeros_like(top)) / 2)
    return torch.stack(parts).sum()

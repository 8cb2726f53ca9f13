"""Learning above an encoder that stays as it is: its objectives, its steps, and what it is worth so far."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from sklearn.metrics import roc_auc_score
from torch import Tensor, nn
from torch.nn.functional import softplus

from train.log import say
from train.objectives import mean
from train.rivals import Asked, Sentences, batches

_NEVER = -1e4
_REPORT = 50  # steps between lines of progress


def objective(choosing: Tensor, answering: Tensor, of: Tensor, answers: Tensor, absent: float) -> Tensor:
    """What a step makes smaller, from logits of sentences for the question `of` each.

    Of `choosing`: a sentence that answers is picked among all of its question. Of `answering`, `absent`
    times: the best that answers lies above 0, and the best that does not below.
    """
    table, gold = _by_question(choosing, of, answers)
    answered = gold.any(1)
    right = table.masked_fill(~gold, _NEVER)
    picked = mean((table.logsumexp(1) - right.logsumexp(1))[answered])
    table, _ = _by_question(answering, of, answers)
    right, wrong = table.masked_fill(~gold, _NEVER), table.masked_fill(gold, _NEVER)
    apart = mean(softplus(-right.amax(1)[answered])) + softplus(wrong.amax(1)).mean()
    return picked + absent * apart


def learn(
    module: nn.Module,
    sentences: Sentences,
    loss_of: Callable[[Asked], Tensor],
    scores_of: Callable[[Asked], Tensor],
) -> None:
    """Train a module in place, by `loss_of` a batch; after each epoch `look` is said."""
    settings = sentences.settings
    asked = sentences.questions(held=False)
    steps = settings.epochs * (len(asked) // min(settings.questions, len(asked)))
    optimizer = torch.optim.AdamW(module.parameters(), lr=settings.rate, weight_decay=settings.decay)
    scheduler = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, settings.rate, total_steps=steps + 1, pct_start=settings.rising
    )
    say(f"before: {look(scores_of, sentences)}")
    for epoch in range(settings.epochs):
        losses = []
        for number, batch in enumerate(batches(sentences, asked, epoch)):
            loss = loss_of(batch)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(module.parameters(), 1.0)
            optimizer.step()
            scheduler.step()
            losses.append(float(loss.detach()))
            if number % _REPORT == 0:
                say(f"epoch {epoch} step {number} of {steps // settings.epochs}  loss {losses[-1]:.3f}")
        say(f"epoch {epoch}  loss {np.mean(losses):.3f}  held out: {look(scores_of, sentences)}")


@torch.inference_mode()
def look(scores_of: Callable[[Asked], Tensor], sentences: Sentences) -> str:
    """How often a sentence that answers is first in its passage, and how far those that do are above.

    `scores_of` gives `float32[n, 2]`, for the choice and for whether one answers.
    """
    first, right, wrong = [], [], []
    for number in sentences.questions(held=True):
        own, answers = sentences.own(number)
        of = torch.zeros(len(own), dtype=torch.long)
        batch = sentences.asked([number]), sentences.said(own), of, torch.tensor(answers)
        choosing, answering = scores_of(batch).numpy().T
        gold = np.array(answers)
        if gold.any():
            first.append(bool(gold[choosing.argmax()]))
            right.append(answering[gold].max())
        wrong += [answering[~gold].max()] if not gold.all() else []
    if not first:
        return "none"
    apart = roc_auc_score([1] * len(right) + [0] * len(wrong), [*right, *wrong])
    return f"n {len(first)}  sentence first {np.mean(first):.3f}  apart {apart:.3f}"


def _by_question(logits: Tensor, of: Tensor, answers: Tensor) -> tuple[Tensor, Tensor]:
    """The logits and which answer, `[questions, most sentences of one]`."""
    counts = torch.bincount(of, minlength=int(of.max()) + 1)
    place = torch.arange(len(of)) - (torch.cumsum(counts, 0) - counts)[of]
    table = logits.new_full((len(counts), int(counts.max())), _NEVER)
    table[of, place] = logits
    gold = torch.zeros_like(table, dtype=torch.bool)
    gold[of, place] = answers
    return table, gold

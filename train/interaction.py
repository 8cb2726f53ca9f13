"""A head of late interaction above an encoder that stays as it is (`index.interaction`).

The objectives are those of the sentence: it is picked among those of its passage and of passages near the
question; and the best that answers scores above, the best that does not below one line for all questions.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import normalize

from index.interaction import Head
from train.above import learn, objective
from train.rivals import Asked, Sentences

_NEVER = -1e4


class TorchHead(nn.Module):
    """What learns. The scale and the middle serve the objectives alone."""

    def __init__(self, hidden: int, width: int) -> None:
        super().__init__()
        self.passage = nn.Linear(hidden, width, bias=False)
        nn.init.orthogonal_(self.passage.weight)
        self.question = nn.Linear(hidden, width, bias=False)
        self.question.weight.data.copy_(self.passage.weight.data)
        self.weigh = nn.Parameter(torch.zeros(hidden))
        self.log_slope = nn.Parameter(torch.tensor(3.0))
        self.middle = nn.Parameter(torch.tensor(0.7))

    @classmethod
    def of(cls, head: Head) -> TorchHead:
        """One that learns on from a trained one."""
        found = cls(*head.passage.shape)
        found.passage.weight.data.copy_(torch.from_numpy(head.passage.T))
        found.question.weight.data.copy_(torch.from_numpy(head.question.T))
        found.weigh.data.copy_(torch.from_numpy(head.weigh))
        return found

    def forward(
        self, asked: Tensor, asked_mask: Tensor, said: Tensor, said_mask: Tensor, of: Tensor
    ) -> Tensor:
        """Scores of sentences `said`, float32[n, tokens, hidden], for the question `of` each."""
        questions = normalize(self.question(asked), dim=-1)
        weights = (asked @ self.weigh).masked_fill(~asked_mask, _NEVER).softmax(1)
        cosines = torch.einsum("ntd,nsd->nts", questions[of], normalize(self.passage(said), dim=-1))
        best = cosines.masked_fill(~said_mask[:, None], -1).amax(2)
        return (weights[of] * best).sum(1)

    def logits(self, scores: Tensor) -> Tensor:
        """Where a score lies on the line of all questions."""
        return self.log_slope.exp() * (scores - self.middle)

    def trained(self) -> Head:
        """As NumPy has it."""
        tensors = (self.question.weight.T, self.passage.weight.T, self.weigh)
        question, passage, weigh = (t.detach().numpy().astype(np.float32).copy() for t in tensors)
        return Head(question, passage, weigh)


def train_head(sentences: Sentences, hidden: int) -> TorchHead:
    """A trained head; what it is worth on held out questions is said after each epoch."""
    torch.manual_seed(sentences.settings.seed)
    head = TorchHead(hidden, sentences.settings.width)

    def loss(batch: Asked) -> Tensor:
        asked, said, of, answers = batch
        logits = head.logits(head(*asked, *said, of))
        return objective(logits, logits, of, answers, sentences.settings.absent)

    def scores(batch: Asked) -> Tensor:
        asked, said, of, _ = batch
        found: Tensor = head(*asked, *said, of)
        return found[:, None].expand(-1, 2)

    learn(head, sentences, loss, scores)
    return head

"""A head and a reader that learn along with the encoder below them, from the states of a step.

Trained above an encoder that stays as it is (`train.interaction`, `train.reading`) they can only tell apart
what its states tell apart. Here what they get wrong moves the states, as Khattab and Zaharia 2020 have it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pad_sequence

from index.errors import WenjuError
from index.interaction import LABEL_TOKENS, SENTENCE_TOKENS, Head
from index.reading import FILE as READER
from train.above import objective
from train.batches import Batch
from train.interaction import TorchHead
from train.reading import SLOPE, Corrected, TorchReader

_NEVER = -1e4
_ABSENT = 1.0  # weight of the second objective, as of a reader alone
_OTHERS = 8  # sentences of other passages that rival those of a question's own


class Together(nn.Module):
    """What learns beside the encoder."""

    def __init__(self, head: TorchHead, corrected: Corrected) -> None:
        super().__init__()
        self.head, self.corrected = head, corrected

    @classmethod
    def load(cls, folder: Path) -> Together:
        """The head and the reader of a model folder. Raises WenjuError when it lacks one."""
        head = Head.alone(folder)
        if head is None or not (folder / READER).is_file():
            raise WenjuError(f"{folder} 里没有逐词对照和 reader.onnx；请先运行：python -m train head、reader")
        return cls(TorchHead.of(head), Corrected(TorchReader.load(folder / READER)))

    @classmethod
    def of_checkpoint(cls, tensors: Mapping[str, Tensor]) -> Together:
        """What a run kept in its checkpoint."""
        width, hidden = tensors["head.passage.weight"].shape
        layers = sum(name.endswith(".ask.bias") for name in tensors)
        reader = TorchReader(width, tensors["corrected.reader.norm.weight"].shape[0], layers)
        found = cls(TorchHead(hidden, width), Corrected(reader))
        found.load_state_dict(tensors)
        return found

    def forward(
        self, batch: Batch, passages: Tensor, questions: Sequence[Tensor], pairs: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Late interaction, `float32[n]`, and corrected as `train.reading.Corrected` has it, `float32[n, 2]`.

        Of `pairs` of a question and a sentence of the batch, `int64[n, 2]` in the order of questions.
        `passages` are the states of all tokens of the passages, `questions` those of each question.
        """
        places, of_pair = torch.unique(pairs[:, 1], return_inverse=True)
        said, said_mask = _padded([_gathered(batch, passages, place) for place in places.tolist()])
        asked, asked_mask = _padded(questions)
        weights = (asked @ self.head.weigh).masked_fill(~asked_mask, _NEVER).softmax(1)
        asked = nn.functional.normalize(self.head.question(asked), dim=-1)
        said = nn.functional.normalize(self.head.passage(said), dim=-1)[of_pair]
        interactions, read = self.corrected.reader(
            asked, weights, asked_mask, said, said_mask[of_pair], pairs[:, 0]
        )
        return interactions, interactions[:, None] + read / SLOPE

    def loss(self, batch: Batch, cosines: Tensor, passages: Tensor, questions: Sequence[Tensor]) -> Tensor:
        """What a step makes smaller: `train.above.objective` of the reader, and of late interaction alone.

        `cosines`, `float32[questions, sentences]`, choose the rivals from other passages.
        """
        pairs = chosen(batch, cosines, _OTHERS)
        interactions, scores = self(batch, passages, questions, pairs)
        of, answers = pairs[:, 0], batch.gold[pairs[:, 0], pairs[:, 1]]
        alone = self.head.logits(interactions)
        read = objective(SLOPE * scores[:, 0], self.corrected.logits(scores[:, 1]), of, answers, _ABSENT)
        return read + objective(alone, alone, of, answers, _ABSENT) / 2

    def tables(
        self, batch: Batch, cosines: Tensor, passages: Tensor, questions: Sequence[Tensor]
    ) -> tuple[Tensor, Tensor]:
        """Corrected scores of sentences of each question's passage, twice `float32[questions, sentences]`.

        The first are for the choice, the second for whether one answers; -1 stands for all other sentences.
        """
        pairs = chosen(batch, cosines, 0)
        scores = self(batch, passages, questions, pairs)[1]
        table = cosines.new_full((*cosines.shape, 2), -1.0)
        table[pairs[:, 0], pairs[:, 1]] = scores
        return table[..., 0], table[..., 1]

    def lines(self) -> list[nn.Parameter]:
        """Where the lines of the objectives lie, which no model keeps."""
        return [self.head.log_slope, self.head.middle, self.corrected.middle]

    def matrices(self) -> list[nn.Parameter]:
        """All else that learns."""
        lines = set(self.lines())
        return [parameter for parameter in self.parameters() if parameter not in lines]

    def save(self, folder: Path) -> None:
        """Write both into a model folder; its manifest is written by itself."""
        self.head.trained().save(folder)
        (folder / READER).write_bytes(self.corrected.trained().SerializeToString())


def chosen(batch: Batch, cosines: Tensor, others: int) -> Tensor:
    """Of each question the sentences of its passage and the nearest of others, `int64[n, 2]`.

    Sentences that may answer as well, and those that have no token, are none of them.
    """
    usable = ~batch.open & (batch.ranges[:, 1] > batch.ranges[:, 0])
    far = (usable & ~batch.own).float() * (cosines.detach() + 2)
    taken = usable & batch.own
    nearest = far.topk(min(others, far.shape[1]), dim=1)
    taken |= torch.zeros_like(taken).scatter(1, nearest.indices, nearest.values > 0)
    return taken.nonzero()


def _gathered(batch: Batch, passages: Tensor, sentence: int) -> Tensor:
    """States of a sentence below those of its labels, as `index.interaction.with_labels` has them."""
    start, end = batch.ranges[sentence].tolist()
    label_start, label_end = batch.labels[sentence].tolist()
    above = _shared(passages[label_start:label_end], LABEL_TOKENS)
    return torch.cat([above, _shared(passages[start:end], SENTENCE_TOKENS - len(above))])


def _shared(states: Tensor, most: int) -> Tensor:
    """As `index.interaction.gathered`."""
    if len(states) <= most:
        return states
    borders = np.linspace(0, len(states), most + 1).astype(np.int64)
    return torch.stack([part.mean(0) for part in torch.split(states, np.diff(borders).tolist())])


def _padded(rows: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
    lengths = torch.tensor([len(row) for row in rows])
    padded = pad_sequence(list(rows), batch_first=True)
    return padded, torch.arange(padded.shape[1]) < lengths[:, None]

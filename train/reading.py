"""A reader (`index.reading`) as it learns, above a head of late interaction that stays as it is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import ModelProto, numpy_helper
from torch import Tensor, nn
from torch.nn.functional import normalize, relu

from index.encoder import FloatArray
from index.interaction import Head
from index.model.nodes import STORED
from index.model.reading_graph import HEADS, build_reader
from index.reading import VECTOR_SCALE, WEIGHT_SCALE
from train.above import learn, objective
from train.rivals import Asked, HeadSettings, Padded, Sentences
from train.states import States

_NEVER = -1e4
# Logits of a difference of 1 in late interaction, whose scores lie between .3 and .9.
SLOPE = 20.0
_AT_ONCE = 1 << 16  # tokens
_PARTS = 4  # of a batch


@dataclass(frozen=True, slots=True)
class ReaderSettings(HeadSettings):
    """As for the head, with its own `width`."""

    width: int = 64
    layers: int = 2
    rate: float = 1e-3
    absent: float = 1.0


class Layer(nn.Module):
    """One layer of a transformer, normed first."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm_attention, self.norm_expand = nn.LayerNorm(width), nn.LayerNorm(width)
        self.ask, self.tell = nn.Linear(width, width), nn.Linear(width, 2 * width)  # queries; keys, values
        self.join = nn.Linear(width, width)
        self.expand, self.contract = nn.Linear(width, 2 * width), nn.Linear(2 * width, width)

    def forward(self, states: Tensor, is_read: Tensor, only_first: bool) -> Tensor:
        """States `float32[n, tokens, width]` behind the layer, or of the first token alone."""
        normed = self.norm_attention(states)
        if only_first:
            states = states[:, :1]
        told = self.tell(normed).chunk(2, dim=2)
        asking, keys, values = (
            each.unflatten(2, (HEADS, -1)).transpose(1, 2)
            for each in (self.ask(normed[:, : states.shape[1]]), *told)
        )
        joined = nn.functional.scaled_dot_product_attention(asking, keys, values, is_read[:, None, None, :])
        states = states + self.join(joined.transpose(1, 2).flatten(2))
        found: Tensor = states + self.contract(relu(self.expand(self.norm_expand(states))))
        return found


class TorchReader(nn.Module):
    """What learns: what to add to the late interaction of sentences, see `index.reading.Reader`."""

    def __init__(self, vector: int, width: int, layers: int) -> None:
        super().__init__()
        self.question, self.sentence = nn.Linear(vector + 2, width), nn.Linear(vector + 2, width)
        self.first = nn.Parameter(torch.randn(width) * 0.02)
        self.layers = nn.ModuleList(Layer(width) for _ in range(layers))
        self.norm, self.out = nn.LayerNorm(width), nn.Linear(width, 2)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)

    @classmethod
    def load(cls, graph: Path) -> TorchReader:
        """One that learns on from the graph that `Corrected.trained` made."""
        named = {
            tensor.name.removesuffix(STORED): torch.from_numpy(
                numpy_helper.to_array(tensor).astype(np.float32)
            )
            for tensor in onnx.load(str(graph)).graph.initializer
            if tensor.name.endswith(STORED)
        }
        vector, width = named["question.weight"].shape
        found = cls(vector - 2, width, sum(name.endswith("ask.bias") for name in named))
        for name, own in found.state_dict().items():
            stored = named[name] * (SLOPE if name.startswith("out.") else 1.0)
            own.copy_(stored.T if own.ndim > 1 else stored.reshape(own.shape))
        return found

    def forward(
        self, asked: Tensor, weights: Tensor, asked_mask: Tensor, said: Tensor, said_mask: Tensor, of: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Late interaction, `float32[n]`, and as `Reader.read` what to add to it, `float32[n, 2]`.

        Of sentences `said`, for the question `of` each; all vectors have length 1.
        """
        cosines = torch.einsum("ntd,nsd->nts", asked[of], said)
        own = asked_mask[of]
        fits = cosines.masked_fill(~said_mask[:, None], -1).amax(2)
        best, place = cosines.masked_fill(~own[..., None], -1).max(1)
        weighed = weights[of] * WEIGHT_SCALE
        question = torch.cat([asked[of] * VECTOR_SCALE, torch.stack([fits, weighed], 2)], 2)
        fitting = torch.stack([best, weighed.gather(1, place)], 2)
        sentence = torch.cat([said * VECTOR_SCALE, fitting], 2)
        # Short ones together: less padding is read.
        parts = torch.chunk(said_mask.sum(1).argsort(), _PARTS)
        read = torch.cat([self._read(question[p], own[p], sentence[p], said_mask[p]) for p in parts])
        return (weights[of] * fits).sum(1), read[torch.cat(parts).argsort()]

    def _read(self, question: Tensor, asked_mask: Tensor, sentence: Tensor, said_mask: Tensor) -> Tensor:
        size, longest = int(asked_mask.sum(1).max()), int(said_mask.sum(1).max())
        states = torch.cat(
            [
                self.first.expand(len(question), 1, -1),
                self.question(question[:, :size]),
                self.sentence(sentence[:, :longest]),
            ],
            1,
        )
        every = torch.ones(len(question), 1, dtype=torch.bool)
        is_read = torch.cat([every, asked_mask[:, :size], said_mask[:, :longest]], 1)
        for number, layer in enumerate(self.layers):
            states = layer(states, is_read, number == len(self.layers) - 1)
        found: Tensor = self.out(self.norm(states[:, 0]))
        return found


class Corrected(nn.Module):
    """Late interaction, corrected by a reader; the middle serves the objective alone."""

    def __init__(self, reader: TorchReader) -> None:
        super().__init__()
        self.reader = reader
        self.middle = nn.Parameter(torch.tensor(0.7))

    def forward(self, asked: Padded, said: Padded, of: Tensor) -> Tensor:
        """`float32[n, 2]` of rows that `head_vectors` made."""
        (questions, asked_mask), (sentences, said_mask) = asked, said
        weights = questions[..., -1].masked_fill(~asked_mask, _NEVER).softmax(1)
        questions, sentences = normalize(questions[..., :-1], dim=-1), normalize(sentences[..., :-1], dim=-1)
        interactions, read = self.reader(questions, weights, asked_mask, sentences, said_mask, of)
        corrected: Tensor = interactions[:, None] + read / SLOPE
        return corrected

    def logits(self, scores: Tensor) -> Tensor:
        """Where a score lies on the line of all questions."""
        return SLOPE * (scores - self.middle)

    def trained(self) -> ModelProto:
        """As a graph: on the scale of late interaction."""
        named = {n: t.detach().numpy().astype(np.float32) for n, t in self.reader.state_dict().items()}
        out = {name: named[name] / np.float32(SLOPE) for name in ("out.weight", "out.bias")}
        return build_reader(named | out)


def train_reader(states: States, head: Head, settings: ReaderSettings) -> Corrected:
    """A trained reader above a head; what it is worth on held out questions is said after each epoch."""
    sentences = Sentences(states, head_vectors(states, head), settings, states.base)
    torch.manual_seed(settings.seed)
    corrected = Corrected(TorchReader(head.passage.shape[1], settings.width, settings.layers))

    def loss(batch: Asked) -> Tensor:
        asked, said, of, answers = batch
        scores = corrected(asked, said, of)
        choosing, answering = SLOPE * scores[:, 0], corrected.logits(scores[:, 1])
        return objective(choosing, answering, of, answers, settings.absent)

    def scores(batch: Asked) -> Tensor:
        found: Tensor = corrected(*batch[:3])
        return found

    learn(corrected, sentences, loss, scores)
    return corrected


def head_vectors(states: States, head: Head) -> FloatArray:
    """Of each token the vector that a head makes and the logit of its weight, `float32[tokens, d + 1]`.

    `states` are those of the last layer (`train.states.graph_states`). A passage's tokens weigh nothing.
    """
    made = np.zeros((len(states.tokens), head.passage.shape[1] + 1), np.float32)
    questions = int(states.bounds[states.passages])
    for start in range(0, len(made), _AT_ONCE):
        rows = states.tokens[start : start + _AT_ONCE].astype(np.float32)
        asked = np.arange(start, start + len(rows)) >= questions
        made[start : start + len(rows), :-1] = np.where(
            asked[:, None], rows @ head.question, rows @ head.passage
        )
        made[start : start + len(rows), -1] = np.where(asked, rows @ head.weigh, 0)
    return made

"""What a checkpoint is worth beside its base, on a SQuAD-style file that it was not trained on.

Two measures of the model alone: whether the sentence that is nearest to a question holds the answer, among
those of its own paragraph (their vectors pooled from the paragraph's token states), and whether the paragraph
is the nearest, or among the nearest five, of all. An answer that runs over several sentences stands in none;
its question is left out of the first measure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import torch
from torch import Tensor
from transformers import BertModel

from eval.paired import difference, estimate
from eval.public.sets import read_paragraphs
from index.chunk import split_chunks
from index.normal import simplify
from index.types import Article
from train.checkpoint import trained_layers
from train.examples import passage_of
from train.model import Layers, load_bert, means, run_layers
from train.tokens import Cutter, Tokens

_DEEP = 5
_CHARACTERS = 640  # of a passage, within the 512 tokens of the model
Asked = list[tuple[str, tuple[str, ...]]]


@dataclass(slots=True)
class Found:
    """By question: a sentence that answers is first; the paragraph is first, is among the first five."""

    sentence: list[bool]
    first: list[bool]
    among: list[bool]


class Whole:
    """The whole encoder of a model folder, with the layers of a checkpoint where one is given."""

    def __init__(self, base: Path, checkpoint: Path | None = None, share: float = 1.0) -> None:
        self._model: BertModel = load_bert(base)
        self.cutter = Cutter(base, self._model.config.max_position_embeddings)
        last = self._model.config.num_hidden_layers
        self._layers = Layers(self._model, 0, last)
        if checkpoint:
            own = self._layers.named()
            self._layers.load_named(own | trained_layers(checkpoint, base, own, share))

    @torch.inference_mode()
    def states(self, texts: Sequence[Tokens]) -> list[Tensor]:
        """Token states of each text."""
        rows = [self._model.embeddings(torch.tensor([text.ids]))[0] for text in texts]
        return run_layers(self._layers, rows)

    def vectors(self, texts: Sequence[Tokens]) -> Tensor:
        """A unit vector of each text."""
        return torch.stack([means(row, torch.tensor([[0, len(row)]]))[0] for row in self.states(texts)])


def evaluate(checkpoint: Path, base: Path, path: Path, paragraphs: int, share: float = 1.0) -> Iterator[str]:
    """Lines: both models with intervals, and their paired differences."""
    read = list(islice(read_paragraphs(path), paragraphs))
    ours = _found(Whole(base, checkpoint, share), read)
    theirs = _found(Whole(base), read)
    names = {"sentence": "sentence first", "first": "paragraph first", "among": f"among {_DEEP}"}
    counts = (
        f"{len(ours.first)} questions to {len(read)} paragraphs, {len(ours.sentence)} of them to a sentence"
    )
    yield f"{path.stem}: {counts}"
    for name, words in names.items():
        trained, untrained = getattr(ours, name), getattr(theirs, name)
        gain, p = difference(trained, untrained)
        yield f"{words:<16} trained {estimate(trained)}  base {estimate(untrained)}  {gain}, p = {p:.2g}"


def _found(model: Whole, read: Sequence[tuple[str, Asked]]) -> Found:
    found = Found([], [], [])
    texts = [_read(model, simplify(text)) for text, _ in read]
    wholes = torch.stack([text.whole for text in texts])
    for number, (text, (_, asked)) in enumerate(zip(texts, read, strict=True)):
        questions = model.vectors([model.cutter.query(simplify(question)) for question, _ in asked])
        best = (questions @ text.vectors.T).argmax(1).tolist()
        scores = questions @ wholes.T
        ranks = (scores > scores[:, number : number + 1]).sum(1).tolist()
        for (_, answers), place, rank in zip(asked, best, ranks, strict=True):
            holding = [any(simplify(answer) in sentence for answer in answers) for sentence in text.sentences]
            if any(holding):
                found.sentence.append(holding[place])
            found.first.append(rank == 0)
            found.among.append(rank < _DEEP)
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """A paragraph: its sentences with their vectors `float32[n, hidden]`, and its own vector."""

    sentences: list[str]
    vectors: Tensor
    whole: Tensor


def _read(model: Whole, text: str) -> Read:
    """Encode a paragraph; one too long for the model is cut for its sentences, and cut off for itself."""
    chunks = split_chunks(text, [Article("", "", 0, len(text))], _CHARACTERS)
    passages = [passage_of("", text[chunk.start : chunk.end], "") for chunk in chunks]
    tokens = [model.cutter.passage(passage.text, passage.spans) for passage in passages]
    states = model.states(tokens)
    vectors = [
        means(row, torch.tensor(part.ranges)) for row, part in zip(states, tokens, strict=True) if part.ranges
    ]
    whole = states[0] if len(states) == 1 else model.states([model.cutter.passage(text)])[0]
    sentences = [passage.text[start:end] for passage in passages for start, end in passage.spans]
    return Read(sentences, torch.cat(vectors), means(whole, torch.tensor([[0, len(whole)]]))[0])

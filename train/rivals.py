"""Sentences that answer a question and sentences that do not, with the states of their tokens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn.functional import normalize

from index.encoder import FloatArray
from index.interaction import SENTENCE_TOKENS, with_labels
from train.states import States

_QUESTION_TOKENS = 40
Padded = tuple[Tensor, Tensor]  # states and which of them are no padding
Asked = tuple[Padded, Padded, Tensor, Tensor]


@dataclass(frozen=True, slots=True)
class HeadSettings:
    """Numbers of a run above states that stay as they are.

    `others` sentences of `passages` out of the `nearest` to a question rival its own.
    """

    seed: int = 9
    width: int = 48
    epochs: int = 3
    questions: int = 32  # of a step
    rate: float = 7e-4
    rising: float = 0.1  # share of the steps
    decay: float = 0.01
    nearest: int = 20
    passages: int = 3
    others: int = 8
    absent: float = 0.3  # weight of the second objective


class Sentences:
    """All sentences of the examples, the rivals of each question, and their states.

    `last` are the states of tokens in the order of `states`; `vectors` are those of texts, by which passages
    are near, without which the means of their tokens are.
    """

    def __init__(
        self,
        states: States,
        last: npt.NDArray[np.float16] | FloatArray,
        settings: HeadSettings,
        vectors: Tensor | None = None,
    ) -> None:
        self.states, self.settings, self._last = states, settings, last
        starts = [states.ranges[p] + states.bounds[p] for p in range(states.passages)]
        self._spans = np.concatenate(starts)
        self._first = np.cumsum([0, *map(len, starts)])
        self._passage = np.repeat(np.arange(states.passages), np.diff(self._first))
        self._prompt = states.prompt
        if vectors is None:
            vectors = torch.stack([self._mean(text) for text in range(len(states.bounds) - 1)])
        near = vectors[states.passages :] @ vectors[: states.passages].T
        self._near = near.topk(min(settings.nearest, states.passages), dim=1).indices.tolist()

    def questions(self, held: bool) -> list[int]:
        """Those that are, or are not, held out and whose answer the encoder saw whole."""
        return [
            number
            for number, q in enumerate(self.states.examples.questions)
            if q.held == held and all(np.ptp(self.states.ranges[q.passage][gold]) for gold in q.gold)
        ]

    def own(self, number: int) -> tuple[list[int], list[bool]]:
        """Sentences of the passage of a question, and which of them answer; those that may are left out."""
        question = self.states.examples.questions[number]
        return self._of(question.passage, question.answers, question.gold)

    def others(self, number: int, generator: np.random.Generator) -> list[int]:
        """Some sentences of near passages that do not answer."""
        question = self.states.examples.questions[number]
        passages = self.states.examples.passages
        group = passages[question.passage].group
        near = [p for p in self._near[number] if passages[p].group != group and p not in question.also]
        chosen = generator.permutation(near)[: self.settings.passages].tolist()
        found = [sentence for p in chosen for sentence in self._of(p, question.answers, ())[0]]
        some: list[int] = generator.permutation(found)[: self.settings.others].astype(int).tolist()
        return some

    def said(self, sentences: Sequence[int]) -> tuple[Tensor, Tensor]:
        """States of the tokens of sentences, gathered as an index gathers them, and which are no padding."""
        return _padded([self._gathered(number) for number in sentences], SENTENCE_TOKENS)

    def _gathered(self, sentence: int) -> npt.NDArray[np.float32]:
        passage = int(self._passage[sentence])
        begin, first = int(self.states.bounds[passage]), self.states.ranges[passage][0]
        above = self._last[begin + self._prompt : begin + int(first[0])] if np.ptp(first) else self._last[:0]
        start, end = self._spans[sentence].tolist()
        return with_labels(above.astype(np.float32), self._last[start:end].astype(np.float32))

    def asked(self, questions: Sequence[int]) -> tuple[Tensor, Tensor]:
        """The same of the tokens of questions."""
        first = self.states.passages
        spans = [self.states.bounds[first + n : first + n + 2].tolist() for n in questions]
        return _padded([self._last[s:e].astype(np.float32) for s, e in spans], _QUESTION_TOKENS)

    def _of(self, passage: int, answers: Sequence[str], gold: Sequence[int]) -> tuple[list[int], list[bool]]:
        text = self.states.examples.passages[passage]
        found: list[tuple[int, bool]] = []
        for place, (start, end) in enumerate(text.spans):
            number = int(self._first[passage]) + place
            may = any(answer in text.text[start:end] for answer in answers)
            if np.ptp(self._spans[number]) and (place in gold or not may):
                found.append((number, place in gold))
        return [number for number, _ in found], [answers for _, answers in found]

    def _mean(self, text: int) -> Tensor:
        rows = self._last[self.states.bounds[text] : self.states.bounds[text + 1]].astype(np.float32)
        return normalize(torch.from_numpy(rows.mean(axis=0)), dim=0)


def batches(sentences: Sentences, asked: Sequence[int], epoch: int) -> Iterator[Asked]:
    """States of questions and of sentences, the question of each sentence, and which answer."""
    settings = sentences.settings
    generator = np.random.default_rng([settings.seed, epoch])
    order, size = generator.permutation(asked), min(settings.questions, len(asked))
    for start in range(0, len(order) - size + 1, size):
        questions = order[start : start + size].tolist()
        chosen: list[int] = []
        answers: list[bool] = []
        of: list[int] = []
        for place, number in enumerate(questions):
            own, right = sentences.own(number)
            others = sentences.others(number, generator)
            chosen += [*own, *others]
            answers += [*right, *[False] * len(others)]
            of += [place] * (len(own) + len(others))
        yield sentences.asked(questions), sentences.said(chosen), torch.tensor(of), torch.tensor(answers)


def _padded(rows: Sequence[npt.NDArray[np.float32]], longest: int) -> tuple[Tensor, Tensor]:
    lengths = [min(len(row), longest) for row in rows]
    states = np.zeros((len(rows), max(lengths), rows[0].shape[1]), np.float32)
    mask = np.zeros(states.shape[:2], np.bool_)
    for number, (row, length) in enumerate(zip(rows, lengths, strict=True)):
        states[number, :length] = row[:length]
        mask[number, :length] = True
    return torch.from_numpy(states), torch.from_numpy(mask)

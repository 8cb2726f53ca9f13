"""Which passages and questions a step sees, and which sentences and passages count for what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from train.examples import Question
from train.settings import Settings
from train.states import States


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Places of passages and questions, and what is said of each question and sentence, or passage of all.

    `gold`, `own` and `open` are bool[questions, sentences]: answers it; stands in its passage; may answer it,
    too, and counts for nothing. `ranges` are tokens of the sentences, `labels` of what stands above each in
    its passage, and `wholes` of the passages, in the passages' tokens laid end to end. `target` is the
    passage of each question, and `doubtful` are those that may answer it, too: bool[questions, all passages].
    """

    passages: list[int]
    questions: list[int]
    ranges: Tensor
    labels: Tensor
    wholes: Tensor
    gold: Tensor
    own: Tensor
    open: Tensor
    target: Tensor
    doubtful: Tensor


class Batches:
    """The batches of each epoch, the same for the same seed."""

    def __init__(self, states: States, settings: Settings, held: bool = False) -> None:
        self.states = states
        self.settings = settings
        self._passages: dict[str, list[int]] = {}
        self._questions: dict[str, list[int]] = {}
        for number, passage in enumerate(states.examples.passages):
            self._passages.setdefault(passage.group, []).append(number)
        for number, question in enumerate(states.examples.questions):
            has_tokens = all(np.ptp(states.ranges[question.passage][gold]) for gold in question.gold)
            if question.held == held and has_tokens:
                group = states.examples.passages[question.passage].group
                self._questions.setdefault(group, []).append(number)
        self._doubtful: dict[int, list[int]] = {}
        self._prompt = states.prompt

    @property
    def questions(self) -> int:
        """Number of questions that an epoch draws from."""
        return sum(map(len, self._questions.values()))

    def epoch(self, number: int) -> list[tuple[list[str], list[int]]]:
        """(groups, questions) of each batch of an epoch."""
        generator = np.random.default_rng([self.settings.seed, number])
        batches: list[tuple[list[str], list[int]]] = []
        filled = self.settings.batch_tokens
        for group in generator.permutation(sorted(self._questions)).tolist():
            size = sum(self.states.length(passage) for passage in self._passages[group])
            if filled + size > self.settings.batch_tokens:
                batches.append(([], []))
                filled = 0
            own = generator.permutation(self._questions[group])[: self.settings.questions_per_group]
            batches[-1][0].append(group)
            batches[-1][1].extend(own.tolist())
            filled += size
        return batches

    def build(self, groups: Sequence[str], questions: list[int]) -> Batch:
        """Return the batch of some groups and of questions to them."""
        passages = [number for group in groups for number in self._passages[group]]
        lengths = np.array([self.states.length(number) for number in passages])
        starts = np.cumsum(lengths) - lengths
        ranges = [self.states.ranges[n] + start for n, start in zip(passages, starts, strict=True)]
        labels = [
            np.tile(self._labels(n) + start, (len(self.states.ranges[n]), 1))
            for n, start in zip(passages, starts, strict=True)
        ]
        asked = [self.states.examples.questions[number] for number in questions]
        marks = [self._marks(question, passages) for question in asked]
        gold, own, unclear = (torch.tensor(kind) for kind in zip(*marks, strict=True))
        doubtful = torch.zeros(len(questions), self.states.passages, dtype=torch.bool)
        for row, number in enumerate(questions):
            doubtful[row, self._may_answer(number)] = True
        return Batch(
            passages,
            questions,
            torch.from_numpy(np.concatenate(ranges)),
            torch.from_numpy(np.concatenate(labels)),
            torch.from_numpy(np.stack([starts, starts + lengths], axis=1)),
            gold,
            own,
            unclear,
            torch.tensor([question.passage for question in asked]),
            doubtful,
        )

    def _labels(self, passage: int) -> npt.NDArray[np.int64]:
        """Tokens of a passage between the prompt and its first sentence."""
        ranges = self.states.ranges[passage]
        is_read = len(ranges) and np.ptp(ranges[0])
        return np.array([self._prompt, ranges[0][0]] if is_read else [0, 0], np.int64)

    def _marks(
        self, question: Question, passages: Sequence[int]
    ) -> tuple[list[bool], list[bool], list[bool]]:
        gold: list[bool] = []
        own: list[bool] = []
        unclear: list[bool] = []
        for number in passages:
            passage = self.states.examples.passages[number]
            for sentence, (start, end) in enumerate(passage.spans):
                is_own = number == question.passage
                is_gold = is_own and sentence in question.gold
                holds = any(answer in passage.text[start:end] for answer in question.answers)
                gold.append(is_gold)
                own.append(is_own)
                unclear.append(not is_gold and (holds or (number in question.also and not is_own)))
        return gold, own, unclear

    def _may_answer(self, number: int) -> list[int]:
        """Other passages that may answer; copies of its own count as such, for they are too like it."""
        if number not in self._doubtful:
            question = self.states.examples.questions[number]
            own = self.states.examples.passages[question.passage].group
            self._doubtful[number] = [
                place
                for place, passage in enumerate(self.states.examples.passages)
                if place != question.passage
                and (
                    place in question.also
                    or (passage.copy and passage.group == own)
                    or any(answer in passage.text for answer in question.answers)
                )
            ]
        return self._doubtful[number]

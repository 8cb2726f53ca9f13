"""A head of late interaction above an encoder that stays as it is (`index.interaction`).

The objectives are those of the sentence: it is picked among those of its passage and of passages near the
question; and the best that answers scores above, the best that does not below one line for all questions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from sklearn.metrics import roc_auc_score
from torch import Tensor, nn
from torch.nn.functional import normalize, softplus

from index.interaction import SENTENCE_TOKENS, Head, with_labels
from train.log import say
from train.objectives import mean
from train.states import States

_NEVER = -1e4
_QUESTION_TOKENS = 40
_REPORT = 50  # steps between lines of progress


@dataclass(frozen=True, slots=True)
class HeadSettings:
    """Numbers of a run. `others` sentences of `passages` out of the `nearest` to a question rival its own."""

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
        matrices = (self.question.weight.T, self.passage.weight.T, self.weigh)
        return Head(*(tensor.detach().numpy().astype(np.float32).copy() for tensor in matrices))


class Sentences:
    """All sentences of the examples, the rivals of each question, and their states."""

    def __init__(self, states: States, last: npt.NDArray[np.float16], settings: HeadSettings) -> None:
        self.states, self.settings, self._last = states, settings, last
        starts = [states.ranges[p] + states.bounds[p] for p in range(states.passages)]
        self._spans = np.concatenate(starts)
        self._first = np.cumsum([0, *map(len, starts)])
        self._passage = np.repeat(np.arange(states.passages), np.diff(self._first))
        # Tokens of the prompt: where a passage without labels begins.
        self._prompt = min(int(ranges[0][0]) for ranges in states.ranges if len(ranges) and np.ptp(ranges[0]))
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


def train_head(sentences: Sentences, hidden: int) -> TorchHead:
    """A trained head; what it is worth on held out questions is said after each epoch."""
    settings = sentences.settings
    torch.manual_seed(settings.seed)
    head = TorchHead(hidden, settings.width)
    asked = sentences.questions(held=False)
    steps = settings.epochs * (len(asked) // min(settings.questions, len(asked)))
    optimizer = torch.optim.AdamW(head.parameters(), lr=settings.rate, weight_decay=settings.decay)
    scheduler = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, settings.rate, total_steps=steps + 1, pct_start=settings.rising
    )
    say(f"before: {look(head, sentences)}")
    for epoch in range(settings.epochs):
        losses = []
        for number, batch in enumerate(_batches(sentences, asked, epoch)):
            loss = _loss(head, *batch, settings.absent)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(head.parameters(), 1.0)
            optimizer.step()
            scheduler.step()
            losses.append(float(loss.detach()))
            if number % _REPORT == 0:
                say(f"epoch {epoch} step {number} of {steps // settings.epochs}  loss {losses[-1]:.3f}")
        say(f"epoch {epoch}  loss {np.mean(losses):.3f}  held out: {look(head, sentences)}")
    return head


@torch.inference_mode()
def look(head: TorchHead, sentences: Sentences) -> str:
    """How often a sentence that answers is first in its passage, and how far those that do are above."""
    first, right, wrong = [], [], []
    for number in sentences.questions(held=True):
        own, answers = sentences.own(number)
        of = torch.zeros(len(own), dtype=torch.long)
        scores = head(*sentences.asked([number]), *sentences.said(own), of).numpy()
        gold = np.array(answers)
        if gold.any():
            first.append(bool(gold[scores.argmax()]))
            right.append(scores[gold].max())
        wrong += [scores[~gold].max()] if not gold.all() else []
    if not first:
        return "none"
    apart = roc_auc_score([1] * len(right) + [0] * len(wrong), [*right, *wrong])
    return f"n {len(first)}  sentence first {np.mean(first):.3f}  apart {apart:.3f}"


Asked = tuple[tuple[Tensor, Tensor], tuple[Tensor, Tensor], Tensor, Tensor]


def _batches(sentences: Sentences, asked: Sequence[int], epoch: int) -> Iterator[Asked]:
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


def _loss(
    head: TorchHead,
    asked: tuple[Tensor, Tensor],
    said: tuple[Tensor, Tensor],
    of: Tensor,
    answers: Tensor,
    absent: float,
) -> Tensor:
    logits = head.logits(head(*asked, *said, of))
    counts = torch.bincount(of, minlength=len(asked[0]))
    place = torch.arange(len(of)) - (torch.cumsum(counts, 0) - counts)[of]
    table = logits.new_full((len(counts), int(counts.max())), _NEVER)
    table[of, place] = logits
    gold = torch.zeros_like(table, dtype=torch.bool)
    gold[of, place] = answers
    right, wrong = table.masked_fill(~gold, _NEVER), table.masked_fill(gold, _NEVER)
    answered = gold.any(1)
    picked = mean((table.logsumexp(1) - right.logsumexp(1))[answered])
    apart = mean(softplus(-right.amax(1)[answered])) + softplus(wrong.amax(1)).mean()
    return picked + absent * apart


def _padded(rows: Sequence[npt.NDArray[np.float32]], longest: int) -> tuple[Tensor, Tensor]:
    lengths = [min(len(row), longest) for row in rows]
    states = np.zeros((len(rows), max(lengths), rows[0].shape[1]), np.float32)
    mask = np.zeros(states.shape[:2], np.bool_)
    for number, (row, length) in enumerate(zip(rows, lengths, strict=True)):
        states[number, :length] = row[:length]
        mask[number, :length] = True
    return torch.from_numpy(states), torch.from_numpy(mask)

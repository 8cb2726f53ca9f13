"""What is learnt from: passages with their sentences, and questions that one of them answers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from index.sentences import split_sentences

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Passage:
    """A text as it is embedded, context lines included, and the spans of its sentences in it.

    Passages of one `group` are parts of one text. A `copy` lacks the sentences that answer one question.
    """

    text: str
    spans: tuple[Span, ...]
    group: str
    copy: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A question, the passage that answers it and which of its sentences do.

    Without such a sentence it is one that nothing answers, and the passage the nearest that does not.
    Another sentence that holds one of the `answers`, and any passage of `also`, may answer it as well, and
    counts neither for nor against. `held` questions are never trained on.
    """

    text: str
    passage: int
    gold: tuple[int, ...]
    answers: tuple[str, ...] = ()
    also: tuple[int, ...] = ()
    held: bool = False


@dataclass(slots=True)
class Examples:
    """Passages, and questions that name them by their places."""

    passages: list[Passage] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    def add(self, passages: Sequence[Passage], questions: Sequence[Question]) -> None:
        """Append passages, and questions that name places among those passages."""
        first = len(self.passages)
        self.passages += passages
        for question in questions:
            moved = asdict(question) | {
                "passage": question.passage + first,
                "also": tuple(number + first for number in question.also),
            }
            self.questions.append(Question(**moved))

    def save(self, path: Path) -> None:
        """Write them as JSON."""
        path.write_text(json.dumps(asdict(self), ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Examples:
        """Read what `save` wrote."""
        stored = json.loads(path.read_text(encoding="utf-8"))
        for passage in stored["passages"]:
            passage["spans"] = tuple((start, end) for start, end in passage["spans"])
        for question in stored["questions"]:
            question |= {name: tuple(question[name]) for name in ("gold", "answers", "also")}
        return cls([Passage(**p) for p in stored["passages"]], [Question(**q) for q in stored["questions"]])


def passage_of(head: str, body: str, group: str, copy: bool = False) -> Passage:
    """A passage of a text under its context lines, which are no sentences."""
    before = f"{head}\n" if head else ""
    shifted = [(start + len(before), end + len(before)) for start, end in split_sentences(body)]
    return Passage(before + body, tuple(shifted), group, copy)

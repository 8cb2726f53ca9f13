"""The nouns of the online side, from a question to a cited answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from index.types import Chunk
from rag.times import AskedTime


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier question of the conversation and what was answered."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question. Scores are similarities, higher is better.

    `bonus` is what `score` has beside the mix of both legs: for what the question names, for its time.
    """

    number: int
    chunk: Chunk
    score: float
    dense: float
    lexical: float
    bonus: float = 0.0


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote and where it stands: the stored text of `document_id` at `[start:end]`.

    `highlight` are the offsets in the document of what answers the question; `also_in` the other
    documents that say the same, word for word.
    """

    number: int
    document_id: str
    title: str
    heading: str
    published: str | None
    start: int
    end: int
    quote: str
    page: int | None = None
    status: str = "unknown"
    also_in: tuple[str, ...] = ()
    highlight: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A remark beside the answer; `kind` is one of the kinds of the JSON contract."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Understood:
    """What was understood of a question, by rule.

    `kinds` are what it asks for (何时, 多少, …), `words` its words of content, `names` those that are names;
    `times` with the days that they are, `years` those that evidence must agree with; `numbers` are 文号,
    `titles` stand in 《》, `clauses` are 第X条; `parts` are the questions that one of several consists of.
    """

    kinds: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    times: tuple[AskedTime, ...] = ()
    years: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """A cited answer, or a refusal (`answered` false, no citations).

    `understood` is None where no question was put to an index.
    """

    question: str
    answered: bool
    text: str
    citations: tuple[Citation, ...]
    hits: tuple[Hit, ...]
    confidence: float
    notes: tuple[Note, ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    understood: Understood | None = None

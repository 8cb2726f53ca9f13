"""The nouns of the store: an exchange of a conversation, and how a conversation is listed."""

from __future__ import annotations

from dataclasses import dataclass

from rag.types import Answer, Citation

# Who asks when the page has no login. A name of a login cannot be empty, so nobody shares it.
LOCAL = ""

# The words for them are texts of the page, `rating_good` and so on.
RATINGS = ("good", "bad", "wrong_quote")


@dataclass(frozen=True, slots=True)
class Cited:
    """A document as it was when it was cited.

    `file_sha256` is of the file's bytes, `text_sha256` of the text in which the offsets of citations count.
    """

    id: str
    title: str
    file_sha256: str
    text_sha256: str
    doc_no: str | None = None
    issuer: str | None = None
    source: str | None = None
    published: str | None = None
    effective: str | None = None
    expires: str | None = None
    superseded_by: str | None = None


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a user said of an answer; `rating` is one of `RATINGS`, `given` an ISO time."""

    rating: str
    comment: str
    given: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and its whole answer. `asked` is an ISO time, `generation` the name of the index's.

    `nearest` are the passages that a refusal names, `documents` all that are cited here, each once.
    """

    id: str
    conversation: str
    asked: str
    answer: Answer
    nearest: tuple[Citation, ...] = ()
    documents: tuple[Cited, ...] = ()
    generation: str = ""
    feedback: Feedback | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A conversation in the list: its first question, when it was last asked, how many questions it holds."""

    id: str
    question: str
    answer: str
    asked: str
    exchanges: int

"""What one browser tab has asked and seen: its exchanges, in order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypedDict

from page.render import render_question
from page.texts import ZH, Texts
from rag.types import Answer, Turn

KEPT_TURNS = 40


class Message(TypedDict):
    """A message in the form that the chat widget takes."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and the reply on the page; `answer` is None while it is under way, or failed."""

    question: str
    shown: str
    reply: str
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """The exchanges of a tab. Kept by the server for that tab only, and bounded.

    `record` names it in the history, empty before its first answer.
    """

    exchanges: tuple[Exchange, ...] = ()
    record: str = ""

    @property
    def last(self) -> Exchange | None:
        """The latest exchange."""
        return self.exchanges[-1] if self.exchanges else None

    @property
    def turns(self) -> tuple[Turn, ...]:
        """What was asked and answered, as the chatbot takes it."""
        return tuple(Turn(e.question, e.answer.text) for e in self.exchanges if e.answer)

    @property
    def messages(self) -> tuple[Message, ...]:
        """What the page shows; a blank question shows its reply alone."""
        said = ((("user", e.shown), ("assistant", e.reply)) for e in self.exchanges)
        return tuple(Message(role=role, content=text) for pair in said for role, text in pair if text)

    def showing(self, question: str, reply: str, texts: Texts = ZH) -> Conversation:
        """As it stands, and one more exchange on the page, not yet a turn of the history."""
        return self._with(question, reply, None, texts)

    def answered(self, question: str, answer: Answer, reply: str, texts: Texts = ZH) -> Conversation:
        """As it stands after an answer: on the page and in the history."""
        return self._with(question, reply, answer, texts)

    def without_last(self) -> Conversation:
        """Before the latest exchange."""
        return replace(self, exchanges=self.exchanges[:-1])

    def _with(self, question: str, reply: str, answer: Answer | None, texts: Texts) -> Conversation:
        shown = render_question(question, texts) if question.strip() else ""
        exchanges = (*self.exchanges, Exchange(question, shown, reply, answer))
        return replace(self, exchanges=exchanges[-KEPT_TURNS:])

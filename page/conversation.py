"""What one browser tab has asked and seen: its exchanges, in order."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TypedDict

from page.render import render_question
from page.texts import ZH, Said, Texts
from rag.types import Answer, Turn

KEPT_TURNS = 40


class Message(TypedDict):
    """A message in the form that the chat widget takes."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and the reply on the page; `answer` is None while it is under way, or failed.

    `said` puts the reply into any language, `texts` is the one that it is in; None while it is under way.
    """

    question: str
    shown: str
    reply: str
    answer: Answer | None = None
    texts: Texts = ZH
    said: Said | None = field(default=None, compare=False, repr=False)

    def reworded(self, texts: Texts) -> Exchange:
        """The same in another language."""
        if self.said is None or self.texts == texts:
            return self
        return replace(self, shown=_shown(self.question, texts), reply=self.said(texts), texts=texts)


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

    @property
    def is_under_way(self) -> bool:
        """Whether the latest reply is still being written."""
        return self.last is not None and self.last.said is None

    def showing(self, question: str, reply: str, texts: Texts = ZH) -> Conversation:
        """As it stands, and one more exchange on the page, whose reply is being written."""
        return self._with(Exchange(question, _shown(question, texts), reply, texts=texts))

    def ended(
        self, question: str, said: Said, texts: Texts = ZH, answer: Answer | None = None
    ) -> Conversation:
        """As it stands after a reply; with an `answer` it is a turn of the history too."""
        return self._with(Exchange(question, _shown(question, texts), said(texts), answer, texts, said))

    def reworded(self, texts: Texts) -> Conversation:
        """The same conversation in another language; documents and notes are quoted as they are."""
        return replace(self, exchanges=tuple(exchange.reworded(texts) for exchange in self.exchanges))

    def without_last(self) -> Conversation:
        """Before the latest exchange."""
        return replace(self, exchanges=self.exchanges[:-1])

    def _with(self, exchange: Exchange) -> Conversation:
        return replace(self, exchanges=(*self.exchanges, exchange)[-KEPT_TURNS:])


def _shown(question: str, texts: Texts) -> str:
    return render_question(question, texts) if question.strip() else ""

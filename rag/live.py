"""A chatbot whose index may be exchanged while questions go on."""

from __future__ import annotations

from collections.abc import Sequence

from index.originals import Original
from index.types import Document, FileReport
from rag.chat import Chatbot
from rag.checked import MAX_CHARS
from rag.inspection import Inspection, Setting
from rag.scope import Scope
from rag.types import Answer, Citation, Turn


class LiveChatbot:
    """Hands each question to the newest chatbot. Safe to use from several threads.

    A question that is under way keeps the chatbot that it began with: the one before the newest stays
    open until the next exchange.
    """

    def __init__(self, chatbot: Chatbot) -> None:
        self._newest = chatbot
        self._retired: Chatbot | None = None

    def replace(self, chatbot: Chatbot) -> None:
        """Answer with `chatbot` from now on. To be called from one thread."""
        retired, self._retired, self._newest = self._retired, self._newest, chatbot
        if retired:
            retired.close()

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        as_of: str | None = None,
        max_chars: int = MAX_CHARS,
        scope: Scope | None = None,
    ) -> Answer:
        """As `Chatbot.ask`."""
        return self._newest.ask(question, history, as_of, max_chars, scope)

    def suggest(
        self, answer: Answer, as_of: str | None = None, scope: Scope | None = None
    ) -> tuple[str, ...]:
        """As `Chatbot.suggest`."""
        return self._newest.suggest(answer, as_of, scope)

    def sources(self) -> tuple[str, ...]:
        """As `Chatbot.sources`."""
        return self._newest.sources()

    def years(self) -> tuple[str, ...]:
        """As `Chatbot.years`."""
        return self._newest.years()

    def inspect(self, question: str, settings: Sequence[Setting]) -> list[Inspection]:
        """As `Chatbot.inspect`."""
        return self._newest.inspect(question, settings)

    def document(self, document_id: str) -> Document:
        """As `Chatbot.document`."""
        return self._newest.document(document_id)

    def citation(self, document_id: str, start: int, end: int) -> Citation:
        """As `Chatbot.citation`."""
        return self._newest.citation(document_id, start, end)

    def original(self, document_id: str) -> Original:
        """As `Chatbot.original`."""
        return self._newest.original(document_id)

    def files(self) -> tuple[FileReport, ...]:
        """As `Chatbot.files`."""
        return self._newest.files()

"""What the page asks of the chatbot. The real one is `rag.Chatbot`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from index.types import Document
from rag.types import Answer, Turn


class ListedDocument(Protocol):
    """One line of the list of documents."""

    @property
    def id(self) -> str:
        """The path below the corpus."""

    @property
    def title(self) -> str:
        """As the document gives it."""

    @property
    def published(self) -> str | None:
        """ISO date."""

    @property
    def doc_no(self) -> str | None:
        """The number its issuer gave it."""


class Source(Protocol):
    """Answers questions and hands out the documents that the answers quote."""

    def ask(
        self, question: str, history: Sequence[Turn] = (), as_of: str | None = None, max_chars: int = 200
    ) -> Answer:
        """A cited answer or a refusal; raises `WenjuError` on a question that cannot be asked."""

    def document(self, document_id: str) -> Document:
        """The stored document; raises `WenjuError` if there is none of this id."""

    def documents(self) -> Iterable[ListedDocument]:
        """Every document of the index."""

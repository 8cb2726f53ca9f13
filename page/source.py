"""What the page asks of the chatbot. The real one is `rag.Chatbot`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from index.types import Document, FileReport
from rag.inspection import Inspection, Setting
from rag.types import Answer, Turn


class Source(Protocol):
    """Answers questions and hands out the documents that the answers quote."""

    def ask(
        self, question: str, history: Sequence[Turn] = (), as_of: str | None = None, max_chars: int = 200
    ) -> Answer:
        """A cited answer or a refusal; raises `WenjuError` on a question that cannot be asked."""

    def inspect(self, question: str, settings: Sequence[Setting]) -> Sequence[Inspection]:
        """What the search finds under each setting, and why; raises `WenjuError` as `ask` does."""

    def document(self, document_id: str) -> Document:
        """The stored document; raises `WenjuError` if there is none of this id."""

    def files(self) -> Sequence[FileReport]:
        """What became of every file of the folder."""

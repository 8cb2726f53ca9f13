"""What the page asks of the chatbot. The real one is `rag.Chatbot`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from index.originals import Original
from index.types import Document, FileReport
from rag.inspection import Inspection, Setting
from rag.scope import Scope
from rag.types import Answer, Citation, Turn


class Source(Protocol):
    """Answers questions and hands out the documents that the answers quote."""

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        as_of: str | None = None,
        max_chars: int = 200,
        scope: Scope | None = None,
    ) -> Answer:
        """A cited answer or a refusal; raises `WenjuError` on a question that cannot be asked."""

    def inspect(self, question: str, settings: Sequence[Setting]) -> Sequence[Inspection]:
        """What the search finds under each setting, and why; raises `WenjuError` as `ask` does."""

    def suggest(self, answer: Answer, as_of: str | None = None, scope: Scope | None = None) -> Sequence[str]:
        """Follow-up questions of an answer that are known to be answered."""

    def sources(self) -> Sequence[str]:
        """Sources that a scope may name."""

    def years(self) -> Sequence[str]:
        """Years that a scope may name."""

    def document(self, document_id: str) -> Document:
        """The stored document; raises `WenjuError` if there is none of this id."""

    def citation(self, document_id: str, start: int, end: int) -> Citation:
        """A slice of a stored document; raises `WenjuError` if there is none."""

    def original(self, document_id: str) -> Original:
        """The file of a document; raises `WenjuError` if it cannot be had."""

    def files(self) -> Sequence[FileReport]:
        """What became of every file of the folder."""

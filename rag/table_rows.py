"""Rows of the tables in a passage: what heads their columns belongs to each of them."""

from __future__ import annotations

from dataclasses import dataclass

from index.normal import fold
from index.tables import find_tables
from index.types import Chunk, Sentence


@dataclass(frozen=True, slots=True)
class TableRows:
    """The tables of one passage: (start, end) of their rows, of their heads, and the folded heads."""

    tables: tuple[tuple[int, int, int, int, str], ...]

    @classmethod
    def of(cls, text: str, chunk: Chunk) -> TableRows:
        """Find those of a passage of a text; its first rows may go on with a table that began before it."""
        passage = text[chunk.start : chunk.end]
        if "|" not in passage:
            return cls(())
        found = []
        for table in find_tables(passage):
            head = (table.head[0] + chunk.start, table.head[1] + chunk.start)
            found.append(
                (table.start + chunk.start, table.end + chunk.start, *head, fold(text[slice(*head)]))
            )
        if chunk.head:
            found.append((chunk.start, chunk.end, *chunk.head, fold(text[slice(*chunk.head)])))
        return cls(tuple(found))

    def head_of(self, sentence: Sentence) -> str:
        """The folded head of the table that a row stands in; empty for what is no row, or is the head."""
        if self.is_head(sentence):
            return ""
        return next((h for start, end, _, _, h in self.tables if start <= sentence.start < end), "")

    def place_of(self, sentence: Sentence) -> int:
        """Where the head of the table stands that a row belongs to, the same for all passages; else -1."""
        return next((head for start, end, head, *_ in self.tables if start <= sentence.start < end), -1)

    def is_head(self, sentence: Sentence) -> bool:
        """Whether a sentence names columns: it never answers itself."""
        return any(start <= sentence.start < end for _, _, start, end, _ in self.tables)

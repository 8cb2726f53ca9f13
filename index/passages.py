"""What is embedded for the passages of a corpus, each made when it is asked for.

Texts stand once in memory, in their documents, however many passages they make.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np

from index.encoder import Span
from index.types import Chunk, Document, Sentence


@dataclass(frozen=True, slots=True)
class Passage:
    """What is embedded for a passage (`passage_text`), and the spans of its sentences in that."""

    text: str
    spans: tuple[Span, ...]

    @property
    def quotes(self) -> list[str]:
        """The sentences."""
        return [self.text[start:end] for start, end in self.spans]


class Passages(Sequence[Passage]):
    """The passages of documents as they are embedded; sentences are given in the order of the passages."""

    def __init__(
        self, documents: Sequence[Document], chunks: Sequence[Chunk], sentences: Sequence[Sentence]
    ) -> None:
        self._by_id = {document.id: document for document in documents}
        self._chunks = chunks
        self._sentences = sentences
        of = np.fromiter((sentence.chunk for sentence in sentences), np.int64, len(sentences))
        self._first = np.searchsorted(of, np.arange(len(chunks) + 1))

    def __len__(self) -> int:
        return len(self._chunks)

    @overload
    def __getitem__(self, number: int) -> Passage: ...
    @overload
    def __getitem__(self, number: slice) -> list[Passage]: ...
    def __getitem__(self, number: int | slice) -> Passage | list[Passage]:
        if isinstance(number, slice):
            return [self._passage(n) for n in range(len(self))[number]]
        return self._passage(range(len(self))[number])

    def __iter__(self) -> Iterator[Passage]:
        return map(self._passage, range(len(self)))

    def _passage(self, number: int) -> Passage:
        chunk = self._chunks[number]
        document = self._by_id[chunk.document_id]
        text = passage_text(document, chunk)
        body = document.text[chunk.start : chunk.end].rstrip()
        # The text ends with that of the passage, blanks around it left out.
        shift = len(text) - len(body) - chunk.start
        first, end = self._first[number : number + 2].tolist()
        own = (self._sentences[n] for n in range(first, end))
        return Passage(text, tuple((s.start + shift, s.end + shift) for s in own))


class Quotes(Sequence[str]):
    """All sentences of passages, in order."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = passages
        self._ends = np.cumsum(np.fromiter((len(p.spans) for p in passages), np.int64, len(passages)))

    def __len__(self) -> int:
        return int(self._ends[-1]) if len(self._ends) else 0

    @overload
    def __getitem__(self, number: int) -> str: ...
    @overload
    def __getitem__(self, number: slice) -> list[str]: ...
    def __getitem__(self, number: int | slice) -> str | list[str]:
        if isinstance(number, slice):
            return [self[n] for n in range(len(self))[number]]
        place = int(np.searchsorted(self._ends, number, "right"))
        passage = self._passages[place]
        start, end = passage.spans[number - int(self._ends[place]) + len(passage.spans)]
        return passage.text[start:end]

    def __iter__(self) -> Iterator[str]:
        return (quote for passage in self._passages for quote in passage.quotes)


def passage_text(document: Document, chunk: Chunk) -> str:
    """What is embedded and searched for a passage: title, number, date, heading, table heads, its text.

    Labels that the text has are not said twice, but for the title: the tokens of sentences are compared with
    it above them, see `index.interaction`, in the first passage as in the later ones.
    """
    body = document.text[chunk.start : chunk.end].strip()
    if chunk.head:
        body = f"{document.text[chunk.head[0] : chunk.head[1]].strip()}\n{body}"
    title = document.title if any("\u4e00" <= c <= "\u9fff" for c in document.title) else ""
    labels = [title, document.doc_no or "", document.published or "", *chunk.heading.split(" > ")]
    context = [label for label in dict.fromkeys(labels) if label and (label == title or label not in body)]
    return "\n".join([" ".join(context), body]) if context else body

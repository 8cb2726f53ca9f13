"""What the product is compared with: systems over the same opened index, each without a part of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from eval.opened import Opened
from eval.run import System
from index.normal import fold
from index.types import Document
from rag.chat import REFUSAL
from rag.lines import is_fragment
from rag.types import Answer, Citation, Hit, Turn


class FirstSentence:
    """The passages of the product, answered with the first sentence of the best one, headings passed over.

    It refuses only where no passage has a sentence. One that is longer than an answer may be is left whole;
    it is judged at the length cap, as all answers are.
    """

    def __init__(self, opened: Opened) -> None:
        self._chatbot = opened.chatbot()
        self._catalog = opened.index.catalog

    def ask(
        self, question: str, history: Sequence[Turn] = (), as_of: str | None = None, max_chars: int = 200
    ) -> Answer:
        """Answer with a sentence, chosen by its place alone. Raises WenjuError for an unusable question."""
        answer = self._chatbot.ask(question, history, as_of, max_chars)
        citation = next((c for c in self._sentences(answer.hits) if not is_fragment(fold(c.quote))), None)
        if citation is None:
            return replace(answer, answered=False, text=REFUSAL, citations=(), confidence=0.0)
        return replace(
            answer,
            answered=True,
            text=f"{citation.quote}[{citation.number}]",
            citations=(citation,),
            confidence=1.0,
            notes=(),
        )

    def document(self, document_id: str) -> Document:
        """A document of the index. Raises CorpusError when there is none of that id."""
        return self._chatbot.document(document_id)

    def _sentences(self, hits: Sequence[Hit]) -> Iterator[Citation]:
        for hit in hits:
            for sentence in map(self._catalog.sentence, self._catalog.sentences_of(hit.number)):
                yield self._chatbot.citation(sentence.document_id, sentence.start, sentence.end)


def baselines(opened: Opened) -> dict[str, System]:
    """Systems by name: either leg of the search by itself, and no choice of sentences."""
    return {
        "BM25 alone": opened.chatbot(dense=0.0),
        "dense alone": opened.chatbot(dense=1.0),
        "first sentence": FirstSentence(opened),
    }

"""Answers over passages that the caller brings, without a folder or an index of one's own."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from index.build import write_generation
from index.corpus import Settings, cut
from index.encoder import Encoder
from index.errors import WenjuError
from index.load import make_document
from index.reader import Index
from rag.chat import Chatbot
from rag.checked import MAX_CHARS
from rag.types import Answer
from rag.weights import Weights, stored_sets


@cache
def _default_encoder() -> Encoder:
    from index.sentence_encoder import SentenceEncoder

    return SentenceEncoder.open(None)


def answer_from_passages(
    question: str, passages: list[str], encoder: Encoder | None = None, max_chars: int = MAX_CHARS
) -> Answer:
    """Answer a question from the given texts; the document id of a citation is `1`, `2`, … in their order.

    Raises WenjuError when there is no passage with text, or the question is unusable.
    """
    with chatbot_over(passages, encoder or _default_encoder()) as chatbot:
        return chatbot.ask(question, max_chars=max_chars)


@contextmanager
def chatbot_over(
    passages: Sequence[str], encoder: Encoder, weights: Weights | None = None
) -> Iterator[Chatbot]:
    """A chatbot over the given texts, called `1`, `2`, … in their order, for as long as the context lasts.

    They have weights of their own, see `rag.weights`. Raises WenjuError when there is no text.
    """
    documents = [
        make_document(str(number), text, hashlib.sha256(text.encode()).hexdigest())
        for number, text in enumerate(passages, start=1)
        if text.strip()
    ]
    if not documents:
        raise WenjuError("没有可用的段落：passages 为空")
    with tempfile.TemporaryDirectory(prefix="wenju-") as temporary:
        folder = Path(temporary)
        settings = Settings()
        manifest, _ = write_generation(folder, cut(documents, settings), encoder, settings)
        chatbot = Chatbot(Index.read(folder, manifest), encoder, weights or stored_sets().brought)
        try:
            yield chatbot
        finally:
            chatbot.close()

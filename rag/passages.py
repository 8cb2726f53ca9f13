"""Answers over passages that the caller brings, without a folder or an index of one's own."""

from __future__ import annotations

import hashlib
import tempfile
from functools import cache
from pathlib import Path

from index.build import write_generation
from index.corpus import Settings, cut
from index.encoder import Encoder
from index.errors import WenjuError
from index.load import make_document
from index.reader import Index
from rag.chat import Chatbot
from rag.types import Answer


@cache
def _default_encoder() -> Encoder:
    from index.sentence_encoder import SentenceEncoder

    return SentenceEncoder.open(None)


def answer_from_passages(question: str, passages: list[str], encoder: Encoder | None = None) -> Answer:
    """Answer a question from the given texts; the document id of a citation is `1`, `2`, … in their order.

    Raises WenjuError when there is no passage with text, or the question is unusable.
    """
    encoder = encoder or _default_encoder()
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
        index = Index.read(folder, manifest)
        try:
            return Chatbot(index, encoder).ask(question)
        finally:
            index.close()

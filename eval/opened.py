"""An index opened once, with the models, for the product and for all that it is compared with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from index.encoder import Encoder
from index.engine import EMBEDDED, Engine
from index.generation import current_generation
from index.reader import Index
from rag import Chatbot
from rag.rerank import RERANK_MS, Rerank
from rag.retrieve import DENSE_WEIGHT


@dataclass(frozen=True, slots=True)
class Opened:
    """An index and what questions are asked with; `generation` is the name of the index's generation."""

    index: Index
    encoder: Encoder
    generation: str
    rerank: Rerank | None = None

    def chatbot(self, dense: float = DENSE_WEIGHT) -> Chatbot:
        """Return the product over the index, its search with that share of the dense leg."""
        return Chatbot(self.index, self.encoder, rerank=self.rerank, dense=dense)


def open_index(
    index_dir: Path,
    model: str | None = None,
    reranker: str | None = None,
    rerank_ms: float = RERANK_MS,
    engine: Engine = EMBEDDED,
) -> Opened:
    """Load the models and the current index, as `Chatbot.open` does.

    Raises ModelError or IndexUnusableError.
    """
    from index.sentence_encoder import SentenceEncoder  # ten seconds of imports, not for `--help`
    from rag.cross_encoder import locate_reranker, open_rerank

    generation = current_generation(index_dir).name  # wrong folders are said before a model is loaded
    folder = locate_reranker(reranker)
    encoder = SentenceEncoder.open(model)
    index = Index.open(index_dir, encoder.name, engine)
    return Opened(index, encoder, generation, open_rerank(folder, rerank_ms))

"""The two legs of the search over one collection of a server."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.bm25 import TermTable
from index.encoder import FloatArray
from index.lexical import BIGRAM_WEIGHT
from index.milvus.expression import expression
from index.milvus.server import DENSE, MOST, SPARSE, Server
from index.vectors import Ids, settled
from index.within import Within


def _none() -> tuple[Ids, FloatArray]:
    return np.empty(0, np.int64), np.empty(0, np.float32)


def _filter(within: Within | None) -> str:
    return expression(within.where) if within else ""


class MilvusVectors:
    """`VectorStore` over the dense vectors of a collection, which holds `passages` of them.

    Exact where the collection is scanned whole (`index.milvus.server.EXACT`); at most `MOST` are found.
    """

    def __init__(self, server: Server, name: str, passages: int) -> None:
        self._server = server
        self._name = name
        self._passages = passages

    def search(self, query: FloatArray, top_k: int, within: Within | None = None) -> tuple[Ids, FloatArray]:
        """See `VectorStore.search`."""
        most = min(self._passages, MOST)
        top_k = min(top_k, most)
        if top_k < 1 or (within and within.is_empty):
            return _none()
        where = _filter(within)
        return settled(lambda n: self._server.nearest(self._name, DENSE, query, n, where), top_k, most)

    def scores(self, query: FloatArray, ids: Ids) -> FloatArray:
        """See `VectorStore.scores`."""
        if not len(ids):
            return np.empty(0, np.float32)
        found: FloatArray = self._server.vectors(self._name, ids) @ query
        return found

    def __len__(self) -> int:
        return self._passages


class MilvusLexical:
    """`LexicalStore` over the sparse vectors of a collection; the terms' statistics are at hand."""

    def __init__(self, server: Server, name: str, terms: TermTable) -> None:
        self._server = server
        self._name = name
        self._terms = terms

    def search(
        self, question: str, top_k: int, bigram_weight: float = BIGRAM_WEIGHT, within: Within | None = None
    ) -> tuple[Ids, FloatArray]:
        """See `LexicalStore.search`."""
        query = self._terms.query(question, bigram_weight)
        most = min(len(self), MOST)
        top_k = min(top_k, most)
        if not query or top_k < 1 or (within and within.is_empty):
            return _none()
        where = _filter(within)

        def nearest(wanted: int) -> tuple[Ids, FloatArray]:
            return self._server.nearest(self._name, SPARSE, query, wanted, where)

        ids, scores = settled(nearest, top_k, most)
        return ids[scores > 0], scores[scores > 0]

    def frequencies(self, terms: Sequence[str]) -> list[int]:
        """See `LexicalStore.frequencies`."""
        return self._terms.frequencies(terms)

    def close(self) -> None:
        """See `LexicalStore.close`; the server stays connected, for others share it."""
        self._terms.close()

    def __len__(self) -> int:
        return self._terms.passages

"""Vectors on disk and in memory. The only module that knows FAISS."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import faiss
import numpy as np
import numpy.typing as npt

from index.encoder import FloatArray
from index.errors import IndexUnusableError
from index.within import Within

Ids = npt.NDArray[np.int64]


class VectorStore(Protocol):
    """Nearest vectors by inner product; a score is a similarity, higher is better."""

    def search(self, query: FloatArray, top_k: int, within: Within | None = None) -> tuple[Ids, FloatArray]:
        """(ids, scores), best first, of at most `top_k` vectors `within`; equal scores by id."""

    def scores(self, query: FloatArray, ids: Ids) -> FloatArray:
        """Similarity of the query with each of the named vectors."""

    def __len__(self) -> int: ...


def settled(
    nearest: Callable[[int], tuple[Ids, FloatArray]], top_k: int, most: int
) -> tuple[Ids, FloatArray]:
    """The `top_k` best by an engine that keeps any of equal scores at its cut.

    It is asked for more, up to `most`, until the cut falls between two scores.
    """
    wanted = top_k + 1
    while True:
        ids, scores = nearest(min(wanted, most))
        if len(ids) < wanted or wanted >= most or scores[-1] < scores[top_k - 1]:
            break
        wanted *= 4
    order = np.lexsort((ids, -scores))[:top_k]
    return ids[order], scores[order]


class FlatStore:
    """Exact inner products over all vectors; the id of a vector is its row."""

    def __init__(self, index: faiss.IndexIDMap2) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: FloatArray) -> FlatStore:
        """Index `float32[n, d]`; nothing is normalised here."""
        index = faiss.IndexIDMap2(faiss.IndexFlatIP(vectors.shape[1]))
        index.add_with_ids(
            np.ascontiguousarray(vectors, dtype=np.float32), np.arange(len(vectors), dtype=np.int64)
        )
        return cls(index)

    @classmethod
    def open(cls, path: Path) -> FlatStore:
        """Read a store. Raises IndexUnusableError when the file is damaged."""
        try:
            index = faiss.read_index(str(path))
        except RuntimeError as error:
            raise IndexUnusableError(f"向量文件已损坏：{path}。请运行：wenju index") from error
        if not isinstance(index, faiss.IndexIDMap2):
            raise IndexUnusableError(f"向量文件不是本程序写的：{path}。请运行：wenju index")
        return cls(index)

    def save(self, path: Path) -> None:
        """Write the store to one file."""
        faiss.write_index(self._index, str(path))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self._index.d)

    def search(self, query: FloatArray, top_k: int, within: Within | None = None) -> tuple[Ids, FloatArray]:
        """See `VectorStore.search`; `query` is `float32[d]`."""
        if within is not None and within.numbers is not None:
            numbers = np.array(within.numbers, np.int64)
            scores = self.scores(query, numbers)
            order = np.argsort(-scores, kind="stable")[:top_k]
            return numbers[order], scores[order]
        top_k = min(top_k, len(self))
        if top_k < 1:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        row = np.ascontiguousarray(query[None, :], dtype=np.float32)

        def nearest(wanted: int) -> tuple[Ids, FloatArray]:
            scores, ids = self._index.search(row, wanted)
            return ids[0], scores[0]

        return settled(nearest, top_k, len(self))

    def scores(self, query: FloatArray, ids: Ids) -> FloatArray:
        """See `VectorStore.scores`."""
        if not len(ids):
            return np.empty(0, dtype=np.float32)
        found: FloatArray = self._index.reconstruct_batch(ids) @ query
        return found

    def vectors(self) -> FloatArray:
        """All vectors, `float32[n, d]`, in the order of their ids."""
        flat = faiss.downcast_index(self._index.index)
        stored: FloatArray = flat.reconstruct_n(0, len(self))
        return stored

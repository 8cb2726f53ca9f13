"""Vectors on disk, mapped into memory. The only module that knows FAISS.

A mapped index is never added to: FAISS ends the process when one is. So no store here has a way to add.
"""

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

# From so many vectors on 8-bit copies are scanned instead. One core takes 51 ms for 1,000,000 vectors and
# 24 ms for their copies, which find all of the ten nearest of 25,635 real vectors: `python -m bench growth
# neighbours`.
QUANTISED_FROM = 200_000
# Of so many times the wanted vectors, the best by their copies, the true inner products are taken.
_COMPARED = 4


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
    return _best(ids, scores, top_k)


class FlatStore:
    """Exact inner products over all vectors; the id of a vector is its row."""

    def __init__(self, index: faiss.Index) -> None:
        self._whole = index  # owns what it wraps
        self._index = faiss.downcast_index(index.index) if isinstance(index, faiss.IndexIDMap2) else index

    @classmethod
    def build(cls, vectors: FloatArray) -> FlatStore:
        """Index `float32[n, d]`; nothing is normalised here."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    @classmethod
    def open(cls, path: Path) -> FlatStore:
        """Map a store. Raises IndexUnusableError when the file is damaged.

        Indexes of before have their rows as ids of their own: those are read, not mapped.
        """
        index = _read(path)
        if not isinstance(index, faiss.IndexFlatIP | faiss.IndexIDMap2):
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
            return _best(numbers, self.scores(query, numbers), top_k)
        top_k = min(top_k, len(self))
        if top_k < 1:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        return settled(lambda wanted: _scan(self._index, query, wanted), top_k, len(self))

    def scores(self, query: FloatArray, ids: Ids) -> FloatArray:
        """See `VectorStore.scores`."""
        if not len(ids):
            return np.empty(0, dtype=np.float32)
        found: FloatArray = self.rows(ids) @ query
        return found

    def rows(self, ids: Ids) -> FloatArray:
        """The named vectors."""
        found: FloatArray = self._index.reconstruct_batch(ids)
        return found

    def vectors(self) -> FloatArray:
        """All vectors, `float32[n, d]`, in the order of their ids."""
        stored: FloatArray = self._index.reconstruct_n(0, len(self))
        return stored


class QuantisedStore:
    """A scan of 8-bit copies, whose best are compared by the vectors themselves.

    A quarter of the memory is read for a question; a score is exact, and a neighbour is missed only when its
    copy is far behind.
    """

    def __init__(self, exact: FlatStore, copies: faiss.IndexScalarQuantizer) -> None:
        self._exact = exact
        self._copies = copies

    @classmethod
    def build(cls, exact: FlatStore, vectors: FloatArray) -> QuantisedStore:
        """Copy the vectors of a store, `float32[n, d]`."""
        kind = faiss.ScalarQuantizer.QT_8bit_uniform
        copies = faiss.IndexScalarQuantizer(exact.dimensions, kind, faiss.METRIC_INNER_PRODUCT)
        copies.train(vectors)
        copies.add(vectors)
        return cls(exact, copies)

    @classmethod
    def open(cls, exact: FlatStore, path: Path) -> QuantisedStore:
        """Map the copies of a store. Raises IndexUnusableError when they are damaged."""
        copies = _read(path)
        if not isinstance(copies, faiss.IndexScalarQuantizer) or copies.ntotal != len(exact):
            raise IndexUnusableError(f"向量文件不是本程序写的：{path}。请运行：wenju index")
        return cls(exact, copies)

    def save(self, path: Path) -> None:
        """Write the copies to one file."""
        faiss.write_index(self._copies, str(path))

    def __len__(self) -> int:
        return len(self._exact)

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return self._exact.dimensions

    def search(self, query: FloatArray, top_k: int, within: Within | None = None) -> tuple[Ids, FloatArray]:
        """See `VectorStore.search`; `query` is `float32[d]`."""
        if within is not None and within.numbers is not None:
            return self._exact.search(query, top_k, within)
        compared = min(_COMPARED * top_k, len(self))
        if compared < 1:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        ids = np.sort(_scan(self._copies, query, compared)[0])
        return _best(ids, self.scores(query, ids), top_k)

    def scores(self, query: FloatArray, ids: Ids) -> FloatArray:
        """See `VectorStore.scores`."""
        return self._exact.scores(query, ids)


def write_vectors(path: Path, vectors: FloatArray, quantised_from: int = QUANTISED_FROM) -> None:
    """Write `float32[n, d]` for `open_vectors`, and copies beside them where they are many."""
    FlatStore.build(vectors).save(path)
    if len(vectors) >= quantised_from:
        QuantisedStore.build(FlatStore.open(path), vectors).save(_copies(path))


def open_vectors(path: Path) -> FlatStore | QuantisedStore:
    """Map what `write_vectors` wrote. Raises IndexUnusableError when a file is damaged."""
    exact = FlatStore.open(path)
    copies = _copies(path)
    return QuantisedStore.open(exact, copies) if copies.exists() else exact


def _copies(path: Path) -> Path:
    return path.with_suffix(f".8bit{path.suffix}")


def _read(path: Path) -> faiss.Index:
    try:
        return faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
    except RuntimeError as error:
        raise IndexUnusableError(f"向量文件已损坏：{path}。请运行：wenju index") from error


def _scan(index: faiss.Index, query: FloatArray, top_k: int) -> tuple[Ids, FloatArray]:
    # A scan waits longer for a second thread, on cores that encode other questions, than that one saves.
    faiss.omp_set_num_threads(1)
    scores, ids = index.search(np.ascontiguousarray(query[None, :], dtype=np.float32), top_k)
    return ids[0], scores[0]


def _best(ids: Ids, scores: FloatArray, top_k: int) -> tuple[Ids, FloatArray]:
    order = np.lexsort((ids, -scores))[:top_k]
    return ids[order], scores[order]

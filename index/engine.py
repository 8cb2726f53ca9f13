"""Where the passages of a generation are searched: what is asked of an engine, and the embedded one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from index.embed import PASSAGE_VECTORS, Meter
from index.encoder import FloatArray
from index.errors import IndexUnusableError
from index.lexical import LEXICAL, LexicalIndex, LexicalStore
from index.manifest import Manifest, index_dir_of
from index.passages import Passage
from index.vectors import VectorStore, open_vectors
from index.within import Fields


@dataclass(frozen=True, slots=True)
class Rows:
    """Passages as an engine takes them, by number: what is searched, its vector, its fields."""

    passages: Sequence[Passage]
    vectors: FloatArray
    fields: Sequence[Fields]

    def texts(self) -> Iterator[str]:
        """The texts, each made when it is asked for."""
        return (passage.text for passage in self.passages)

    def __len__(self) -> int:
        return len(self.passages)


class Engine(Protocol):
    """Stores the passages of a generation and opens them for questions.

    The generation's folder holds the texts, and the vectors from which any engine can be filled anew.
    """

    def write(self, folder: Path, rows: Rows, meter: Meter) -> Mapping[str, str]:
        """Store the passages; returns what the manifest records of the place, nothing for the folder itself.

        The vectors are in the folder already. Doing it again, after whatever interruption, does no harm.
        Raises IndexUnusableError.
        """

    def holds(self, manifest: Manifest) -> bool:
        """Whether a generation is stored here, and is the current one here. Raises IndexUnusableError."""

    def settle(self, index_dir: Path, current: Manifest) -> None:
        """Say that `current` is the generation now, and drop what belongs to none that the folder keeps.

        Raises IndexUnusableError.
        """

    def open(self, folder: Path, manifest: Manifest) -> tuple[VectorStore, LexicalStore]:
        """Open a generation. Raises IndexUnusableError when it is not stored here, or not as stated."""


class Embedded:
    """The engine inside the process: FAISS and tantivy, in the files of the generation."""

    def write(self, folder: Path, rows: Rows, meter: Meter) -> Mapping[str, str]:
        """See `Engine.write`."""
        (folder / LEXICAL).mkdir()
        LexicalIndex.build(folder / LEXICAL, rows.texts())
        return {}

    def holds(self, manifest: Manifest) -> bool:
        """See `Engine.holds`."""
        return not manifest.store

    def settle(self, index_dir: Path, current: Manifest) -> None:
        """Nothing is left to do: the folder was swapped in, others were removed."""

    def open(self, folder: Path, manifest: Manifest) -> tuple[VectorStore, LexicalStore]:
        """See `Engine.open`."""
        if manifest.store:
            index_dir = index_dir_of(folder)
            raise IndexUnusableError(
                f"索引 {index_dir} 存于 Milvus（{manifest.store['uri']}），请加上 --store milvus；"
                f"或改存本机：wenju index {manifest.corpus} --index-dir {index_dir}"
            )
        store = open_vectors(folder / PASSAGE_VECTORS)
        if store.dimensions != manifest.dimensions:
            raise IndexUnusableError(f"索引各部分不一致：{folder}。请运行：wenju index")
        return store, LexicalIndex.open(folder / LEXICAL)


EMBEDDED = Embedded()

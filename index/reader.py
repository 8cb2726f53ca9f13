"""An opened generation: everything that questions need, and nothing that can be written."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

from index.catalog import Catalog
from index.duplicates import TWINS, Numbers
from index.embed import SENTENCE_VECTORS
from index.encoder import SentenceRows
from index.engine import EMBEDDED, Engine
from index.errors import IndexUnusableError
from index.generation import current_generation
from index.held import Held
from index.lexical import LexicalStore
from index.manifest import Manifest, read_manifest, verify
from index.vectors import VectorStore

T = TypeVar("T")


def open_catalog(index_dir: Path) -> Catalog:
    """Open the texts of the current generation, for which no model is needed.

    Raises IndexUnusableError when it is missing or damaged.
    """

    def opened(folder: Path) -> Catalog:
        verify(folder, read_manifest(folder))
        return Catalog(folder)

    return _current(index_dir, opened)


def _current(index_dir: Path, opener: Callable[[Path], T]) -> T:
    """Open the current generation; one that was replaced and removed meanwhile makes room for the next."""
    while True:
        folder = current_generation(index_dir)
        try:
            return opener(folder)
        except IndexUnusableError:
            if current_generation(index_dir) == folder:
                raise


@dataclass(frozen=True, slots=True)
class Index:
    """One generation: texts, passage vectors, rows of sentences (`index.embed`), lexical leg, copies.

    `twins` is that of `index.duplicates.Copies`.
    """

    manifest: Manifest
    catalog: Catalog
    vectors: VectorStore
    sentence_vectors: SentenceRows
    lexical: LexicalStore
    twins: Numbers
    held: Held | None = None

    @classmethod
    def open(cls, index_dir: Path, model: str, engine: Engine = EMBEDDED) -> Index:
        """Open the current generation for the encoder called `model`, its passages by the engine.

        Raises IndexUnusableError when it is missing, damaged, made with another model or stored elsewhere.
        """

        def opened(folder: Path) -> Index:
            manifest = read_manifest(folder)
            if manifest.model != model:
                raise IndexUnusableError(
                    f"索引 {index_dir} 是用模型 {manifest.model} 建的，现在用的是 {model}。"
                    f"请用原来的 --model，或重建：wenju index {manifest.corpus} --index-dir {index_dir}"
                )
            held = Held(folder)
            try:
                verify(folder, manifest)
                return cls.read(folder, manifest, engine, held)
            except BaseException:
                held.close()
                raise

        return _current(index_dir, opened)

    @classmethod
    def read(
        cls, folder: Path, manifest: Manifest, engine: Engine = EMBEDDED, held: Held | None = None
    ) -> Index:
        """Open the files of a generation. Raises IndexUnusableError when they disagree on counts."""
        with ExitStack() as opened:
            store, lexical = engine.open(folder, manifest)
            opened.callback(lexical.close)
            sentences, twins = _arrays(folder)
            catalog = Catalog(folder)
            opened.callback(catalog.close)
            found = (catalog.chunk_count, len(store), len(lexical), catalog.sentence_count)
            stated = (manifest.chunks, manifest.chunks, manifest.chunks, manifest.sentences)
            if found != stated or (len(sentences), len(twins)) != (manifest.sentences, manifest.chunks):
                raise IndexUnusableError(f"索引各部分不一致：{folder}。请运行：wenju index")
            opened.pop_all()
        return cls(manifest, catalog, store, sentences, lexical, twins, held)

    def check(self, seconds: float = 0.0) -> None:
        """Raise IndexUnusableError when the files are not what they were when the index was opened.

        A check of the last so many seconds will do.
        """
        if self.held:
            self.held.check(seconds)

    def close(self) -> None:
        """Release the files of the generation."""
        self.catalog.close()
        self.lexical.close()
        if self.held:
            self.held.close()


def _arrays(folder: Path) -> tuple[SentenceRows, Numbers]:
    try:
        # A plain view of the mapped file: every slice of a memmap is made in Python.
        sentences = np.load(folder / SENTENCE_VECTORS, allow_pickle=False, mmap_mode="r").view(np.ndarray)
        return sentences, np.load(folder / TWINS, allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise IndexUnusableError(
            f"向量文件已损坏：{folder / SENTENCE_VECTORS}。请运行：wenju index"
        ) from error

"""The persisted Chinese lexical leg: BM25 over pre-cut terms (tantivy)."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import tantivy

from index.encoder import FloatArray
from index.errors import IndexUnusableError
from index.normal import fold
from index.tokens import bigrams, lexical_terms
from index.vectors import Ids
from index.within import Within

LEXICAL = "lexical"  # folder of a generation
# What is not yet written; less makes more segments, and each is searched on its own.
_HEAP_BYTES = 256 * 1024 * 1024
# Weight of a shared bigram beside a shared word: `python -m eval ablate --pair` repeats the comparison.
BIGRAM_WEIGHT = 2.0


class LexicalStore(Protocol):
    """Passages by the terms that they share with a question; a score is BM25, higher is better."""

    def search(
        self, question: str, top_k: int, bigram_weight: float = BIGRAM_WEIGHT, within: Within | None = None
    ) -> tuple[Ids, FloatArray]:
        """(ids, BM25 of terms and weighted bigrams together) of at most `top_k` passages, best first.

        None is outside of `within`; equal scores are in the order of ids.
        """

    def frequencies(self, terms: Sequence[str]) -> list[int]:
        """Number of passages that hold each bigram (as `index.tokens.bigrams` makes them)."""

    def close(self) -> None:
        """Release the files."""

    def __len__(self) -> int: ...


def cut_terms(text: str) -> list[str]:
    """Words and characters of a text or question, with repetitions, as they are written and looked for."""
    return " ".join(lexical_terms(text)).split()


def cut_bigrams(text: str) -> list[str]:
    """Bigrams of a text or question, each once."""
    return " ".join(sorted(set(bigrams(fold(text))))).split()


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("chunk", stored=True, fast=True)
    builder.add_text_field("terms", tokenizer_name="whitespace", index_option="freq")
    # Each stands once in a passage; yet without frequencies no passage could be skipped in a search.
    builder.add_text_field("bigrams", tokenizer_name="whitespace", index_option="freq")
    return builder.build()


class LexicalIndex:
    """BM25 over words and characters, and document frequencies of bigrams.

    Texts and queries are cut to terms here; no query syntax exists, so no text can be one.
    """

    def __init__(self, index: tantivy.Index) -> None:
        self._schema = index.schema
        self._searcher = index.searcher()

    @classmethod
    def build(cls, folder: Path, texts: Iterable[str]) -> None:
        """Write an index of passages, numbered in order, into an empty folder."""
        index = tantivy.Index(_schema(), path=str(folder))
        writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)
        for number, text in enumerate(texts):
            terms, grams = " ".join(cut_terms(text)), " ".join(cut_bigrams(text))
            writer.add_document(tantivy.Document(chunk=number, terms=terms, bigrams=grams))
        writer.commit()
        writer.wait_merging_threads()
        for (
            path
        ) in folder.iterdir():  # some are made for their owner alone, whatever the rest of the index is
            path.chmod(folder.stat().st_mode & 0o666)

    @classmethod
    def open(cls, folder: Path) -> LexicalIndex:
        """Open for reading. Raises IndexUnusableError when the folder holds no sound index."""
        try:
            try:
                return cls(tantivy.Index.open(str(folder)))
            except ValueError as error:
                if "Lockfile" not in str(error):
                    raise
            return cls._open_elsewhere(folder)
        except (ValueError, OSError) as error:
            raise IndexUnusableError(f"词汇索引已损坏：{folder}。请运行：wenju index") from error

    @classmethod
    def _open_elsewhere(cls, folder: Path) -> LexicalIndex:
        """Open a folder that may only be read: tantivy makes a lock file even to read."""
        with tempfile.TemporaryDirectory(prefix="wenju-") as writable:
            for path in folder.iterdir():
                if path.suffix != ".lock":
                    (Path(writable) / path.name).symlink_to(path.resolve())
            return cls(tantivy.Index.open(writable))

    def search(
        self, question: str, top_k: int, bigram_weight: float = BIGRAM_WEIGHT, within: Within | None = None
    ) -> tuple[Ids, FloatArray]:
        """See `LexicalStore.search`; of the `top_k` best of all, those that are within."""
        terms = [self._term("terms", t) for t in sorted(set(cut_terms(question)))]
        grams = [
            tantivy.Query.boost_query(self._term("bigrams", t), bigram_weight)
            for t in (cut_bigrams(question) if bigram_weight else ())
        ]
        if not terms or top_k < 1:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, q) for q in (*terms, *grams)])
        found = self._searcher.search(query, top_k, count=False).hits
        scores = np.array([score for score, _ in found], dtype=np.float32)
        addresses = [address for _, address in found]
        ids = np.array(
            self._searcher.fast_field_values("chunk", addresses) if addresses else [], dtype=np.int64
        )
        if within is not None and within.numbers is not None:
            inside = np.isin(ids, within.numbers)
            ids, scores = ids[inside], scores[inside]
        order = np.lexsort((ids, -scores))
        return ids[order], scores[order]

    def frequencies(self, terms: Sequence[str]) -> list[int]:
        """See `LexicalStore.frequencies`."""
        return [self._searcher.doc_freq("bigrams", term) for term in terms]

    def close(self) -> None:
        """Do nothing: tantivy's files are released with the searcher."""

    def _term(self, field: str, term: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, field, term)

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

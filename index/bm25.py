"""BM25 as an inner product, for stores that multiply sparse vectors: passages hold weights, questions idf.

Scores are those of the embedded lexical leg (`index.lexical`), whose engine is tantivy: the same terms, the
same formula, lengths rounded as it rounds them, and statistics of the whole index, where a store that
counts for itself counts in each of its segments.
"""

from __future__ import annotations

import hashlib
import math
import sqlite3
import threading
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from index.errors import IndexUnusableError
from index.lexical import BIGRAM_WEIGHT, cut_bigrams, cut_terms

TERMS = "terms.sqlite"
K1, B = 1.2, 0.75
Sparse = dict[int, float]
# Every passage holds this dimension and no question asks for it: a vector without any is refused by stores.
_EVERY = 0
_FIELDS = ("terms", "bigrams")


def _length(code: int) -> int:
    """Length that a byte stands for: exact to 40, then four significant bits (Lucene's SmallFloat)."""
    if code < 24:
        return code
    bits, shift = (code - 24) & 7, ((code - 24) >> 3) - 1
    return 24 + (bits if shift < 0 else (bits | 8) << shift)


_LENGTHS = [_length(code) for code in range(256)]


def _cut(text: str) -> tuple[Counter[str], Counter[str]]:
    """Terms of either field with their frequencies; bigrams count once."""
    return Counter(cut_terms(text)), Counter(cut_bigrams(text))


class TermCounts:
    """Numbers, document frequencies and mean lengths of the terms of all passages."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._frequencies: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
        lengths = [0, 0]
        self.passages = 0
        for text in texts:
            self.passages += 1
            for field, counts in enumerate(_cut(text)):
                self._frequencies[field].update(counts.keys())
                lengths[field] += counts.total()
        self._means = [length / max(self.passages, 1) for length in lengths]
        numbers = iter(range(_EVERY + 1, 1 << 32))
        self._numbers = tuple(
            {term: next(numbers) for term in sorted(frequencies)} for frequencies in self._frequencies
        )

    def vector(self, text: str) -> Sparse:
        """Weights of a passage: what a term adds to its score, without the term's idf."""
        weights = {_EVERY: 1.0}
        for field, counts in enumerate(_cut(text)):
            length = _LENGTHS[bisect_right(_LENGTHS, counts.total()) - 1]
            norm = K1 * (1 - B + B * length / self._means[field]) if counts else 0.0
            for term, times in counts.items():
                weights[self._numbers[field][term]] = (K1 + 1) * times / (times + norm)
        return weights

    def digest(self) -> bytes:
        """Tell apart all that weights depend on besides the texts: how they are cut, and the formula."""
        digest = hashlib.sha256(repr((K1, B, self.passages, self._means)).encode())
        for frequencies in self._frequencies:
            for term in sorted(frequencies):
                digest.update(f"{term} {frequencies[term]}\n".encode())
            digest.update(b"\n")
        return digest.digest()

    def save(self, folder: Path) -> None:
        """Write what questions need: `TermTable` reads it."""
        database = sqlite3.connect(folder / TERMS)
        try:
            with database:
                database.execute("CREATE TABLE counts (passages INTEGER)")
                database.execute("INSERT INTO counts VALUES (?)", (self.passages,))
                for field, name in enumerate(_FIELDS):
                    database.execute(
                        f"CREATE TABLE {name} (term TEXT PRIMARY KEY, number INTEGER, passages INTEGER)"
                        " WITHOUT ROWID"
                    )
                    database.executemany(f"INSERT INTO {name} VALUES (?, ?, ?)", self._rows(field))
        finally:
            database.close()

    def _rows(self, field: int) -> Iterator[tuple[str, int, int]]:
        frequencies = self._frequencies[field]
        return ((term, number, frequencies[term]) for term, number in self._numbers[field].items())


class TermTable:
    """Reads what `TermCounts` saved; safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        try:
            uri = f"{(folder / TERMS).resolve().as_uri()}?mode=ro&immutable=1"
            self._database = sqlite3.connect(uri, uri=True, check_same_thread=False)
            self.passages: int = self._database.execute("SELECT passages FROM counts").fetchone()[0]
        except (sqlite3.Error, TypeError) as error:
            raise IndexUnusableError(f"词表已损坏：{folder / TERMS}。请运行：wenju index") from error
        self._lock = threading.Lock()

    def query(self, question: str, bigram_weight: float = BIGRAM_WEIGHT) -> Sparse:
        """Weights of a question: the idf of its terms; empty when no passage has any."""
        weights: Sparse = {}
        grams = cut_bigrams(question) if bigram_weight else []
        for name, terms, boost in (("terms", cut_terms(question), 1.0), ("bigrams", grams, bigram_weight)):
            for number, held in self._known(name, terms).values():
                idf = math.log(1 + (self.passages - held + 0.5) / (held + 0.5))
                weights[number] = boost * idf
        return weights

    def frequencies(self, terms: Sequence[str]) -> list[int]:
        """Number of passages that hold each bigram."""
        known = self._known("bigrams", terms)
        return [known[term][1] if term in known else 0 for term in terms]

    def close(self) -> None:
        """Release the file."""
        self._database.close()

    def _known(self, name: str, terms: Sequence[str]) -> dict[str, tuple[int, int]]:
        """(number, passages that hold it) of those terms that any passage holds."""
        query = f"SELECT number, passages FROM {name} WHERE term = ?"
        with self._lock:
            found = {term: self._database.execute(query, (term,)).fetchone() for term in dict.fromkeys(terms)}
        return {term: row for term, row in found.items() if row}

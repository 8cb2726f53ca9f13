"""Passages and sentences to vectors, each once: what was made before is taken from where it stands.

That is generations of before, and what a run that was killed has left; nothing is held in memory but what
is encoded together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.batches import by_length
from index.encoder import Encoder, FloatArray, LateEncoder, Progress, SentenceRows, as_late
from index.generation import storing
from index.journal import Journal
from index.keyed import Keyed, Keys, Places, as_bytes, from_bytes, keys_of
from index.passages import Passage, Quotes
from index.vectors import FlatStore, write_vectors

PASSAGE_VECTORS, SENTENCE_VECTORS = "passages.faiss", "sentence_vectors.npy"
PASSAGE_KEYS, SENTENCE_KEYS = "passage_keys.npy", "sentence_keys.npy"
PASSAGES, SENTENCES = "编码段落", "编码句子"  # the stages
# Characters that are encoded together and then kept: about twelve batches of the encoder, some 15 seconds.
# Over 1,000 files of news 3.4 % of what the model runs is padding; with a quarter of it 7.7 %.
_KEPT = 65_536
_BLOCK = 16_384
# Called with the name of a stage and how much it has to do.
Meter = Callable[[str, int], Progress]


@dataclass(frozen=True, slots=True)
class Embedded:
    """Vectors of a list of texts, mapped from the disk; `encoded` of them came from the encoder."""

    vectors: SentenceRows
    keys: Keys
    encoded: int


def embed(
    passages: Sequence[Passage], encoder: Encoder, known: Sequence[Path], meter: Meter, unfinished: Path
) -> tuple[Embedded, Embedded]:
    """Vectors of the passages, `float32[n, d]`, and rows of all their sentences, in order.

    Those are vectors `float16[m, d]`, or what a `LateEncoder` says.

    What stands in one of the `known` generations, which are of the same encoder, or in the `unfinished`
    folder is taken from there. All that is made is kept in that folder, from which the vectors returned are
    mapped. Raises IndexUnusableError when it cannot be written.
    """
    late = as_late(encoder)
    with storing(unfinished):
        whole = _Made(unfinished / "passages", encoder.dimensions, np.float32, _known_passages(known))
        # Half precision: cosines move by < 1e-3, and sentences are six times as many as passages.
        width, precision = late.sentence_row if late else (encoder.dimensions, np.dtype(np.float16))
        single = _Made(unfinished / "sentences", width, precision, _known_sentences(known))
    if late:
        return _embed_together(passages, late, whole, single, meter)
    quotes = Quotes(passages)
    keys = keys_of(passage.text for passage in passages)
    return (
        _embed_texts(keys, lambda n: passages[n].text, encoder, whole, meter, PASSAGES),
        _embed_texts(keys_of(quotes), quotes.__getitem__, encoder, single, meter, SENTENCES),
    )


class _Made:
    """Vectors of one kind: those known before, and those that are made now."""

    def __init__(self, path: Path, dimensions: int, precision: npt.DTypeLike, known: Sequence[Keyed]) -> None:
        self._path = path
        self._known = known
        self._journal = Journal(path, dimensions, precision)
        self._kept = self._journal.keyed()

    def lacks(self, keys: Keys) -> npt.NDArray[np.bool_]:
        """Which keys have no vector yet."""
        lacking: npt.NDArray[np.bool_] = self._kept.places(keys) < 0
        for known in self._known:
            lacking &= known.places(keys) < 0
        return lacking

    def keep(self, keys: Keys, vectors: SentenceRows) -> None:
        """Put vectors on the disk."""
        with storing(self._path.parent):
            self._journal.append(keys, vectors)

    def embedded(self, keys: Keys, encoded: int) -> Embedded:
        """The vectors of all keys, in order, in a file of their own."""
        shape = (len(keys), self._journal.dimensions)
        if not len(keys):
            return Embedded(np.empty(shape, self._journal.precision), keys, encoded)
        with storing(self._path.parent):
            vectors = np.lib.format.open_memmap(
                self._path.with_suffix(".npy"), "w+", self._journal.precision, shape
            )
            for source in (self._journal.keyed(), *self._known):
                _copy(source, keys, vectors)
        return Embedded(vectors, keys, encoded)


def _copy(source: Keyed, keys: Keys, vectors: SentenceRows) -> None:
    """Write the vectors that a source has of the keys, block by block."""
    for start in range(0, len(keys), _BLOCK):
        places = source.places(keys[start : start + _BLOCK])
        there = places >= 0
        if there.any():
            vectors[start : start + _BLOCK][there] = source.rows(places[there])


def _embed_texts(
    keys: Keys, text: Callable[[int], str], encoder: Encoder, made: _Made, meter: Meter, stage: str
) -> Embedded:
    new = _first(keys, made.lacks(keys))
    progress = meter(stage, len(new))
    for group in _groups([len(text(n)) for n in new.tolist()]):
        places = new[group]
        made.keep(keys[places], encoder.encode_passages([text(n) for n in places.tolist()], progress))
    return made.embedded(keys, len(new))


def _embed_together(
    passages: Sequence[Passage], encoder: LateEncoder, whole: _Made, single: _Made, meter: Meter
) -> tuple[Embedded, Embedded]:
    """One pass of the encoder for each distinct passage of which any vector is lacking.

    The vector of a sentence depends on its passage, and so does its key: it is not that of its text alone.
    """
    keys = keys_of(p.text for p in passages)
    parts = keys_of(f"{start} {end}\n{p.text}" for p in passages for start, end in p.spans)
    counts = np.fromiter((len(p.spans) for p in passages), np.int64, len(passages))
    first = np.cumsum(counts) - counts
    of = np.repeat(np.arange(len(passages)), counts)
    lacking = whole.lacks(keys)
    lacking[of[single.lacks(parts)]] = True
    new = _first(keys_of(f"{p.spans}\n{p.text}" for p in passages), lacking)
    progress = meter(PASSAGES, len(new))
    for group in _groups([len(passages[n].text) for n in new.tolist()]):
        places = new[group]
        chosen = [passages[n] for n in places.tolist()]
        vectors, others = encoder.encode_parts([p.text for p in chosen], [p.spans for p in chosen], progress)
        single.keep(parts[_inside(places, first, counts)], others)
        whole.keep(keys[places], vectors)
    meter(SENTENCES, 0)  # they came with their passages
    fresh = np.unique(keys[new]), np.unique(parts[_inside(new, first, counts)])
    return whole.embedded(keys, len(fresh[0])), single.embedded(parts, len(fresh[1]))


def _inside(passages: Places, first: Places, counts: Places) -> Places:
    """Places of the sentences of some passages; each has so many from its first one on."""
    own = [np.arange(first[n], first[n] + counts[n]) for n in passages]
    return np.concatenate([np.empty(0, np.int64), *own])


def _first(keys: Keys, lacking: npt.NDArray[np.bool_]) -> Places:
    """Places of the keys that are lacking, of each the first, in order."""
    places = np.flatnonzero(lacking)
    return places[np.sort(np.unique(keys[places], return_index=True)[1])]


def _groups(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Places of texts that are encoded together, of like lengths; in order within a group."""
    return (sorted(group) for group in by_length(lengths, _KEPT))


def stored_passages(folder: Path) -> tuple[Keys, FloatArray]:
    """Keys and vectors of the passages of a generation."""
    return _keys(folder / PASSAGE_KEYS), FlatStore.open(folder / PASSAGE_VECTORS).vectors()


def stored_sentences(folder: Path) -> tuple[Keys, SentenceRows]:
    """Keys and rows of the sentences of a generation."""
    return _keys(folder / SENTENCE_KEYS), _mapped(folder / SENTENCE_VECTORS)


def save_vectors(
    folder: Path, passages: tuple[Keys, FloatArray], sentences: tuple[Keys, SentenceRows]
) -> None:
    """Write keys and vectors where `stored_passages` and `stored_sentences` look for them."""
    write_vectors(folder / PASSAGE_VECTORS, passages[1])
    _save_keys(folder / PASSAGE_KEYS, passages[0])
    np.save(folder / SENTENCE_VECTORS, sentences[1])
    _save_keys(folder / SENTENCE_KEYS, sentences[0])


def _known_passages(generations: Sequence[Path]) -> list[Keyed]:
    return [Keyed(_keys(g / PASSAGE_KEYS), FlatStore.open(g / PASSAGE_VECTORS).rows) for g in generations]


def _known_sentences(generations: Sequence[Path]) -> list[Keyed]:
    return [Keyed(_keys(g / SENTENCE_KEYS), _mapped(g / SENTENCE_VECTORS).__getitem__) for g in generations]


def _mapped(path: Path) -> SentenceRows:
    rows: SentenceRows = np.load(path, allow_pickle=False, mmap_mode="r")
    return rows


def _keys(path: Path) -> Keys:
    return from_bytes(np.load(path, allow_pickle=False))


def _save_keys(path: Path, keys: Keys) -> None:
    np.save(path, as_bytes(keys))

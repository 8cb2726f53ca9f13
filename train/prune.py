"""The vocabulary that ships: what Chinese text needs, of a vocabulary made for a hundred languages.

A piece stays when all its characters are Han, digits, punctuation or symbols, when it is one character of
any script, and when it is in Latin capitals or among the `latin` most frequent in plain Latin letters. A text
of the first kind is cut as before: every piece that could stand in it is there. Other scripts fall back to
characters, and rarer Latin words to shorter pieces.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from index.model.weights import PackedModel, Quantized, Vocabulary

SPACE = "▁"
_SIGNS = "NPSZ"  # numbers, punctuation, symbols and spaces of Unicode


def is_covered(text: str) -> bool:
    """Whether a text is of characters whose pieces all stay."""
    return all(_is_covered(character) for character in text)


def kept_pieces(vocabulary: Vocabulary, latin: int) -> list[int]:
    """Ids of the pieces that stay, in their order: special ones, then by frequency."""
    special = {vocabulary.bos, vocabulary.pad, vocabulary.eos, vocabulary.unknown}
    kept = []
    for number, piece in enumerate(vocabulary.pieces):
        text = piece.replace(SPACE, "")
        if number in special or (not _stands_for_no_text(piece) and (is_covered(text) or len(text) == 1)):
            kept.append(number)
        elif text.isascii() and text.isalpha() and (latin > 0 or text.isupper()):
            kept.append(number)
            latin -= 1
    return kept


def prune(model: PackedModel, kept: Sequence[int]) -> PackedModel:
    """The model with some of its pieces; those that stay keep their vectors, and get new ids.

    Raises ValueError when a special piece is left out.
    """
    vocabulary = model.vocabulary
    places = {old: new for new, old in enumerate(kept)}
    special = (vocabulary.bos, vocabulary.pad, vocabulary.eos, vocabulary.unknown)
    if any(number not in places for number in special):
        raise ValueError(f"special pieces {special} must stay")
    bos, pad, eos, unknown = (places[number] for number in special)
    pieces = tuple(vocabulary.pieces[number] for number in kept)
    scores = tuple(vocabulary.scores[number] for number in kept)
    smaller = replace(vocabulary, pieces=pieces, scores=scores, bos=bos, pad=pad, eos=eos, unknown=unknown)
    table = model.tensors["emb.word"]
    rows = np.asarray(kept)
    small = Quantized(table.scales[rows], table.packed[rows]) if isinstance(table, Quantized) else table[rows]
    shape = replace(model.shape, vocabulary=len(kept))
    return PackedModel(shape, smaller, model.tensors | {"emb.word": small})


def _stands_for_no_text(piece: str) -> bool:
    return len(piece) > 1 and piece.startswith("<") and piece.endswith(">")


def _is_covered(character: str) -> bool:
    if character.isascii():
        return not character.isalpha()
    return unicodedata.category(character)[0] in _SIGNS or _is_han(character)


def _is_han(character: str) -> bool:
    return unicodedata.name(character, "").startswith("CJK")

"""How many of the ten nearest the 8-bit copies find, over the real vectors of an index."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import numpy as np

from bench.figures import Figure
from bench.question import questions
from index.embed import PASSAGE_VECTORS
from index.generation import current_generation
from index.sentence_encoder import SentenceEncoder
from index.vectors import FlatStore, open_vectors, write_vectors

INDEX = Path(os.environ.get("INDEX", ".index"))
COMMAND = "python -m bench neighbours"


def measure() -> list[Figure]:
    """The passages of an index, asked the questions of the evaluation."""
    vectors = np.unique(FlatStore.open(current_generation(INDEX) / PASSAGE_VECTORS).vectors(), axis=0)
    asked = SentenceEncoder.open(None).encode_queries(questions())
    exact = FlatStore.build(vectors)
    with tempfile.TemporaryDirectory() as temporary:
        write_vectors(Path(temporary) / "v.faiss", vectors, quantised_from=0)
        copies = open_vectors(Path(temporary) / "v.faiss")
        found = [len({*copies.search(q, 10)[0]} & {*exact.search(q, 10)[0]}) / 10 for q in asked]
    recall = float(np.mean(found))
    return [
        Figure(
            f"recall@10 of 8-bit copies, {len(vectors):,} real vectors",
            f"{recall:.4f}",
            "flat scan; missed, of 1 %",
            (1 - recall) / 0.01,
            1.0,
            COMMAND,
        )
    ]

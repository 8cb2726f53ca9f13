"""Is the sentence that holds the answer ranked first in its own paragraph? Any SQuAD-style set."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from itertools import islice
from pathlib import Path

import numpy as np

from eval.cases import Case
from eval.paired import difference, estimate
from eval.public.sets import read_paragraphs
from index.encoder import Encoder
from rag import evidence
from rag.evidence import Candidate
from rag.passages import chatbot_over
from rag.weights import Linear, stored_sets

PARAGRAPHS = 120
# The best of nine untrained mixtures in the measurements that the project began with.
_UNTRAINED = Linear.read({"bias": 0.0, "coverage": 1.0, "sentence_similarity": 5.0})


def measure_choosing(path: Path, encoder: Encoder) -> Iterator[str]:
    """Lines of a table: ours, similarities alone, weights of the first version, an untrained mixture."""
    stored = json.loads(files("eval.public").joinpath("first_weights.json").read_text(encoding="utf-8"))
    models = {
        "ours": stored_sets().brought.evidence,
        "interaction alone": Linear.read({"bias": 0.0, "sentence_interaction": 1.0}),
        "reading alone": Linear.read({"bias": 0.0, "reading": 1.0}),
        "cosine alone": Linear.read({"bias": 0.0, "sentence_similarity": 1.0}),
        "first version": Linear.read(stored["evidence"]),
        "untrained": _UNTRAINED,
    }
    found: dict[str, list[bool]] = {name: [] for name in models}
    for context, questions in islice(read_paragraphs(path), PARAGRAPHS):
        with chatbot_over([context], encoder) as chatbot:
            for question, answers in questions:
                candidates = chatbot.evidence(question)[0].candidates
                for name, model in models.items():
                    found[name].append(_is_first(candidates, model, Case("", question, (answers,))))
    for name, right in found.items():
        yield f"{name:<17} n {len(right)}  ranked first {estimate(right)}"
        if name != "ours":
            gain, p = difference(found["ours"], right)
            yield f"    ours - {name}: {gain}, p = {p:.2g} (McNemar, exact)"


def _is_first(candidates: list[Candidate], model: Linear, case: Case) -> bool:
    """Whether the likeliest sentence holds an answer; false where there is no sentence."""
    if not candidates:
        return False
    scores = model.logits(np.stack([c.features for c in candidates]), evidence.FEATURES)
    best = candidates[int(np.argmax(scores))]
    return any(answer in best.text for answer in case.need_all[0])

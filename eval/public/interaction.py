"""Does token-level late interaction choose the sentence better? A trial over any SQuAD-style sets.

A sentence's score is the mean over the question's tokens of the best cosine with a token of the sentence
(MaxSim, Khattab and Zaharia 2020), over the encoder's own token states, their mean over many texts taken off,
for all of them share a direction. Its weight beside the evidence logit is chosen on one set and judged on
another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np

from eval.paired import difference, estimate
from eval.public.sets import read_paragraphs
from index.encoder import Encoder, FloatArray
from index.sentence_encoder import SentenceEncoder
from rag.evidence import Candidate
from rag.passages import chatbot_over

PARAGRAPHS, QUESTIONS = 120, 3
WEIGHTS = (0.0, 2.0, 5.0, 10.0, 20.0, 40.0)
# For one question: logit, cosine and late interaction of each sentence, and which of them hold the answer.
Scored = tuple[FloatArray, FloatArray, FloatArray, list[bool]]


def measure_interaction(tuned: Path, judged: Path, encoder: Encoder) -> Iterator[str]:
    """Lines of a table; the weight is the best on the `tuned` set and reported on the `judged` one."""
    tokens = SentenceEncoder.open(None)
    choosing, judging = (list(_scored(path, encoder, tokens)) for path in (tuned, judged))
    shares = {w: np.mean([_first(q[0] + w * q[2], q[3]) for q in choosing]) for w in WEIGHTS}
    weight = max(shares, key=lambda w: (shares[w], -w))
    yield f"{tuned.stem} n {len(choosing)}: " + ", ".join(f"{w:g} {s:.3f}" for w, s in shares.items())
    ours = [_first(q[0], q[3]) for q in judging]
    rows = {
        "cosine alone": [_first(q[1], q[3]) for q in judging],
        "late interaction alone": [_first(q[2], q[3]) for q in judging],
        f"ours + {weight:g} x late interaction": [_first(q[0] + weight * q[2], q[3]) for q in judging],
    }
    yield f"{judged.stem} n {len(ours)}: ours, ranked first {estimate(ours)}"
    for name, right in rows.items():
        gain, p = difference(right, ours)
        yield f"{name}: {estimate(right)}; less ours {gain}, p = {p:.2g}"


def _scored(path: Path, encoder: Encoder, tokens: SentenceEncoder) -> Iterator[Scored]:
    mean = _mean_state(path, tokens)
    for context, questions in islice(read_paragraphs(path), PARAGRAPHS):
        known: dict[str, FloatArray] = {}
        with chatbot_over([context], encoder) as chatbot:
            for question, answers in questions[:QUESTIONS]:
                candidates = chatbot.evidence(question)[0].candidates
                new = [c.text for c in candidates if c.text not in known]
                states = tokens.token_states(new, "passage")
                known |= {text: _unit(s - mean) for text, s in zip(new, states, strict=True)}
                if candidates:
                    asked = _unit(tokens.token_states([question], "query")[0] - mean)
                    yield _scores(candidates, answers, asked, known)


def _scores(
    candidates: Sequence[Candidate], answers: Sequence[str], asked: FloatArray, known: dict[str, FloatArray]
) -> Scored:
    matched = [float((asked @ known[c.text].T).max(axis=1).mean()) for c in candidates]
    return (
        np.array([c.score for c in candidates], np.float32),
        np.array([c.feature("sentence_similarity") for c in candidates], np.float32),
        np.array(matched, np.float32),
        [any(a in c.text for a in answers) for c in candidates],
    )


def _mean_state(path: Path, tokens: SentenceEncoder) -> FloatArray:
    texts = [context for context, _ in islice(read_paragraphs(path), PARAGRAPHS)]
    mean: FloatArray = np.concatenate(tokens.token_states(texts, "passage")).mean(axis=0)
    return mean


def _unit(states: FloatArray) -> FloatArray:
    unit: FloatArray = states / np.linalg.norm(states, axis=1, keepdims=True)
    return unit


def _first(scores: FloatArray, holds: Sequence[bool]) -> bool:
    return holds[int(np.argmax(scores))]

"""A warm question over 10,000 passages, against the bare encoder on that question.

Each question is asked once, so that nothing remembered from a question before serves it.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np

from bench.bare import Bare
from bench.figures import Figure
from bench.synthetic import RandomLateEncoder, multiplied, samples
from eval.cases import read_cases
from index.build import write_generation
from index.corpus import Settings
from index.encoder import LateEncoder
from index.reader import Index
from index.sentence_encoder import SentenceEncoder
from rag import Chatbot

PASSAGES = 10_000
WARM = 30
COMMAND = "python -m bench question"


def questions() -> list[str]:
    """Those of the evaluation."""
    return [case.question for case in read_cases(Path("eval/questions.jsonl"))]


@contextmanager
def chatbot_over(encoder: LateEncoder, passages: int) -> Iterator[Chatbot]:
    """A chatbot over so many passages, made of the sample documents."""
    with tempfile.TemporaryDirectory() as temporary:
        folder, settings = Path(temporary), Settings()
        parts = multiplied(samples(), passages)
        manifest, _ = write_generation(folder, parts, RandomLateEncoder(encoder), settings)
        # Of a folder, not of passages that a caller brings.
        chatbot = Chatbot(Index.read(folder, replace(manifest, corpus="corpus")), encoder)
        yield chatbot
        chatbot.close()


def measure() -> list[Figure]:
    """Percentiles of the time of an answer over those of the bare encoder, question by question."""
    bare = Bare()
    encoder = SentenceEncoder.open(None)
    with chatbot_over(encoder, PASSAGES) as chatbot:
        for question in questions()[:WARM]:
            chatbot.ask(question)
        asked = [_asked(chatbot, bare, q) for q in questions()[WARM:]]
    alone, whole = np.array([times for *times, _ in asked]).T * 1000
    stages = _stages([timings for *_, timings in asked])
    named = {"p50": (50, 2.5), "p95": (95, 4.0)}
    return [
        Figure(
            f"warm question, {PASSAGES:,} passages, {name}",
            f"{np.percentile(whole, at):.1f} ms ({stages})",
            f"bare encoder on that question {np.percentile(alone, at):.1f} ms",
            float(np.percentile(whole / alone, at)),
            limit,
            COMMAND,
        )
        for name, (at, limit) in named.items()
    ]


def _asked(chatbot: Chatbot, bare: Bare, question: str) -> tuple[float, float, Mapping[str, float]]:
    """Seconds of the bare encoder and of the whole answer, and the stages of that."""
    alone = bare.question_seconds(question)
    started = time.perf_counter()
    answer = chatbot.ask(question)
    return alone, time.perf_counter() - started, answer.timings_ms


def _stages(timings: list[Mapping[str, float]]) -> str:
    names = [name for name in timings[0] if name != "total"]
    return ", ".join(f"{name} {np.median([t[name] for t in timings if name in t]):.1f}" for name in names)

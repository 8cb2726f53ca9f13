"""Sixteen at once: 2,000 questions over the sample corpus from as many threads, none asked twice.

They come in a random order, the same at each run: the file has all that are alike together.
"""

from __future__ import annotations

import random
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from bench.figures import Figure, rss_mib
from bench.question import questions
from rag import Chatbot
from rag.live import LiveChatbot

CLIENTS, QUESTIONS = 16, 2_000
COMMAND = "python -m bench clients"
_OPENINGS = ("", "请问", "想问一下，", "请告诉我，", "你好，", "麻烦问一下，", "问一下，")
_WARM = 80
_ALONE = 100


def measure() -> list[Figure]:
    """Needs `wenju index corpus` to have been run."""
    chatbot = LiveChatbot(Chatbot.open(".index"))
    asked = [f"{opening}{question}" for opening in _OPENINGS for question in questions()]
    random.Random(0).shuffle(asked)
    for question in asked[-_WARM:]:
        chatbot.ask(question)
    before, after = asked[QUESTIONS:][:_ALONE], asked[QUESTIONS:][_ALONE : 2 * _ALONE]
    one_by_one = [_seconds(chatbot, question) for question in before]
    memory = []
    taken: list[float] = []
    with ThreadPoolExecutor(CLIENTS) as pool:
        for start in range(0, QUESTIONS, QUESTIONS // 4):
            batch = asked[start : start + QUESTIONS // 4]
            taken += pool.map(lambda question: _seconds(chatbot, question), batch)
            memory.append(rss_mib())
    one_by_one += [_seconds(chatbot, question) for question in after]  # the speed of the machine drifts
    alone, late = float(np.median(one_by_one)), float(np.percentile(taken, 95))
    grown = (memory[-1] - memory[1]) / (QUESTIONS / 2) * 1000
    return [
        Figure(
            f"{CLIENTS} clients, {QUESTIONS:,} questions, p95",
            f"{late * 1000:.0f} ms, longest {max(taken) * 1000:.0f} ms, 0 errors",
            f"{CLIENTS} times the p50 of one client, {alone * 1000:.1f} ms",
            late / (CLIENTS * alone),
            1.0,
            COMMAND,
        ),
        Figure(
            "memory over the second half of them",
            f"{grown:+.1f} MiB in 1,000 questions",
            f"{memory[1]:.0f} MiB after the first half",
            memory[-1] / memory[1],
            1.02,
            COMMAND,
        ),
    ]


def _seconds(chatbot: LiveChatbot, question: str) -> float:
    started = time.perf_counter()
    chatbot.ask(question)
    return time.perf_counter() - started

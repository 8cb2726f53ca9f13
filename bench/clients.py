"""Sixteen at once: 2,000 questions over the sample corpus from as many threads, none asked twice.

They come in a random order, the same at each run: the file has all that are alike together.
"""

from __future__ import annotations

import random
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import numpy as np

from bench.figures import Figure, rss_mib
from bench.question import questions
from rag import Chatbot
from rag.live import LiveChatbot

CLIENTS, QUESTIONS = 16, 2_000
COMMAND = "python -m bench clients"
_OPENINGS = ("", "请问", "想问一下，", "请告诉我，", "你好，", "麻烦问一下，", "问一下，")
_WARM = 80
_BATCHES = 4
_ALONE = 50  # before each batch, and after the last


def measure() -> list[Figure]:
    """Needs `wenju index corpus` to have been run."""
    chatbot = LiveChatbot(Chatbot.open(".index"))
    asked = [f"{opening}{question}" for opening in _OPENINGS for question in questions()]
    random.Random(0).shuffle(asked)
    for question in asked[-_WARM:]:
        chatbot.ask(question)
    rest = iter(asked[QUESTIONS:])
    alone = [[_seconds(chatbot, question) for question in islice(rest, _ALONE)]]
    memory = []
    taken: list[float] = []
    shares: list[float] = []
    with ThreadPoolExecutor(CLIENTS) as pool:
        for start in range(0, QUESTIONS, QUESTIONS // _BATCHES):
            batch = asked[start : start + QUESTIONS // _BATCHES]
            seconds = list(pool.map(lambda question: _seconds(chatbot, question), batch))
            memory.append(rss_mib())
            alone.append([_seconds(chatbot, question) for question in islice(rest, _ALONE)])
            # The speed of the machine drifts: a batch is compared with who asks alone before and after it.
            one = float(np.median(alone[-2] + alone[-1]))
            taken += seconds
            shares += [one_of_many / (CLIENTS * one) for one_of_many in seconds]
    by_itself = float(np.median(np.concatenate(alone)))
    grown = (memory[-1] - memory[1]) / (QUESTIONS / 2) * 1000
    return [
        Figure(
            f"{CLIENTS} clients, {QUESTIONS:,} questions, p95",
            f"{np.percentile(taken, 95) * 1000:.0f} ms, longest {max(taken) * 1000:.0f} ms, 0 errors",
            f"{CLIENTS} times the p50 of one client before and after each 500, {by_itself * 1000:.1f} ms",
            float(np.percentile(shares, 95)),
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

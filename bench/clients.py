"""Sixteen at once: 2,000 questions over the sample corpus from as many threads, none asked twice."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from bench.figures import Figure, rss_mib
from bench.question import questions
from rag import Chatbot

CLIENTS, QUESTIONS = 16, 2_000
COMMAND = "python -m bench clients"
_OPENINGS = ("", "请问", "想问一下，", "请告诉我，", "你好，", "麻烦问一下，", "问一下，")
_ALONE = 100


def measure() -> list[Figure]:
    """Needs `wenju index corpus` to have been run."""
    chatbot = Chatbot.open(".index")
    asked = [f"{opening}{question}" for opening in _OPENINGS for question in questions()]
    for question in asked[-_ALONE:]:
        chatbot.ask(question)
    alone = float(np.median([_seconds(chatbot, question) for question in asked[QUESTIONS:][:_ALONE]]))
    memory = []
    taken: list[float] = []
    with ThreadPoolExecutor(CLIENTS) as pool:
        for start in range(0, QUESTIONS, QUESTIONS // 4):
            batch = asked[start : start + QUESTIONS // 4]
            taken += pool.map(lambda question: _seconds(chatbot, question), batch)
            memory.append(rss_mib())
    chatbot.close()
    late = float(np.percentile(taken, 95))
    grown = (memory[-1] - memory[1]) / (QUESTIONS / 2) * 1000
    return [
        Figure(
            f"{CLIENTS} clients, {QUESTIONS:,} questions, p95",
            f"{late * 1000:.0f} ms, 0 errors",
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


def _seconds(chatbot: Chatbot, question: str) -> float:
    started = time.perf_counter()
    chatbot.ask(question)
    return time.perf_counter() - started

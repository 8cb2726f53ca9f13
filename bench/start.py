"""A cold `wenju ask`, and the memory of `wenju serve`, beside a process that loads the model alone."""

from __future__ import annotations

import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.figures import Figure
from bench.question import questions

COMMAND = "python -m bench start"
_ROUNDS = 5
_PORT = 17861
_QUESTION = "黄茅海大桥何时封顶"
_ASK = [sys.executable, "-m", "cli.main", "ask", _QUESTION]
_MODEL = """
import sentence_transformers
from index.model.loading import load_model
from index.model.locate import locate_model
model = load_model(locate_model(None)).runner
print(open("/proc/self/status").read().partition("VmHWM:")[2].split()[0])
"""
_IMPORTS = "import gradio, sentence_transformers"
_GIB = 1 << 30


def measure() -> list[Figure]:
    """Needs `wenju index corpus` to have been run."""
    rounds = [(_seconds(_ASK), *_bare(), _seconds([sys.executable, "-c", _IMPORTS])) for _ in range(_ROUNDS)]
    asked, loaded, _, imported = (statistics.median(r[i] for r in rounds) for i in range(4))
    alone = max(r[2] for r in rounds)
    with _served() as process:
        ready = _ready(process)
        for question in questions()[:40]:
            _put(question)
        peak = _peak(process.pid)
    return [
        Figure(
            "cold `wenju ask`, from start of the process to its end",
            f"{asked:.1f} s",
            f"`import sentence_transformers` and loading the model {loaded:.1f} s",
            statistics.median(r[0] / r[1] for r in rounds),
            1.3,
            COMMAND,
        ),
        Figure(
            "`wenju serve`, from start of the process to the address",
            f"{ready:.1f} s",
            f"`python -c '{_IMPORTS}'` {imported:.1f} s",
            ready / imported,
            None,
            COMMAND,
        ),
        Figure(
            "`wenju serve`, sample corpus, peak memory after 40 questions",
            f"{peak / _GIB:.2f} GiB",
            "1.2 GiB",
            peak / (1.2 * _GIB),
            1.0,
            COMMAND,
        ),
        Figure(
            "the same above a process that loads the model",
            f"{(peak - alone) / _GIB:.2f} GiB above {alone / _GIB:.2f} GiB",
            "0.4 GiB",
            (peak - alone) / (0.4 * _GIB),
            1.0,
            COMMAND,
        ),
    ]


def _seconds(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def _bare() -> tuple[float, float]:
    """(seconds, peak bytes) of a process that loads the model."""
    started = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", _MODEL], check=True, capture_output=True, text=True)
    return time.perf_counter() - started, int(done.stdout) * 1024


@contextmanager
def _served() -> Iterator[subprocess.Popen[str]]:
    with tempfile.TemporaryDirectory() as data:
        options = ["--no-browser", "--port", str(_PORT), "--data-dir", data]
        command = [sys.executable, "-m", "cli.main", "serve", "corpus", *options]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            yield process
        finally:
            os.kill(process.pid, signal.SIGINT)
            process.wait(60)


def _ready(process: subprocess.Popen[str]) -> float:
    """Seconds until the address is told."""
    started = time.perf_counter()
    if process.stdout is None or "文据已启动" not in process.stdout.readline():
        raise AssertionError("the page did not start; run: wenju serve corpus")
    return time.perf_counter() - started


def _put(question: str) -> None:
    address = f"http://127.0.0.1:{_PORT}/gradio_api/call/ask"
    body = json.dumps({"data": [question, None, None, 200]}).encode()
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as reply:
        event = json.load(reply)["event_id"]
    with urllib.request.urlopen(f"{address}/{event}", timeout=60) as reply:
        if b"event: complete" not in reply.read():
            raise AssertionError(question)


def _peak(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024

"""What an index of 1,000 to 1,000,000 passages takes: to build, to open, to hold, and for a question.

`python -m bench growth` makes each index in a process, asks it in another, and draws the slopes. News of
`DATA` is repeated with changes; vectors are random, and sentences have the rows of others.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path

import numpy as np

from bench.bare import Bare
from bench.figures import Figure, anonymous_mib, rss_mib
from bench.plot import draw_growth
from bench.question import WARM, questions
from bench.synthetic import RandomLateEncoder, multiplied, news
from index.build import write_generation
from index.corpus import Settings
from index.embed import PASSAGE_VECTORS
from index.manifest import Manifest
from index.reader import Index
from index.sentence_encoder import SentenceEncoder
from index.vectors import FlatStore
from rag import Chatbot

DATA = Path(os.environ.get("DATA", "../shared/data"))
SIZES = (1_000, 10_000, 100_000, 1_000_000)
COMMAND = "python -m bench growth"
PLOT = Path(__file__).parent / "growth.svg"
_ASKED = 150
_MANIFEST = "manifest-of-bench.json"
_GIB = 1 << 30
# FAISS as it comes, with all its threads, over vectors in memory.
_SCAN = """
import json, sys, time
import faiss, numpy as np
index = faiss.read_index(sys.argv[1])
queries = np.random.default_rng(1).standard_normal((60, index.d)).astype("float32")
taken = []
for query in queries:
    started = time.perf_counter()
    index.search(query[None], 10)
    taken.append(time.perf_counter() - started)
print(json.dumps(sorted(taken)[len(taken) // 2] * 1000))
"""


def measure(sizes: tuple[int, ...] = SIZES) -> list[Figure]:
    """The figures of the largest size that have a limit; all are drawn."""
    found = {size: _measured(size) for size in sizes}
    for size, values in found.items():
        sys.stdout.write(f"growth {size:,}: {json.dumps(values)}\n")
    PLOT.write_text(draw_growth(found), encoding="utf-8")
    size, last = max(found.items())
    bare, scan = last["bare encoder p50 ms"], last["bare FAISS scan p50 ms"]
    return [
        Figure(
            f"question, {size:,} passages, p50",
            f"{last['question p50 ms']:.0f} ms (p95 {last['question p95 ms']:.0f} ms)",
            f"bare encoder {bare:.1f} ms and bare FAISS flat scan {scan:.1f} ms",
            last["question p50 ms"] / (bare + scan),
            1.5,
            COMMAND,
        ),
        Figure(
            f"lexical leg, {size:,} passages, p95",
            f"{last['lexical p95 ms']:.1f} ms (p50 {last['lexical p50 ms']:.1f} ms)",
            "50 ms",
            last["lexical p95 ms"] / 50,
            1.0,
            COMMAND,
        ),
        Figure(
            f"index on disk, {size:,} passages",
            f"{last['index GiB']:.2f} GiB, built in {last['build s']:.0f} s without encoding, "
            f"{last['anonymous MiB']:.0f} MiB of memory of its own, {last['rss MiB']:.0f} with mapped files",
            "opened in the time of so many raw reads of its files",
            last["open s"] / last["raw read s"],
            None,
            COMMAND,
        ),
    ]


def _measured(size: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as temporary:
        return {
            **json.loads(_run("build", temporary, str(size))),
            **json.loads(_run("ask", temporary)),
            "bare FAISS scan p50 ms": json.loads(_script(_SCAN, f"{temporary}/{PASSAGE_VECTORS}")),
        }


def _run(*arguments: str) -> str:
    command = [sys.executable, "-m", "bench.growth", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _script(text: str, argument: str) -> str:
    command = [sys.executable, "-c", text, argument]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def build(folder: Path, size: int) -> dict[str, float]:
    """Make an index of so many passages, encoding left out."""
    parts = multiplied(news(DATA / "news" / "crud_news.txt"), size)
    before, encoder = anonymous_mib(), RandomLateEncoder(SentenceEncoder.open(None))
    started = time.perf_counter()
    manifest, _ = write_generation(folder, parts, encoder, Settings())
    taken = time.perf_counter() - started
    (folder / _MANIFEST).write_text(json.dumps(asdict(replace(manifest, corpus="corpus"))))
    held = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return {
        "passages": len(parts.chunks),
        "index GiB": held / _GIB,
        "build s": taken,
        "build peak MiB": rss_mib(peak=True),
        "parts MiB": before,
    }


def ask(folder: Path) -> dict[str, float]:
    """Open an index and put questions to it."""
    bare, encoder = Bare(), SentenceEncoder.open(None)
    encoder.encode_queries(questions()[:WARM])
    files = [path for path in folder.rglob("*") if path.is_file()]
    raw = sum(_timed(path.read_bytes) for path in files)
    before, started = anonymous_mib(), time.perf_counter()
    manifest = Manifest(**json.loads((folder / _MANIFEST).read_text()))
    index = Index.read(folder, manifest)
    chatbot = Chatbot(index, encoder)
    opened = time.perf_counter() - started
    asked = questions()
    for question in asked[:WARM]:
        chatbot.ask(question)
    asked = asked[WARM : WARM + _ASKED]
    vectors = [encoder.encode_queries([question])[0] for question in asked]
    taken = {
        "question": [_timed(partial(chatbot.ask, q)) for q in asked],
        "bare encoder": [bare.question_seconds(q) for q in asked],
        "lexical": [_timed(partial(index.lexical.search, q, 1000)) for q in asked],
        "dense": [_timed(partial(index.vectors.search, v, 50)) for v in vectors],
    }
    exact = FlatStore.open(folder / PASSAGE_VECTORS)
    same = [len({*index.vectors.search(v, 10)[0]} & {*exact.search(v, 10)[0]}) for v in vectors[:50]]
    chatbot.close()
    return {
        **{f"{name} p50 ms": float(np.median(t)) * 1000 for name, t in taken.items()},
        **{f"{name} p95 ms": float(np.percentile(t, 95)) * 1000 for name, t in taken.items()},
        "open s": opened,
        "raw read s": raw,
        "anonymous MiB": anonymous_mib() - before,
        "rss MiB": rss_mib(),
        "recall@10": float(np.mean(same)) / 10,
    }


def _timed(run: Callable[[], object]) -> float:
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def main(arguments: list[str]) -> None:
    """`build FOLDER SIZE` or `ask FOLDER`: one JSON object on stdout."""
    folder = Path(arguments[1])
    found = build(folder, int(arguments[2])) if arguments[0] == "build" else ask(folder)
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])

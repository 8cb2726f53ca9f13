"""A busy office: clients ask by HTTP while others upload, replace, delete and index again."""

from __future__ import annotations

import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from index.build import build_index
from rag.as_json import answer_as_json
from tests.conftest import write
from tests.fakes import FakeEncoder
from tests.torture.asked import BEFORE, QUESTIONS, opened
from tests.torture.child import value_of

CLIENTS, WRITERS = 8, 2
MINUTES, SHORT_MINUTES = 30, 0.5
PHASE, SHORT_PHASE = 60.0, 15.0
PLACES = (
    "图书馆",
    "体育馆",
    "游泳馆",
    "博物馆",
    "档案馆",
    "文化馆",
    "科技馆",
    "美术馆",
    "植物园",
    "青少年宫",
)
ASKED = (*QUESTIONS, *(f"{place}的开放时间是什么？" for place in PLACES))
_MEGABYTE = 1 << 20
# Of what the memory was before: less than that is the noise of the allocator.
_FLAT = 0.03
# Connections that are about to close; a generation holds eight.
_SPARE_FILES = 6


def notice(place: str, hour: int) -> str:
    return f"{place}开放公告\n2024年3月{hour}日\n\n{place}的开放时间为{hour}时至{hour + 3}时。每周一闭馆。\n"


TEXTS = {f"{name}.txt": {text} for name, text in BEFORE.items()} | {
    f"上传/{place}.txt": {notice(place, hour) for hour in range(1, 21)} for place in PLACES
}


def soak(full: bool) -> str:
    """Phases of mixed work; after each, every answer is that of an index made anew of the same folder."""
    phase, minutes = (PHASE, MINUTES) if full else (SHORT_PHASE, SHORT_MINUTES)
    seen = Seen()
    with tempfile.TemporaryDirectory(prefix="wenju-torture-") as temporary:
        root = Path(temporary)
        write(root / "corpus", **BEFORE)
        with serving(root) as server:
            started, phases = time.monotonic(), 0
            while time.monotonic() < started + 60 * minutes:
                _phase(server, seen, phases, phase)
                _compare(server, root, seen)
                seen.resting.append(server.sample()[2])
                phases += 1
                print(f"  phase {phases}: {seen.told()}", file=sys.stderr, flush=True)
            lasted = (time.monotonic() - started) / 60
    assert not seen.wrong, f"{len(seen.wrong)} errors:\n  " + "\n  ".join(seen.wrong[:20])
    assert seen.counts["runs of indexing"] > phases, f"hardly anything was indexed: {seen.told()}"
    slope, grown = seen.memory()
    memory = f"memory {slope:+.1f} MB an hour ({grown:+.1%} from the middle third to the last)"
    assert not full or grown <= _FLAT, f"{memory}; {seen.told()}"
    early, late = seen.files()
    assert late <= early + _SPARE_FILES, f"open files grew from {early} to {late}"
    return (
        f"{lasted:.0f} minutes, {CLIENTS} clients: {seen.told()}; 0 errors; answers equal to a cold "
        f"rebuild's {phases} / {phases} times; {memory}, at rest at most {early} and {late} open files"
    )


@dataclass(slots=True)
class Seen:
    """What happened, and the (seconds, bytes, open files) of the server. Safe between threads."""

    wrong: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    samples: list[tuple[float, int, int]] = field(default_factory=list)
    # Open files after each phase: at work they depend on how many generations are being asked just then.
    resting: list[int] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, what: str) -> None:
        with self._lock:
            self.counts[what] += 1

    def told(self) -> str:
        return ", ".join(f"{count:,} {what}" for what, count in sorted(self.counts.items()))

    def memory(self) -> tuple[float, float]:
        """Slope in MB an hour over the last two thirds, and growth from their first half to the second."""
        warm = self.samples[len(self.samples) // 3 :]
        times, sizes, _ = zip(*warm, strict=True)
        slope = float(np.polyfit(times, sizes, 1)[0]) * 3600 / _MEGABYTE
        half = len(sizes) // 2
        return slope, median(sizes[half:]) / median(sizes[:half]) - 1

    def files(self) -> tuple[int, int]:
        """The most open files at rest, after the first and after the second half of the phases."""
        half = len(self.resting) // 2
        return max(self.resting[:half]), max(self.resting[half:])


class Server:
    """The page in a process of its own, `tests.torture.serve`."""

    def __init__(self, process: subprocess.Popen[str], port: int, root: Path) -> None:
        self._process = process
        self._url = f"http://127.0.0.1:{port}/gradio_api/call"
        self._root = root
        self._lock = threading.Lock()
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def ask(self, question: str) -> Any:
        """The answer by HTTP. Raises RuntimeError with the message when there is none."""
        event = json.loads(self._fetch("v2/ask", {"question": question}))["event_id"]
        lines = self._fetch(f"ask/{event}").strip().splitlines()
        if lines[-2] != "event: complete":
            raise RuntimeError(lines[-1])
        (answer,) = json.loads(lines[-1].removeprefix("data: "))
        return {key: value for key, value in answer.items() if key != "timings_ms"}

    def obey(self, **told: str) -> Any:
        """Let the library do something; what it said. Raises RuntimeError."""
        assert self._process.stdin and self._process.stdout
        with self._lock:
            self._process.stdin.write(json.dumps(told) + "\n")
            self._process.stdin.flush()
            done = json.loads(self._process.stdout.readline())
        if "error" in done:
            raise RuntimeError(done["error"])
        return done.get("said")

    def hand(self, place: str, hour: int) -> None:
        """Upload a notice, in the place of an earlier one."""
        file = self._root / f"handed-{threading.get_ident()}"
        file.write_text(notice(place, hour), encoding="utf-8")
        self.obey(do="upload", file=str(file), name=f"{place}.txt")

    def sample(self) -> tuple[float, int, int]:
        status = Path(f"/proc/{self._process.pid}/statm").read_text()
        files = len(list(Path(f"/proc/{self._process.pid}/fd").iterdir()))
        return time.monotonic(), int(status.split()[1]) * os.sysconf("SC_PAGE_SIZE"), files

    def _fetch(self, path: str, body: Any = None) -> str:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self._url}/{path}", data, {"Content-Type": "application/json"})
        with self._opener.open(request, timeout=120) as answer:
            return str(answer.read().decode())


@contextmanager
def serving(root: Path) -> Iterator[Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "tests.torture.serve", str(port), str(root)]
    with (
        (root / "log").open("w") as log,
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True, encoding="utf-8"
        ) as process,
    ):
        try:
            assert process.stdout
            assert str(port) in process.stdout.readline(), (root / "log").read_text()
            yield Server(process, port, root)
        finally:
            process.terminate()


def _phase(server: Server, seen: Seen, number: int, seconds: float) -> None:
    until = time.monotonic() + seconds
    clients = [
        threading.Thread(
            target=_client, args=(server, seen, random.Random(100 * number + n), until, n < WRITERS)
        )
        for n in range(CLIENTS)
    ]
    for client in clients:
        client.start()
    while time.monotonic() < until:
        seen.samples.append(server.sample())
        time.sleep(1)
    for client in clients:
        client.join()


def _client(server: Server, seen: Seen, chance: random.Random, until: float, writes: bool) -> None:
    while time.monotonic() < until:
        try:
            if writes:
                seen.count(_write(server, chance))
                time.sleep(0.2)
            else:
                _check(server.ask(chance.choice(ASKED)))
                seen.count("answers")
        except Exception as error:
            seen.wrong.append(f"{type(error).__name__}: {error}")


def _write(server: Server, chance: random.Random) -> str:
    place = chance.choice(PLACES)
    match chance.choices(("upload", "discard", "update"), (6, 3, 1))[0]:
        case "upload":
            server.hand(place, chance.randint(1, 20))
            return "uploads"
        case "discard":
            return (
                "deletions"
                if server.obey(do="discard", document=f"上传/{place}.txt")
                else "refused deletions"
            )
    server.obey(do="update")
    return "updates"


def _check(answer: Any) -> None:
    for citation in answer["citations"]:
        place = slice(citation["start"], citation["end"])
        if not any(text[place] == citation["quote"] for text in TEXTS[citation["document"]]):
            raise RuntimeError(f"{citation['quote']!r} never stood in {citation['document']}")


def _compare(server: Server, root: Path, seen: Seen) -> None:
    if error := server.obey(do="settle"):
        seen.wrong.append(error)
    last = sorted((root / "index" / "generations").glob("0*"))[-1]
    seen.counts["runs of indexing"] = int(last.name[:6])
    expected = value_of(lambda: _cold(root))
    for question in ASKED:
        found = server.ask(question)
        if found != expected[question]:
            seen.wrong.append(f"{question}: {found['answer']} instead of {expected[question]['answer']}")


def _cold(root: Path) -> dict[str, Any]:
    """The answers of an index that is made of the folder from nothing."""
    with tempfile.TemporaryDirectory(prefix="wenju-torture-") as temporary:
        build_index(root / "corpus", Path(temporary), FakeEncoder())
        chatbot = opened(Path(temporary))
        found = {question: answer_as_json(chatbot.ask(question), "q1") for question in ASKED}
        chatbot.close()
    return {q: {k: v for k, v in a.items() if k != "timings_ms"} for q, a in found.items()}

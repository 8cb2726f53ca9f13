"""Hostile questions and calls: refused or answered in time, with no secret, no path, no request outside."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.page.browser import free_port
from tests.torture.attack import MARK, XSS, Attack
from tests.torture.attacks import attacks
from tests.torture.attacks_searched import FULL, SHORT, search
from tests.torture.hostile_questions import run_questions
from tests.torture.hostile_serve import USERS
from tests.torture.hostile_texts import documents

# Seconds within which every call is answered; streams are read for one second.
_LIMIT = 20.0
_ROOT = Path(__file__).parents[2]
# What no answer may hold: where the program is and how it failed, passwords, the system's files.
_TOLD = re.compile(
    "|".join(
        [r"Traceback \(most recent", "site-packages", re.escape(str(_ROOT)), "root:x:0", *USERS.values()]
    )
)
_OWN = re.compile(r"RESOLVED (?!127\.0\.0\.1|localhost|None)(.*)")


def run(full: bool) -> str:
    """Ask and call; one line of figures. Raises AssertionError on what was answered wrongly."""
    asked, problems = run_questions()
    with tempfile.TemporaryDirectory(prefix="wenju-called-") as temporary:
        with _served(Path(temporary)) as (address, log, process):
            called, found = _call_all(address, full)
            problems += found
            if process.poll() is not None:
                problems.append(f"the server ended with {process.returncode}")
        written = log.read_text(encoding="utf-8", errors="replace")
        problems += [f"resolved {host}" for host in _OWN.findall(written)]
        problems += ["the log holds text of a question"] if MARK in written else []
    for problem in problems:
        sys.stdout.write(f"{problem}\n")
    assert not problems, f"{len(problems)} problems with hostile calls, the first: {problems[0]}"
    calls, questions = f"{called:,} of {called:,}", f"{asked:,} of {asked:,}"
    return f"hostile calls refused or answered safely: {calls}; hostile questions: {questions}"


@contextmanager
def _served(folder: Path) -> Iterator[tuple[str, Path, subprocess.Popen[str]]]:
    """The page over hostile documents, in a process of its own, with its log."""
    (folder / "corpus").mkdir()
    for name, text in documents().items():
        (folder / "corpus" / name).write_text(text, encoding="utf-8")
    port, log = free_port(), folder / "log.txt"
    command = [sys.executable, "-m", "tests.torture.hostile_serve", str(port), str(folder)]
    with (
        log.open("w") as errors,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True) as server,
    ):
        try:
            assert server.stdout
            assert str(port) in server.stdout.readline(), log.read_text()
            yield f"http://127.0.0.1:{port}", log, server
        finally:
            server.terminate()


def _call_all(address: str, full: bool) -> tuple[int, list[str]]:
    """Make every call, logged in and not; how many, and what went wrong."""
    problems: list[str] = []
    count = 0
    with _client(address) as known, _client(address) as stranger:
        user, password = next(iter(USERS.items()))
        assert known.post("/login", data={"username": user, "password": password}).status_code == 200
        config = known.get("/config").json()
        for attack in attacks(config):
            count += 1
            problems += _tried(stranger if attack.stranger else known, attack)
        made, found = search(config, lambda attack: list(_tried(known, attack)), FULL if full else SHORT)
        count, problems = count + made, problems + found
        # Last, for it makes this address wait.
        tries = [
            stranger.post("/login", data={"username": user, "password": f"{n}"}).status_code
            for n in range(200)
        ]
        count += len(tries)
        if tries.count(429) < 190 or 200 in tries:
            problems.append(f"200 wrong passwords: {len(tries) - tries.count(429)} were compared")
        if known.get("/config").status_code != 200:
            problems.append("who is logged in was locked out by another's mistakes")
    return count, problems


def _client(address: str) -> httpx.Client:
    return httpx.Client(base_url=address, trust_env=False, timeout=_LIMIT)


def _tried(client: httpx.Client, attack: Attack) -> Iterator[str]:
    try:
        status, kind, text = attack.made(client)
    except httpx.HTTPError as error:
        yield f"{attack.name}: {type(error).__name__}"
        return
    if status not in attack.expected:
        yield f"{attack.name}: answered {status}: {text[:120]!r}"
    if told := _TOLD.search(text):
        yield f"{attack.name}: the answer tells {told.group()!r}"
    if XSS in text and (attack.is_markup or "html" in kind):
        yield f"{attack.name}: the answer has live markup"


if __name__ == "__main__":
    sys.stdout.write(run("--full" in sys.argv) + "\n")

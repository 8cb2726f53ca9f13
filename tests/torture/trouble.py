"""Disks that are full, refuse or forget their rights, clocks that go back, writers and readers at once."""

from __future__ import annotations

import errno
import os
import random
import sqlite3
import threading
import time
from collections import Counter
from contextlib import closing, suppress
from pathlib import Path
from typing import Any
from unittest.mock import patch

from index.build import build_index
from index.errors import IndexUnusableError, WenjuError
from page.records.records import Records
from page.records.store import Store
from rag.live import LiveChatbot
from tests.fakes import FakeEncoder
from tests.page.fake import FakeChatbot
from tests.torture import faults
from tests.torture.asked import (
    AFTER,
    BEFORE,
    QUESTIONS,
    answers,
    build,
    cold_answers,
    comparable,
    opened,
    set_corpus,
)
from tests.torture.child import in_child, value_of
from tests.torture.scenes import SCENES, Scene
from tests.torture.stage import Stage, staged

ERRORS = (errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EIO)
CLIENTS = 8
_NOBODY = 65534


def trouble(full: bool) -> str:
    """Every refusal of the disk is one line and loses nothing; nobody gets a wrong answer or an error."""
    chance = random.Random(9)
    lost: list[str] = []
    refused = 0
    for scene in SCENES:
        with staged(scene.prepare) as stage:
            for told in (
                _refusals(scene, stage, chance, 1 if full else 8),
                _full_disk(scene, stage, chance, 40 if full else 4),
            ):
                refused += told[0]
                lost += told[1]
    with staged(_two_states) as stage:
        lost += _rights(stage)
        lost += _clock(stage)
        lost += _two_indexers(stage, 40 if full else 4)
        lost += _while_asked(stage, questions := Counter(), 60 if full else 6)
    assert not lost, f"{len(lost)} things went wrong:\n  " + "\n  ".join(lost)
    return (
        f"{refused} / {refused} refusals of the disk (full, read-only, denied, failing) survived; "
        f"{questions.total():,} questions of {CLIENTS} clients while it was indexed "
        f"{questions['builds']} times: 0 wrong, 0 errors"
    )


# --- the disk refuses


def _refusals(scene: Scene, stage: Stage, chance: random.Random, step: int) -> tuple[int, list[str]]:
    stage.reset()
    names = value_of(lambda: _points(scene, stage.root))
    # What is raised in the trace of a statement goes nowhere.
    numbers = [n for n, name in enumerate(names, start=1) if not name.startswith("sql ")][::step]
    lost = []
    for number in numbers:
        error = chance.choice(ERRORS)
        stage.reset()
        where = f"{scene.name}, {errno.errorcode[error]} at {names[number - 1]}"
        lost += _after(scene, stage, where, lambda: _refused_at(scene, stage.root, number, error))  # noqa: B023
    return len(numbers), lost


def _points(scene: Scene, root: Path) -> list[str]:
    with faults.listed() as names:
        scene.operate(root)
    return names


def _refused_at(scene: Scene, root: Path, number: int, error: int) -> str:
    with faults.at(number, faults.refuse(error)):
        return _told(scene, root)


def _full_disk(scene: Scene, stage: Stage, chance: random.Random, trials: int) -> tuple[int, list[str]]:
    lost = []
    for _ in range(trials):
        size = int(200_000 ** chance.random())
        stage.reset()
        where = f"{scene.name}, no file may pass {size} bytes"
        lost += _after(scene, stage, where, lambda: _full_at(scene, stage.root, size))  # noqa: B023
    return trials, lost


def _full_at(scene: Scene, root: Path, size: int) -> str:
    faults.torn(size, fatal=False)
    return _told(scene, root)


def _told(scene: Scene, root: Path) -> str:
    """The line that a user reads, empty when all went well. Any other error than those foreseen passes."""
    try:
        scene.operate(root)
    except (WenjuError, sqlite3.Error) as error:
        return str(error)
    return ""


def _after(scene: Scene, stage: Stage, where: str, operate: Any) -> list[str]:
    ended = in_child(operate)
    if ended.signal or ended.error:
        return [f"{where}: signal {ended.signal} {ended.error}"]
    if "\n" in ended.value:
        return [f"{where}: more than a line: {ended.value}"]
    checked = in_child(lambda: scene.check(stage.root, stage.known))
    if checked.signal or checked.error:
        return [f"{where}: {checked.error}"]
    return [f"{where}: {wrong}" for wrong in checked.value]


# --- rights, clocks, others


def _two_states(root: Path) -> Any:
    """An index of the one state, the folder in the other, and the answers of both."""
    set_corpus(root / "corpus", BEFORE)
    build(root)
    old = answers(root / "index")
    set_corpus(root / "corpus", AFTER)
    return {"old": old, "new": cold_answers(root)}


def _rights(stage: Stage) -> list[str]:
    stage.reset()
    return list(value_of(lambda: _without_rights(stage.root, stage.known)))


def _without_rights(root: Path, known: Any) -> list[str]:
    """As a user who may read the index and not write it, then not even read it."""
    wrong = []
    answers(root / "index")  # imports what it needs while that may be read
    file = next((root / "index" / "generations").glob("*/passages.faiss"))
    for folder in (root.parent, root):
        folder.chmod(0o755)
    if os.getuid() == 0:
        os.setgid(_NOBODY)
        os.setuid(_NOBODY)
    else:
        for folder in (root / "index", root / "index" / "generations"):
            folder.chmod(0o555)
    wrong += _refusal(root, "无法写入索引文件夹")
    if answers(root / "index") != known["old"]:
        wrong.append("a read-only index answers otherwise")
    return wrong + ([] if file.exists() else ["a file is gone"])


def _refusal(root: Path, words: str) -> list[str]:
    try:
        build(root)
    except IndexUnusableError as error:
        return [] if words in str(error) else [f"not told: {error}"]
    return [f"written without the right to: {words}"]


def _clock(stage: Stage) -> list[str]:
    """Everything is dated 2040 when the update runs."""
    stage.reset()
    return list(value_of(lambda: _in_the_past(stage.root, stage.known)))


def _in_the_past(root: Path, known: Any) -> list[str]:
    future = 2_208_988_800
    for path in root.rglob("*"):
        os.utime(path, (future, future))
    now = time.time()
    backwards = (now - 60 * n for n in range(10**6))
    with patch("time.time", lambda: next(backwards)):
        build(root)
    wrong = [] if answers(root / "index") == known["new"] else ["an index dated in the future is not updated"]
    hours = iter(range(23, 0, -1))
    with closing(Store.open(root / "data")) as store:
        records = Records(
            store, FakeChatbot().document, clock=lambda: f"2026-01-01T{next(hours):02}:00:00+00:00"
        )
        first, second = (records.keep("", "", FakeChatbot().ask("火星")) for _ in range(2))
        records.keep("", first.conversation, FakeChatbot().ask("火星"))
        listed = [c.id for c in store.conversations("")]
        if listed != [first.conversation, second.conversation]:
            wrong.append("the history is in the order of a clock that went back")
    return wrong


def _two_indexers(stage: Stage, trials: int) -> list[str]:
    wrong: list[str] = []
    for _ in range(trials):
        stage.reset()
        wrong += value_of(lambda: _race(stage.root, stage.known))
    return wrong


def _race(root: Path, known: Any) -> list[str]:
    processes = [_forked_build(root) for _ in range(2)]
    codes = sorted(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in processes)
    wrong = [] if codes in ([0, 0], [0, 3]) else [f"of two indexers one ended with {codes}"]
    return wrong + ([] if answers(root / "index") == known["new"] else ["two indexers made a wrong index"])


def _forked_build(root: Path) -> int:
    pid = os.fork()
    if pid == 0:
        code = 1
        with suppress(BaseException):
            try:
                build(root)
                code = 0
            except IndexUnusableError as error:
                code = 3 if "另一个进程" in str(error) and "请等它完成" in str(error) else 1
        os._exit(code)
    return pid


def _while_asked(stage: Stage, questions: Counter[str], rounds: int) -> list[str]:
    stage.reset()
    told = value_of(lambda: _asked_while_indexed(stage.root, stage.known, rounds))
    questions.update(told["asked"])
    return list(told["wrong"])


def _asked_while_indexed(root: Path, known: Any, rounds: int) -> dict[str, Any]:
    """Six clients ask the chatbot that is exchanged, two open the folder anew for every question."""
    live = LiveChatbot(opened(root / "index"))
    right = {question: [known[state][question] for state in ("old", "new")] for question in QUESTIONS}
    asked: Counter[str] = Counter()
    wrong: list[str] = []
    done = threading.Event()

    def client(number: int) -> None:
        turn = number
        while not done.is_set():
            question = QUESTIONS[turn % len(QUESTIONS)]
            turn += 1
            try:
                found = (
                    comparable(live, question) if number < CLIENTS - 2 else _anew(root / "index", question)
                )
                if found not in right[question]:
                    wrong.append(f"{question}: {found['answer']}")
            except Exception as error:
                wrong.append(f"{question}: {type(error).__name__} {error}")
            asked["questions"] += 1

    clients = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in clients:
        thread.start()
    for number in range(rounds):
        set_corpus(root / "corpus", (AFTER, BEFORE)[number % 2])
        build_index(root / "corpus", root / "index", FakeEncoder())
        live.replace(opened(root / "index"))
    done.set()
    for thread in clients:
        thread.join()
    asked["builds"] = rounds
    return {"asked": asked, "wrong": wrong[:20]}


def _anew(index_dir: Path, question: str) -> dict[str, Any]:
    with closing(opened(index_dir)) as chatbot:
        return comparable(chatbot, question)

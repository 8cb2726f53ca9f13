"""Kills of operations that change the disk: at each of its changes, inside its writes, at any moment."""

from __future__ import annotations

import random
import signal
import sys
import time
from collections import Counter
from pathlib import Path

from tests.torture import faults
from tests.torture.child import Ended, in_child, value_of
from tests.torture.scenes import SCENES, Scene
from tests.torture.stage import Stage, staged

# Kills inside writes and kills at any moment, of each scene.
SHORT, FULL = 6, 30
# In the short form every so many of the named points is tried; which ones goes by the scene.
STEP = 3


def crash(full: bool) -> str:
    """Kill, open, ask, run again: it answers as before or after, and the next run finishes the work."""
    chance = random.Random(8)
    tried: Counter[str] = Counter()
    lost: list[str] = []
    for scene in SCENES:
        with staged(scene.prepare) as stage:
            lost += _named(scene, stage, tried, 1 if full else STEP)
            lost += _torn(scene, stage, tried, chance, FULL if full else SHORT)
            lost += _moments(scene, stage, tried, chance, FULL if full else SHORT)
        print(f"  {scene.name}: {tried.total()} kills so far, {len(lost)} lost", file=sys.stderr, flush=True)
    number = tried.total()
    assert not lost, f"{len(lost)} of {number} kills lost something:\n  " + "\n  ".join(lost)
    kinds = ", ".join(f"{count} {kind}" for kind, count in tried.items())
    return f"kills survived {number} / {number} ({kinds}) in {len(SCENES)} operations"


def _named(scene: Scene, stage: Stage, tried: Counter[str], step: int) -> list[str]:
    lost = []
    stage.reset()
    names = value_of(lambda: _points(scene, stage.root))
    for number in range(1 + len(scene.name) % step, len(names) + 1, step):
        stage.reset()
        ended = in_child(lambda: _killed_at(scene, stage.root, number))  # noqa: B023
        where = f"{scene.name}, before change {number} ({names[number - 1]})"
        lost += _examined(scene, stage, ended, where, signal.SIGKILL)
        tried["before a change of the disk"] += 1
    return lost


def _points(scene: Scene, root: Path) -> list[str]:
    with faults.listed() as names:
        scene.operate(root)
    return names


def _killed_at(scene: Scene, root: Path, number: int) -> None:
    with faults.at(number, faults.kill):
        scene.operate(root)


def _torn(scene: Scene, stage: Stage, tried: Counter[str], chance: random.Random, trials: int) -> list[str]:
    lost = []
    stage.reset()
    in_child(lambda: bool(scene.operate(stage.root)))
    largest = max(path.stat().st_size for path in stage.root.rglob("*") if path.is_file())
    for _ in range(trials):
        size = int(largest ** chance.random())  # most files are small
        stage.reset()
        ended = in_child(lambda: _torn_at(scene, stage.root, size))  # noqa: B023
        lost += _examined(scene, stage, ended, f"{scene.name}, at byte {size} of a file", signal.SIGXFSZ)
        tried["inside a write"] += ended.signal == signal.SIGXFSZ
    return lost


def _torn_at(scene: Scene, root: Path, size: int) -> None:
    faults.torn(size, fatal=True)
    scene.operate(root)


def _moments(
    scene: Scene, stage: Stage, tried: Counter[str], chance: random.Random, trials: int
) -> list[str]:
    lost = []
    stage.reset()
    started = time.monotonic()
    in_child(lambda: bool(scene.operate(stage.root)))
    lasts = time.monotonic() - started
    for _ in range(trials):
        moment = chance.uniform(0, lasts)
        stage.reset()
        ended = in_child(lambda: bool(scene.operate(stage.root)), kill_after=moment)
        lost += _examined(scene, stage, ended, f"{scene.name}, after {moment:.4f} s", signal.SIGKILL)
        tried["at any moment"] += ended.signal == signal.SIGKILL
    return lost


def _examined(scene: Scene, stage: Stage, ended: Ended, where: str, expected: int) -> list[str]:
    """What is lost after a kill. A process that came to its end before it could be killed lost nothing."""
    if ended.error or ended.signal not in (0, expected):
        return [f"{where}: signal {ended.signal} {ended.error}"]
    checked = in_child(lambda: scene.check(stage.root, stage.known))
    if checked.error or checked.signal:
        return [f"{where}: {checked.signal or ''} {checked.error}"]
    return [f"{where}: {wrong}" for wrong in checked.value]

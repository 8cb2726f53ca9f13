"""Damage to every file of an index: told before an answer, put aside, repaired from what is sound."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from index.build import build_index
from index.errors import IndexUnusableError
from index.generation import current_generation
from index.manifest import SECOND_MANIFEST
from index.repair import damage_of, repair
from tests.fakes import FakeEncoder
from tests.torture.asked import AFTER, BEFORE, answers, ask_all, build, opened, remains, set_corpus
from tests.torture.child import in_child
from tests.torture.stage import Stage, staged

SHORT, FULL = 100, 600
# With one of these vectors are lost, unless the other generation has them too.
VECTORS = ("passages.faiss", "passage_keys.npy", "sentence_vectors.npy", "sentence_keys.npy")
_BLOCK = 512


def flip(data: bytes, chance: random.Random) -> bytes:
    """Another bit."""
    place = chance.randrange(len(data))
    return data[:place] + bytes([data[place] ^ 1 << chance.randrange(8)]) + data[place + 1 :]


def truncate(data: bytes, chance: random.Random) -> bytes:
    """The end is missing."""
    return data[: chance.randrange(len(data))]


def blank(data: bytes, chance: random.Random) -> bytes:
    """A block of zeros, as a bad sector leaves it."""
    place = chance.randrange(len(data))
    return data[:place] + bytes(len(data[place : place + _BLOCK])) + data[place + _BLOCK :]


def lengthen(data: bytes, chance: random.Random) -> bytes:
    """More behind the end."""
    return data + chance.randbytes(chance.randrange(1, _BLOCK))


def replace(data: bytes, chance: random.Random) -> bytes:
    """As long, and all of it different."""
    return chance.randbytes(len(data))


DAMAGES: Mapping[str, Callable[[bytes, random.Random], bytes]] = {
    "flipped": flip, "truncated": truncate, "blanked": blank, "lengthened": lengthen, "replaced": replace,
}  # fmt: skip
KINDS = (*DAMAGES, "deleted", "swapped", "swapped with the generation before")


def corruption(full: bool) -> str:
    """Damage a file, ask, repair, ask; a third of the trials damage it under a chatbot that has it open."""
    chance = random.Random(7)
    tried: Counter[str] = Counter()
    lost: list[str] = []
    with staged(_two_generations) as stage:
        files = sorted(
            p.relative_to(stage.root / "index")
            for p in (stage.root / "index").rglob("*")
            if p.is_file() and not p.name.endswith(".lock")
        )
        for number in range(FULL if full else SHORT):
            file, kind = files[number % len(files)], chance.choice(KINDS)
            told, wrong = _trial(stage, file, kind, chance.random(), is_open=number % 3 == 0)
            tried[told] += 1
            lost += [f"{file} {kind}: {line}" for line in wrong]
    number = tried.total()
    assert not lost, f"{len(lost)} of {number} corruptions went wrong:\n  " + "\n  ".join(lost)
    assert tried["caught"] > number / 3, f"too few of them mattered: {tried}"
    return (
        f"corruptions caught {number} / {number} ({tried['caught']} refused before an answer, "
        f"{tried['harmless']} of files that no answer needs, {tried['no change']} that changed nothing); "
        f"sound vectors encoded again: 0"
    )


def _two_generations(root: Path) -> Any:
    set_corpus(root / "corpus", BEFORE)
    build(root)
    set_corpus(root / "corpus", AFTER)
    second = len(build(root).encoded)
    cold = FakeEncoder()
    build_index(root / "corpus", root / "cold", cold)
    shutil.rmtree(root / "cold")
    return {"answers": answers(root / "index"), "of_one": second, "of_both": len(cold.encoded)}


def _trial(stage: Stage, file: Path, kind: str, seed: float, is_open: bool) -> tuple[str, list[str]]:
    stage.reset()
    ended = in_child(lambda: _damaged(stage.root, stage.known, file, kind, seed, is_open))
    if ended.signal or ended.error:
        return "crashed", [f"signal {ended.signal} {ended.error}"]
    told, wrong = ended.value
    return told, wrong


def _damaged(
    root: Path, known: Any, file: Path, kind: str, seed: float, is_open: bool
) -> tuple[str, list[str]]:
    index_dir = root / "index"
    current = current_generation(index_dir)
    before = opened(index_dir) if is_open else None
    changed = _damage(index_dir, file, kind, random.Random(seed))
    wrong: list[str] = []
    if before:
        with closing(before), suppress(IndexUnusableError):
            if ask_all(before) != known["answers"]:
                wrong.append("an open index gave another answer")
    told = _asked(index_dir, known["answers"], wrong)
    needed = [p for p in changed if current in p.parents and p.name != SECOND_MANIFEST or p.name == "CURRENT"]
    if needed and told == "harmless":
        wrong.append("not caught")
    encoded = _repaired(index_dir, any(current in p.parents for p in needed), wrong)
    lost = [current in p.parents for p in changed if p.name in VECTORS]
    may_be_lost = known["of_both"] if not all(lost) else known["of_one"] if lost else 0
    if encoded > may_be_lost:
        wrong.append(f"{encoded} vectors were encoded, at most {may_be_lost} were lost")
    if answers(index_dir) != known["answers"]:
        wrong.append("the repaired index answers otherwise")
    if build(root).encoded:
        wrong.append("the repaired index is not up to date")
    if needed and all(current in p.parents for p in changed):
        wrong += [f"left over: {name}" for name in remains(index_dir)]
    return told if changed else "no change", wrong


def _repaired(index_dir: Path, is_damaged: bool, wrong: list[str]) -> int:
    """Repair the index if it needs that; returns how many texts were encoded for it."""
    encoder = FakeEncoder()
    if damage := damage_of(index_dir):
        done = repair(index_dir, lambda: encoder, damage)
        if done.report is None:
            wrong.append(f"not rebuilt: {done.without}")
        if is_damaged and not done.quarantine:
            wrong.append("not in the quarantine")
    return len(encoder.encoded)


def _asked(index_dir: Path, known: Any, wrong: list[str]) -> str:
    try:
        if answers(index_dir) != known:
            wrong.append("another answer")
    except IndexUnusableError as error:
        if "wenju " not in str(error):
            wrong.append(f"no command that helps: {error}")
        return "caught"
    return "harmless"


def _damage(index_dir: Path, name: Path, kind: str, chance: random.Random) -> list[Path]:
    """Damage the file; returns those that are different now."""
    file = index_dir / name
    sound = file.read_bytes()
    if kind == "deleted":
        file.unlink()
        return [file]
    if kind in DAMAGES:
        file.write_bytes(DAMAGES[kind](sound, chance) if sound else b"\0")
        return [file] if file.read_bytes() != sound else []
    like = name.name if kind == "swapped with the generation before" else "*"
    others = sorted(p for p in (index_dir / "generations").rglob(like) if _is_other(p, file))
    other = chance.choice(others) if others else file
    file.write_bytes(other.read_bytes())
    other.write_bytes(sound)
    return [file, other] if file.read_bytes() != sound else []


def _is_other(path: Path, file: Path) -> bool:
    """Whether it is another file that belongs to an index; tantivy's locks do not."""
    return path.is_file() and path != file and path.suffix != ".lock"

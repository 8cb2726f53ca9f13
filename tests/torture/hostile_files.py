"""Thousands of bad files are indexed: each ends in the report, the process lives, memory is bounded."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from index.reader import Index
from tests.fakes import FakeEncoder
from tests.torture.bombs import bombs, sidecars
from tests.torture.mutate import damaged
from tests.torture.seeds import TEXT, seeds

SECRET = "机密口令甲乙丙丁"
# Endings whose files take a second or more each when they are sound enough: LibreOffice, OCR.
_SLOW = (".doc", ".wps", ".rtf", ".odt", ".ppt", ".dps", ".odp", ".png", ".jpg", ".tif", ".bmp", ".webp")
_EACH, _EACH_SLOW = 90, {**dict.fromkeys(_SLOW, 4), ".pdf": 30}
# MiB: of the process that indexes, and of a reader (with LibreOffice).
_MOST_OWN, _MOST_READER = 1500, 2048
_SECONDS = 3600
_NAMES = [
    *("换\n行.txt", "\u202etxt.exe.txt", "<img src=x onerror=alert(1)>.txt", "${a}{{b}}.txt", " 空格 .txt"),
    *("引\"'号.txt", "反\\斜.txt", "\x1b[31m红.txt", "零\u200b宽\ufeff.txt", "CON.txt"),
    *("%2e%2e%2fa.txt", "-rf.txt", "a..%5c.txt"),
    *("a" * 251 + ".txt", "长" * 83 + ".txt", "无扩展名", "没有.", "大写.TXT", "双.txt.docx", "e\u0301.txt"),
]  # fmt: skip


def run(full: bool) -> str:
    """Index the bad files; one line of figures. Raises AssertionError on what was not survived."""
    with tempfile.TemporaryDirectory(prefix="wenju-bad-") as temporary:
        folder = Path(temporary)
        corpus = folder / "corpus"
        corpus.mkdir()
        (folder / "secret.txt").write_text(SECRET, encoding="utf-8")
        tried = place(corpus, folder / "secret.txt", full)
        before = sorted(folder.iterdir())
        made = _build(corpus, folder / "index")
        problems = [*_unreported(tried, made), *_leaks(folder, before), *_memory(made)]
        for problem in problems:
            sys.stdout.write(f"{problem}\n")
        assert not problems, f"{len(problems)} problems with bad files, the first: {problems[0]}"
    indexed = sum(file["indexed"] for file in made["files"])
    return (
        f"bad files survived: {len(tried):,} of {len(tried):,} ({indexed:,} texts taken in, the others "
        f"refused with a reason); memory {made['own']:,} MiB, of a reader {made['workers']:,} MiB"
    )


def place(corpus: Path, secret: Path, full: bool) -> list[str]:
    """Write the bad files; returns their names below the corpus, as bytes of the file system."""
    names = [_write(corpus, name, data) for name, data in _generated(str(secret), full)]
    return names + _in_the_file_system(corpus, secret)


def _generated(secret: str, full: bool) -> Iterator[tuple[str, bytes]]:
    sound = seeds()
    for ending, data in sound.items():
        for number in range(_EACH_SLOW.get(ending, _EACH) * (5 if full else 1)):
            yield f"{ending[1:]}/{number}{ending}", damaged(data, random.Random(f"{ending}{number}"))
        for other in sound:
            if other not in _SLOW and other != ending:
                yield f"misnamed/{ending[1:]}{other}", data
    yield from ((f"bombs/{name}", data) for name, data in bombs(secret))
    yield from ((f"sidecars/{name}", data) for name, data in sidecars().items())
    yield from ((f"names/{name}", TEXT.encode()) for name in _NAMES)


def _write(corpus: Path, name: str, data: bytes) -> str:
    path = corpus / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return name


def _in_the_file_system(corpus: Path, secret: Path) -> list[str]:
    """What is no file: links, pipes, a name of other bytes, a gigabyte of nothing, depth."""
    odd = corpus / "odd"
    odd.mkdir()
    (odd / "out.txt").symlink_to(secret)
    (odd / "up").symlink_to("../..")
    (odd / "self.txt").symlink_to("self.txt")
    (odd / "passwd.txt").symlink_to("/etc/passwd")
    (odd / "endless.txt").symlink_to("/dev/zero")
    os.mkfifo(odd / "pipe.txt")
    for name, size in (("sparse.txt", 1 << 30), ("sparse.docx", 250 << 20), ("nothing.txt", 200 << 20)):
        (odd / name).touch()
        os.truncate(odd / name, size)
    (odd / os.fsdecode("人才.txt".encode("gbk"))).write_text("甲。", encoding="utf-8")
    deep = Path("odd", *["深" * 20] * 40)
    (corpus / deep).mkdir(parents=True)
    (corpus / deep / "底.txt").write_text(TEXT, encoding="utf-8")
    own = [
        path.relative_to(corpus).as_posix()
        for path in odd.iterdir()
        if not path.is_dir() or path.is_symlink()
    ]
    return [*own, (deep / "底.txt").as_posix()]


def _build(corpus: Path, index_dir: Path) -> dict:
    command = [sys.executable, "-m", "tests.torture.hostile_build", str(corpus), str(index_dir)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
    assert done.returncode == 0, f"indexing ended with {done.returncode}: {done.stderr[-3000:]}"
    return json.loads(done.stdout)


def _unreported(tried: list[str], made: dict) -> Iterator[str]:
    """Files that the report does not name, and refusals without a reason of one line."""
    reported = {file["path"] for file in made["files"]}
    within = {path[:at] for path in reported for at, c in enumerate(path) if c == "/"}
    for name in tried:
        shown = name.encode("utf-8", "backslashreplace").decode()
        if shown not in reported | within and not shown.endswith(".meta.toml"):
            yield f"not in the report: {shown!r}"
    for file in made["files"]:
        if not file["indexed"] and (
            not file["reason"] or "\n" in file["reason"] or len(file["reason"]) > 500
        ):
            yield f"no reason of one line: {file['path']!r}: {file['reason'][:600]!r}"


def _leaks(folder: Path, before: list[Path]) -> Iterator[str]:
    """What stands outside the index though it should not, and the secret inside it."""
    yield from (
        f"written outside: {path}" for path in folder.iterdir() if path not in before and path.name != "index"
    )
    opened = Index.open(folder / "index", FakeEncoder.name)
    for document in opened.catalog.documents():
        if SECRET in document.text or "root:x:0" in document.text:
            yield f"a secret of the machine was taken in: {document.id}"


def _memory(made: dict) -> Iterator[str]:
    for who, most in (("own", _MOST_OWN), ("workers", _MOST_READER)):
        if made[who] > most:
            yield f"memory ({who}): {made[who]:,} MiB, more than {most:,}"


if __name__ == "__main__":
    sys.stdout.write(run("--full" in sys.argv) + "\n")

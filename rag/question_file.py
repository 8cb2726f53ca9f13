"""Files of evaluation questions, JSON Lines: drafts that somebody is to complete, and what became of them.

The page and the command line write them both, perhaps at once.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock

from index.disk import sync
from index.errors import WenjuError

Row = dict[str, Any]

DRAFTS, QUESTIONS = "drafts.jsonl", "questions.jsonl"
DRAFT, HALVES = "draft", ("dev", "test")
_ALWAYS: Row = {
    "id": "",
    "category": "",
    "question": "",
    "gold": [],
    "need_all": [],
    "answerable": None,
    "split": DRAFT,
}
_SOMETIMES = ("as_of", "history", "conflict", "absent", "about")
_WAIT_SECONDS = 5.0
# What `eval.fitting.perturb` adds to the id of the question that it changes.
_CHANGED = ("-year", "-name", "-number", "-sibling")


def question(row: Mapping[str, Any]) -> Row:
    """What belongs to a question; what else a draft has, of its origin say, is left out."""
    always = {key: row.get(key) or default for key, default in _ALWAYS.items()}
    sometimes = {key: row[key] for key in _SOMETIMES if row.get(key)}
    return always | {"answerable": row.get("answerable")} | sometimes


def half_of(row: Mapping[str, Any], others: Sequence[Mapping[str, Any]]) -> str:
    """The half of the set, dev or test, that a new question belongs in.

    A near-miss goes with the question that it was made from, every other where its category has fewer.
    """
    origin = origin_of(str(row["id"]))
    for other in others:
        if other["id"] == origin and other.get("split") in HALVES:
            return str(other["split"])
    kin = [o.get("split") for o in others if o.get("category") == row.get("category")]
    return min(HALVES, key=kin.count)


def origin_of(question_id: str) -> str:
    """Id of the question that a near-miss was made from, or its own."""
    return next((question_id.removesuffix(end) for end in _CHANGED if question_id.endswith(end)), question_id)


class QuestionFile:
    """One file. What a call did is on the disk when it returns; one that fails changes nothing.

    Lines that are no question stay as they are. Every method raises WenjuError when the file fails it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def rows(self) -> list[Row]:
        """The questions, in their order; none where there is no file."""
        with self._failing():
            return [row for line in self._lines() if (row := _row(line))]

    def put(self, row: Row) -> None:
        """Write a question at the end, and take out an earlier one of its id."""
        with self._changing() as lines:
            lines[:] = [*(line for line in lines if _id(line) != row["id"]), _line(row)]

    def add(self, rows: Sequence[Row]) -> None:
        """Write questions at the end. Raises WenjuError when one of their ids is there already."""
        with self._changing() as lines:
            known = {_id(line) for line in lines}
            for row in rows:
                if row["id"] in known:
                    raise WenjuError(f"题号 {row['id']} 已经在 {self.path} 里，没有写入")
                known.add(row["id"])
            lines += map(_line, rows)

    def drop(self, ids: Collection[str]) -> None:
        """Take out the questions with these ids, also of what a writing that was cut off has left."""
        if self._new.exists() or any(row["id"] in ids for row in self.rows()):
            with self._changing() as lines:
                lines[:] = [line for line in lines if _id(line) not in ids]

    @property
    def _new(self) -> Path:
        return self.path.with_name(f"{self.path.name}.new")

    def _lines(self) -> list[str]:
        try:
            return [line for line in self.path.read_text(encoding="utf-8-sig").split("\n") if line.strip()]
        except FileNotFoundError:
            return []

    @contextmanager
    def _changing(self) -> Iterator[list[str]]:
        """The lines, to be changed in place by one process at a time, and written as a whole."""
        with self._failing():
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with FileLock(self.path.with_name(f".{self.path.name}.lock"), timeout=_WAIT_SECONDS):
                lines = self._lines()
                yield lines
                new = self._new
                new.unlink(missing_ok=True)
                new.touch(mode=0o600)  # what people asked is for its owner alone, as the records are
                if self.path.exists():  # unless somebody has made it for others too
                    shutil.copymode(self.path, new)
                with new.open("w", encoding="utf-8", newline="\n") as file:
                    file.write("".join(f"{line}\n" for line in lines))
                    file.flush()
                    os.fsync(file.fileno())
                new.replace(self.path)
                sync(self.path.parent)

    @contextmanager
    def _failing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            reason = error.strerror or "另一个进程正在写它"
            raise WenjuError(f"不能读写题目文件 {self.path}：{reason}。请检查权限后重试") from error
        except UnicodeDecodeError as error:
            raise WenjuError(f"{self.path} 不是 UTF-8 文本（第 {error.start} 字节），请另存后重试") from error


def _line(row: Row) -> str:
    return json.dumps(row, ensure_ascii=False)


def _id(line: str) -> object:
    row = _row(line)
    return row["id"] if row else None


def _row(line: str) -> Row | None:
    """The question of a line; None for one without an id, which is left alone."""
    try:
        row = json.loads(line)
    except ValueError:
        return None
    return row if isinstance(row, dict) and isinstance(row.get("id"), str) else None

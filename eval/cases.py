"""Questions with what their answers must hold: the lines of `eval/questions.jsonl` and of files like it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import WenjuError
from rag.types import Turn


@dataclass(frozen=True, slots=True)
class Case:
    """One question. Of `need_all`, every outer item must be answered, by any of its inner strings.

    An unanswerable case has none. `gold` are (document, quote) pairs that hold the answer; each item of
    `need_all` stands in at least one of them. `history` is what was said before, `as_of` the day of asking.
    A `conflict` is answered only when it is said that documents differ. `absent` are strings that no document
    of `about`, or none at all, has: the proof that a near-miss cannot be answered.
    """

    id: str
    question: str
    need_all: tuple[tuple[str, ...], ...]
    category: str = ""
    split: str = ""
    gold: tuple[tuple[str, str], ...] = ()
    as_of: str | None = None
    history: tuple[Turn, ...] = ()
    conflict: bool = False
    absent: tuple[str, ...] = ()
    about: tuple[str, ...] = ()

    @property
    def answerable(self) -> bool:
        """Whether the documents hold the answer."""
        return bool(self.need_all)


def read_cases(path: Path) -> list[Case]:
    """Cases of a JSON Lines file. Raises WenjuError naming the line that is not a case."""
    return [read_case(row, where) for where, row in read_rows(path)]


def read_case(row: dict[str, Any], where: str) -> Case:
    """Return the case of one line. Raises WenjuError naming where it stands when it is none."""
    try:
        gold = row.get("gold", [])
        return Case(
            str(row["id"]),
            row["question"],
            tuple(tuple(alternatives) for alternatives in row.get("need_all", [])),
            row.get("category") or row.get("kind") or "",
            row.get("split", ""),
            tuple((g["document"], g["quote"]) for g in gold) if isinstance(gold, list) else (),
            row.get("as_of"),
            tuple(Turn(turn["question"], turn["answer"]) for turn in row.get("history", [])),
            bool(row.get("conflict", False)),
            tuple(row.get("absent", [])),
            tuple(row.get("about", [])),
        )
    except (KeyError, TypeError) as error:
        raise WenjuError(f"{where} 不是评测题目：缺少或写错 {error}") from error


def as_row(case: Case) -> dict[str, Any]:
    """The line of a case; what it has not is left out."""
    optional = {
        "as_of": case.as_of,
        "history": [{"question": turn.question, "answer": turn.answer} for turn in case.history],
        "conflict": case.conflict,
        "absent": list(case.absent),
        "about": list(case.about),
    }
    return {
        "id": case.id,
        "category": case.category,
        "question": case.question,
        "gold": [{"document": document, "quote": quote} for document, quote in case.gold],
        "need_all": [list(alternatives) for alternatives in case.need_all],
        "answerable": case.answerable,
        "split": case.split,
    } | {key: value for key, value in optional.items() if value}


def read_rows(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Objects of a JSON Lines file, each with its place as `file:line`. Raises WenjuError for other lines."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise WenjuError(f"无法读取题目文件 {path}：{error.strerror}") from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield f"{path}:{number}", json.loads(line)
            except ValueError as error:
                raise WenjuError(f"{path}:{number} 不是 JSON：{error}") from error

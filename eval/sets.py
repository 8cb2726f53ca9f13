"""Questions with their answers, from the project's own set or from public ones on disk."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import WenjuError
from index.normal import fold
from index.sentences import split_sentences


@dataclass(frozen=True, slots=True)
class Case:
    """One question. Of `need_all`, every outer item must be answered, by any of its inner strings.

    An unanswerable case has none. `gold` are (document, quote) pairs that hold the answer.
    """

    id: str
    question: str
    need_all: tuple[tuple[str, ...], ...]
    category: str = ""
    split: str = ""
    gold: tuple[tuple[str, str], ...] = ()
    as_of: str | None = None

    @property
    def answerable(self) -> bool:
        """Whether the documents hold the answer."""
        return bool(self.need_all)


def read_cases(path: Path) -> list[Case]:
    """Cases of a JSON Lines file. Raises WenjuError naming the line that is not a case."""
    return [read_case(row, where) for where, row in read_rows(path)]


def read_rgb(path: Path, folder: Path) -> list[Case]:
    """Cases of an RGB-zh file; its passages become text files of `folder`, equal ones once."""
    cases = []
    for where, row in read_rows(path):
        for passage in [*row["pos"], *row["neg"]]:
            _write_passage(folder, passage)
        cases.append(read_case(row, where))
    return cases


def read_rgb_without_answers(path: Path, folder: Path) -> list[Case]:
    """Return the same questions over only the passages that lack the answer: all unanswerable."""
    cases = []
    rows = [row for _, row in read_rows(path)]
    held = {p for row in rows for p in row["pos"]}
    for row in rows:
        for passage in row["neg"]:
            if passage not in held and not _answers(passage, row["need_all"]):
                _write_passage(folder, passage)
        cases.append(Case(f"no-{row['id']}", row["question"], (), "without_answer"))
    return cases


def read_mrc(path: Path, folder: Path, paragraphs: int) -> list[Case]:
    """Cases of a SQuAD-style file, over its first `paragraphs` paragraphs as files of `folder`.

    Every other paragraph loses the sentences that answer its first question, which so becomes a
    near-miss; of the other paragraphs two questions are taken.
    """
    cases: list[Case] = []
    for number, (context, questions) in enumerate(read_paragraphs(path)):
        if number == paragraphs:
            break
        if number % 2:
            question, answers = questions[0]
            kept = without_answers(context, answers)
            if kept.strip():
                _write_passage(folder, kept)
                cases.append(Case(f"{path.stem}-{number}", question, (), "sentence_removed"))
        else:
            _write_passage(folder, context)
            for i, (question, answers) in enumerate(questions[:2]):
                cases.append(Case(f"{path.stem}-{number}-{i}", question, (answers,), "mrc"))
    return cases


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
        )
    except (KeyError, TypeError) as error:
        raise WenjuError(f"{where} 不是评测题目：缺少或写错 {error}") from error


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


def read_paragraphs(path: Path) -> Iterator[tuple[str, list[tuple[str, tuple[str, ...]]]]]:
    """(paragraph, questions with their answers) of a SQuAD-style file; those without are left out."""
    for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            questions = [
                (q["question"], tuple(dict.fromkeys(a["text"] for a in q["answers"])))
                for q in paragraph["qas"]
            ]
            if questions:
                yield paragraph["context"], questions


def without_answers(text: str, answers: Sequence[str]) -> str:
    """Return a text without its sentences that hold an answer."""
    sentences = (text[start:end] for start, end in split_sentences(text))
    return "".join(s for s in sentences if not any(a in s for a in answers))


def _answers(passage: str, need_all: Sequence[Sequence[str]]) -> bool:
    return any(fold(a) in fold(passage) for alternatives in need_all for a in alternatives)


def _write_passage(folder: Path, passage: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    name = hashlib.sha256(passage.encode()).hexdigest()[:16]
    (folder / f"{name}.txt").write_text(passage, encoding="utf-8", newline="")

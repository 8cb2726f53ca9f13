"""Public question sets on disk, as cases over folders of text files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from eval.cases import Case, read_case, read_rows
from eval.public.squad import read_squad
from index.normal import fold
from index.sentences import split_sentences


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


def read_paragraphs(path: Path) -> Iterator[tuple[str, list[tuple[str, tuple[str, ...]]]]]:
    """(paragraph, questions with their answers) of a SQuAD-style file, without those that have none."""
    for paragraph in read_squad(path):
        questions = [(asked.text, asked.answers) for asked in paragraph.questions if asked.answers]
        if questions:
            yield paragraph.text, questions


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

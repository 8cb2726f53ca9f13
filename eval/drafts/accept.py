"""Drafts that a person accepted become questions: each has a half of the set, and all are checked first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from eval.cases import Case, as_row, read_case, read_rows
from eval.drafts.sheet import read_sheet
from eval.lint import problems
from index.errors import WenjuError
from rag.gold import misfits
from rag.question_file import DRAFT, HALVES, Row, half_of

_Placed = tuple[str, Row]


def read_accepted(path: Path) -> list[_Placed]:
    """The accepted rows, each with its place: marked in a spreadsheet, or, of JSON Lines, with a half.

    In JSON Lines `"accepted": true` is a mark, too. Raises WenjuError when the file is none of both.
    """
    if path.suffix.lower() == ".xlsx":
        return list(read_sheet(path))
    if path.suffix.lower() != ".jsonl":
        raise WenjuError(f"认不出 {path}：--accept 要 wenju eval --draft 写出的 xlsx 或 jsonl 文件")
    return [(where, row) for where, row in read_rows(path) if _is_accepted(row)]


def accepted(
    placed: Sequence[_Placed], others: Sequence[Row], texts: Mapping[str, str]
) -> tuple[list[Row], list[str]]:
    """The rows as lines for the file that holds `others`, and in Chinese all that speaks against it.

    `texts` are the stored texts by document id. A row that has no half gets one, see `half_of`.
    """
    cases: list[Case] = []
    found: list[str] = []
    for where, row in placed:
        wrong = list(misfits(row)) if row.get("id") else ["没有写题号"]
        found += [f"{row.get('id') or where}：{problem}" for problem in wrong]
        try:
            cases += [] if wrong else [read_case(row, where)]
        except WenjuError as error:
            found.append(str(error))
    rows: list[Row] = []
    for case in cases:
        row = as_row(case)
        rows.append(row if case.split in HALVES else row | {"split": half_of(row, [*others, *rows])})
    return rows, [*found, *_known(cases, others), *problems(cases, texts)]


def _known(cases: Sequence[Case], others: Sequence[Row]) -> Iterator[str]:
    ids, questions = ({row.get(key) for row in others} for key in ("id", "question"))
    for case in cases:
        if case.id in ids:
            yield f"{case.id}：题号已经在题目文件里"
        elif case.question in questions and not case.history and not case.as_of:
            yield f"{case.id}：题目文件里已经有这个问题：{case.question}"


def _is_accepted(row: object) -> bool:
    if not isinstance(row, dict):
        return False
    return bool(row.get("accepted")) or row.get("split", DRAFT) in HALVES

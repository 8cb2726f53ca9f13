"""`wenju eval --draft` and `--accept`: questions proposed by rule, and those that a person accepted."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

from index.errors import WenjuError
from rag.question_file import DRAFTS, QUESTIONS, QuestionFile, Row


def add_drafts(parser: argparse.ArgumentParser) -> None:
    """`--draft N [--to FILE]` and `--accept FILE`."""
    group = parser.add_argument_group("题目草稿（代替评测）")
    group.add_argument(
        "--draft", type=_positive, metavar="N", help="由索引里的文件拟 N 道题和一些近似而无解的题，供人挑选"
    )
    group.add_argument(
        "--to",
        type=Path,
        metavar="FILE",
        help=f"草稿写到 xlsx 表格或 jsonl 文件（默认追加到数据文件夹的 {DRAFTS}）",
    )
    group.add_argument(
        "--accept",
        type=Path,
        metavar="FILE",
        help="把 FILE 里已标「接受」的草稿查核后并入 --questions 的文件",
    )


def draft(options: argparse.Namespace) -> int:
    """Propose questions from the documents of the index."""
    from eval.cases import as_row
    from eval.drafts.propose import propose
    from eval.drafts.sheet import write_sheet
    from index.reader import open_catalog

    target = options.to or options.data_dir / DRAFTS
    kind = target.suffix.lower()
    if kind not in (".jsonl", ".xlsx"):
        raise WenjuError(f"草稿只能写成 xlsx 或 jsonl，而不是 {target}")
    files = {options.data_dir / DRAFTS, options.data_dir / QUESTIONS, options.questions}
    files |= {target} if kind == ".jsonl" else set()
    known = {row["id"] for path in files for row in QuestionFile(path).rows()}
    catalog = open_catalog(options.index_dir)
    try:
        found = propose(catalog, options.draft, known)
    finally:
        catalog.close()
    if not found:
        raise WenjuError(f"索引 {options.index_dir} 里的文件拟不出新的题目：已有的题不再拟")
    rows = [as_row(p.case) | {"proposed": p.how} for p in found]
    write_sheet(rows, target) if kind == ".xlsx" else QuestionFile(target).add(rows)
    answerable = sum(row["answerable"] for row in rows)
    print(f"拟了 {answerable} 道题，{len(rows) - answerable} 道近似而无解的题：{target}")
    print(_next_step(target, kind), file=sys.stderr)
    return 0


def _next_step(target: Path, kind: str) -> str:
    if kind == ".xlsx":
        return f"请在「接受」一列做标记，再运行：wenju eval --accept {target}"
    return f"请在网页的「质量」里挑选；或把要的 split 改成 dev 或 test，再运行：wenju eval --accept {target}"


def accept(options: argparse.Namespace) -> int:
    """Add the accepted drafts to the questions, all or none of them."""
    from eval.drafts.accept import accepted, read_accepted

    placed = read_accepted(options.accept)
    if not placed:
        raise WenjuError(
            f"{options.accept} 里没有接受的题：请在「接受」一列做标记，或把 split 改成 dev 或 test"
        )
    file = QuestionFile(options.questions)
    rows, problems = accepted(placed, file.rows(), _texts(options.index_dir))
    if problems:
        for problem in problems:
            print(problem, file=sys.stderr)
        raise WenjuError(f"{options.accept} 有上述 {len(problems)} 处问题，一道也没有写入；改好后再试")
    file.add(rows)
    QuestionFile(options.data_dir / DRAFTS).drop([row["id"] for row in rows])
    print(f"接受了 {len(rows)} 道题（{_halves(rows)}），已并入 {file.path}")
    return 0


def _texts(index_dir: Path) -> Mapping[str, str]:
    from index.reader import open_catalog

    catalog = open_catalog(index_dir)
    try:
        return {document.id: document.text for document in catalog.documents()}
    finally:
        catalog.close()


def _halves(rows: list[Row]) -> str:
    return "，".join(f"{half} {sum(r['split'] == half for r in rows)}" for half in ("dev", "test"))


def _positive(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text):
        return int(text)
    raise argparse.ArgumentTypeError(f"题数应是大于 0 的整数，而不是 {text!r}")

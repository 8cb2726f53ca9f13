"""What `wenju eval` does beside evaluating: drafts of questions, exchange with other tools, sweeps."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import WenjuError
from index.generation import current_generation
from rag.question_file import DRAFTS, QUESTIONS, QuestionFile, Row

if TYPE_CHECKING:
    from eval.cases import Case

Tool = Callable[[argparse.Namespace], int]


def add_tools(parser: argparse.ArgumentParser) -> None:
    """Options, of which one at a time takes the place of the evaluation."""
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
    group = parser.add_argument_group("参数与对照（代替评测）")
    group.add_argument(
        "--sweep",
        nargs="+",
        metavar="NAME=A,B",
        help="逐一评测各种组合：chunk=200,300,400 weight=0.5,0.6,0.7 model=文件夹,文件夹",
    )
    group.add_argument(
        "--ablate", action="store_const", const=True, help="在这个索引上，检索的每一路各值多少"
    )
    group = parser.add_argument_group("交给别的工具（代替评测）")
    group.add_argument("--beir", type=Path, metavar="FOLDER", help="把文件、题目和依据写成 BEIR 格式的文件夹")
    group.add_argument(
        "--trec", type=Path, metavar="FOLDER", help="评测，并写出段落级、文件级的 run.trec 和 qrels.trec"
    )


def tool_of(options: argparse.Namespace, error: Callable[[str], None]) -> Tool | None:
    """The tool that the options ask for; `error` is told of options that do not go together."""
    asked = {name: tool for name, tool in _TOOLS.items() if getattr(options, name) is not None}
    if len(asked) > 1:
        error(f"{'、'.join(f'--{name}' for name in asked)} 一次只能用一个")
    if options.to and not options.draft:
        error("--to 与 --draft 同用")
    return next(iter(asked.values()), None)


def _draft(options: argparse.Namespace) -> int:
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


def _accept(options: argparse.Namespace) -> int:
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


def _sweep(options: argparse.Namespace) -> int:
    from eval.bar import bar
    from eval.grid import parse_grid
    from eval.sweep import Asking, sweep, table

    try:
        grid = parse_grid(options.sweep, options.model)
    except ValueError as error:
        options.error(f"--sweep：{error}")
    cases = tuple(_cases(options))
    asking = Asking(options.index_dir, cases, options.max_chars, options.reranker, options.rerank_ms)
    print(table(sweep(asking, grid, bar)))
    if options.split != "dev":
        print(
            "挑参数请加 --split dev，再用 --split test 看选定的一组：在同一批题上挑和看，会高估",
            file=sys.stderr,
        )
    return 0


def _ablate(options: argparse.Namespace) -> int:
    from eval.fitting.legs import ablated_legs
    from index.reader import Index
    from index.sentence_encoder import SentenceEncoder

    # The legs are asked a question by itself.
    cases = [case for case in _cases(options) if not case.history]
    current_generation(options.index_dir)  # a wrong folder is said before a model is loaded
    encoder = SentenceEncoder.open(options.model)
    index = Index.open(options.index_dir, encoder.name)
    try:
        print(*ablated_legs(index, encoder, cases).lines("off"), sep="\n")
    finally:
        index.close()
    print("选句、判断和各条规则各值多少，见 python -m eval ablate --help", file=sys.stderr)
    return 0


def _beir(options: argparse.Namespace) -> int:
    from eval.exchange.beir import write_beir
    from eval.exchange.folder import require_new
    from index.reader import open_catalog

    require_new(options.beir)
    catalog = open_catalog(options.index_dir)
    try:
        written, left_out = write_beir(options.beir, _cases(options), catalog)
    finally:
        catalog.close()
    print(f"写出 {written} 道题：{options.beir}；没有依据的、要看上文或指定日期的 {left_out} 道不写")
    return 0


def _trec(options: argparse.Namespace) -> int:
    from eval.exchange.folder import require_new
    from eval.exchange.trec import write_trec
    from eval.report import table
    from eval.run import run
    from index.reader import open_catalog
    from rag import Chatbot

    require_new(options.trec)
    cases = _cases(options)
    chatbot = Chatbot.open(options.index_dir, options.model, options.reranker, options.rerank_ms)
    rows = run(chatbot, cases, options.max_chars)
    catalog = open_catalog(options.index_dir)
    try:
        topics = write_trec(options.trec, rows, catalog)
    finally:
        catalog.close()
    print(table(rows))
    print(f"写出 {topics} 个要点的排序：{options.trec}", file=sys.stderr)
    return 0


def _cases(options: argparse.Namespace) -> list[Case]:
    from eval.cases import read_cases

    cases = [c for c in read_cases(options.questions) if options.split in (None, c.split)]
    if not cases:
        raise WenjuError(f"{options.questions} 里没有{f' {options.split} 的' if options.split else ''}题目")
    return cases


_TOOLS: Mapping[str, Tool] = {
    "draft": _draft,
    "accept": _accept,
    "sweep": _sweep,
    "ablate": _ablate,
    "beir": _beir,
    "trec": _trec,
}

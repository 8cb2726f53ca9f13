"""What `wenju eval` does instead of evaluating, one option each."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from cli.evaluate_drafts import accept, add_drafts, draft
from cli.store import engine_of
from index.errors import WenjuError
from index.generation import current_generation

if TYPE_CHECKING:
    from eval.cases import Case

Tool = Callable[[argparse.Namespace], int]


def add_tools(parser: argparse.ArgumentParser) -> None:
    """Options, of which one at a time takes the place of the evaluation."""
    add_drafts(parser)
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
    index = Index.open(options.index_dir, encoder.name, engine_of(options))
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
    where = (options.index_dir, options.model, options.reranker, options.rerank_ms)
    chatbot = Chatbot.open(*where, engine=engine_of(options))
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
    "draft": draft,
    "accept": accept,
    "sweep": _sweep,
    "ablate": _ablate,
    "beir": _beir,
    "trec": _trec,
}

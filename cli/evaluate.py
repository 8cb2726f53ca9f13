"""`wenju eval`: the evaluation over an index."""

from __future__ import annotations

import argparse
from pathlib import Path

from cli.options import add_index_dir, add_model, add_reranker

_QUESTIONS = Path("eval/questions.jsonl")


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("eval", help="评测", description="用一组题目评测检索、答案和拒答")
    add_index_dir(parser)
    add_model(parser)
    add_reranker(parser)
    parser.add_argument(
        "--questions", type=Path, default=_QUESTIONS, metavar="FILE", help=f"题目（默认 {_QUESTIONS}）"
    )
    parser.add_argument("--split", choices=("dev", "test"), help="只评这一半")
    parser.add_argument("--max-chars", type=int, default=200, metavar="N", help="答案最多多少字（默认 200）")
    parser.add_argument("--failures", action="store_true", help="列出每个答错的题目")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Ask every question and print means by category."""
    from eval.report import failures, table
    from eval.run import run as run_cases
    from eval.sets import read_cases
    from rag import Chatbot

    cases = [c for c in read_cases(options.questions) if options.split in (None, c.split)]
    chatbot = Chatbot.open(options.index_dir, options.model, options.reranker, options.rerank_ms)
    rows = run_cases(chatbot, cases, options.max_chars)
    print(table(rows))
    if options.failures:
        print(failures(rows))
    return 0

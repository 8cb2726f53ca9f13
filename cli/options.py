"""Options that several commands share."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from rag.rerank import RERANK_MS

DEFAULT_CORPUS = Path("corpus")
DEFAULT_INDEX = Path(".index")
DEFAULT_DATA = Path(".wenju")


def add_index_dir(parser: argparse.ArgumentParser) -> None:
    """`--index-dir DIR`."""
    parser.add_argument(
        "--index-dir", type=Path, default=DEFAULT_INDEX, metavar="DIR", help="索引文件夹（默认 .index/）"
    )


def add_data_dir(parser: argparse.ArgumentParser) -> None:
    """`--data-dir DIR`."""
    parser.add_argument(
        "--data-dir",
        type=Path,
        default=DEFAULT_DATA,
        metavar="DIR",
        help="存历史、评价和评测报告的文件夹（默认 .wenju/；与索引不同，删了就没有了）",
    )


def add_model(parser: argparse.ArgumentParser) -> None:
    """`--model NAME`."""
    parser.add_argument(
        "--model",
        metavar="NAME",
        help="sentence-transformers 模型文件夹或名称，或 base（默认自带模型；也可用环境变量 WENJU_MODEL）",
    )


def add_reranker(parser: argparse.ArgumentParser) -> None:
    """`--reranker PATH` and `--rerank-ms N`."""
    parser.add_argument(
        "--reranker",
        metavar="PATH",
        help="CrossEncoder 重排模型文件夹（默认不重排；也可用环境变量 WENJU_RERANKER）",
    )
    parser.add_argument(
        "--rerank-ms",
        type=_milliseconds,
        default=RERANK_MS,
        metavar="N",
        help=f"每题最多等重排多少毫秒，超时按原有次序作答（默认 {RERANK_MS}；0 不限）",
    )


def add_corpus(parser: argparse.ArgumentParser) -> None:
    """`[CORPUS]`."""
    parser.add_argument(
        "corpus",
        nargs="?",
        type=Path,
        default=DEFAULT_CORPUS,
        metavar="CORPUS",
        help="文件所在文件夹（默认 corpus/）",
    )


def _milliseconds(text: str) -> int:
    if text.isascii() and text.isdigit():
        return int(text)
    raise argparse.ArgumentTypeError(f"毫秒数应是不小于 0 的整数，而不是 {text!r}")


def iso_day(text: str) -> str:
    """`YYYY-MM-DD` as it stands. Raises ArgumentTypeError for anything else."""
    try:
        if date.fromisoformat(text).isoformat() == text:
            return text
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(f"日期应写作 YYYY-MM-DD，而不是 {text!r}")

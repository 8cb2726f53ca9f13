"""`wenju show`: the stored text of a document, exactly."""

from __future__ import annotations

import argparse
import sys

from cli.options import add_index_dir
from index.errors import WenjuError
from index.reader import open_catalog


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "show", help="显示一份文件的原文", description="把索引里保存的原文逐字写到标准输出"
    )
    parser.add_argument("document", metavar="DOCUMENT_ID", help="文件在语料文件夹中的相对路径")
    add_index_dir(parser)
    parser.add_argument("--start", type=int, default=0, metavar="N", help="从第 N 个字符起（从 0 数）")
    parser.add_argument("--end", type=int, metavar="M", help="到第 M 个字符前")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the slice as UTF-8 and nothing else, not even a line break."""
    text = open_catalog(options.index_dir).document(options.document).text
    end = len(text) if options.end is None else options.end
    if not 0 <= options.start <= end <= len(text):
        raise WenjuError(f"范围 {options.start}–{end} 不在原文内（0–{len(text)}）：{options.document}")
    sys.stdout.flush()
    sys.stdout.buffer.write(text[options.start : end].encode())
    sys.stdout.buffer.flush()
    return 0

"""`wenju index`: build or update the index of a folder."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from tqdm import tqdm

from cli.options import add_corpus, add_index_dir, add_model
from index.build import build_index
from index.encoder import Encoder, Progress
from index.files import list_files
from index.types import IndexReport


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "index", help="建立或更新索引", description="建立或更新索引：只处理有变化的文件"
    )
    add_corpus(parser)
    add_index_dir(parser)
    add_model(parser)
    parser.add_argument("--json", action="store_true", help="把报告作为一个 JSON 对象写到标准输出")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Index, then report on every file."""
    from index.sentence_encoder import SentenceEncoder  # slow to import

    list_files(options.corpus)  # a wrong folder is said at once, not after the model is loaded
    report = update(options.corpus, options.index_dir, SentenceEncoder.open(options.model))
    if options.json:
        print(json.dumps(as_json(report), ensure_ascii=False))
    else:
        print(as_text(report))
    return 0


def update(corpus: Path, index_dir: Path, encoder: Encoder) -> IndexReport:
    """Bring the index up to date, with a progress bar on stderr."""
    return build_index(corpus, index_dir, encoder, meter=_bar)


def as_json(report: IndexReport) -> dict[str, object]:
    """Report as a JSON-ready object."""
    return asdict(report) | {"failed": len(report.failures)}


def as_text(report: IndexReport) -> str:
    """Report for people: counts, codecs, and each failure with its reason."""
    codecs = Counter(f.codec for f in report.files if f.indexed)
    lines = [
        f"收录 {report.documents} 份文件，{report.chunks} 个段落，{report.sentences} 个句子；"
        f"新编码 {report.encoded}，沿用 {report.reused}；用时 {report.seconds} 秒；索引 {report.generation}",
        "编码：" + "，".join(f"{codec} {count}" for codec, count in sorted(codecs.items())),
    ]
    if report.failures:
        lines.append(f"未收录 {len(report.failures)} 份：")
        lines += [f"  {f.path!r}：{f.reason}" for f in report.failures]
    return "\n".join(lines)


def _bar(stage: str, total: int) -> Progress:
    if not total:
        return lambda done: None
    bar = tqdm(total=total, desc=stage, file=sys.stderr, leave=False, disable=None)  # only on a terminal

    def advance(done: int) -> None:
        bar.update(done)
        if bar.n >= total:
            bar.close()

    return advance

"""`wenju index`: build or update the index of a folder."""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from tqdm import tqdm

from cli.options import add_corpus, add_index_dir, add_model
from cli.store import add_store, engine_of
from index.build import build_index, unchanged
from index.encoder import Encoder, Progress
from index.engine import EMBEDDED, Engine
from index.files import list_files
from index.shards import WHOLE, Shard
from index.types import FileReport, IndexReport

_COLUMNS = ("文件", "条块", "段落", "字数", "有日期", "推断日期", "副本")
_WIDTH = 110


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "index", help="建立或更新索引", description="建立或更新索引：只处理有变化的文件"
    )
    add_corpus(parser)
    add_index_dir(parser)
    add_model(parser)
    add_store(parser)
    parser.add_argument(
        "--shard",
        type=_shard,
        default=WHOLE,
        metavar="K/N",
        help="只读取并编码 N 份中的第 K 份文件，可在多个进程或多台机器上同时运行；"
        "之后不带 --shard 再运行一次，合成整个索引",
    )
    parser.add_argument("--json", action="store_true", help="把报告作为一个 JSON 对象写到标准输出")
    parser.set_defaults(run=run, error=parser.error)


def run(options: argparse.Namespace) -> int:
    """Index, then report on every file."""
    from index.sentence_encoder import SentenceEncoder  # slow to import

    list_files(options.corpus)  # a wrong folder is said at once, not after the model is loaded
    shard: Shard = options.shard
    if shard != WHOLE and options.store != "embedded":
        options.error("--shard 只读取和编码，不写入 Milvus；合成时再给出 --store milvus")
    engine = engine_of(options)
    index_dir = options.index_dir if shard == WHOLE else shard.folder(options.index_dir)
    name = SentenceEncoder.known_name(options.model)
    report = unchanged(options.corpus, index_dir, name, engine, shard) if name else None
    if report is None:
        report = update(options.corpus, index_dir, SentenceEncoder.open(options.model), engine, shard)
    if options.json:
        print(json.dumps(as_json(report), ensure_ascii=False))
    else:
        print(as_text(report))
    return 0


def update(
    corpus: Path, index_dir: Path, encoder: Encoder, engine: Engine = EMBEDDED, shard: Shard = WHOLE
) -> IndexReport:
    """Bring the index up to date, with a progress bar on stderr."""
    return build_index(corpus, index_dir, encoder, meter=bar, engine=engine, shard=shard)


def as_json(report: IndexReport) -> dict[str, object]:
    """Report as a JSON-ready object: totals, then every file."""
    totals = {
        "documents": report.documents,
        "chunks": report.chunks,
        "articles": sum(f.articles for f in report.indexed),
        "characters": sum(f.characters for f in report.indexed),
        "dated": sum(f.published is not None for f in report.indexed),
        "duplicates": sum(f.duplicate_of is not None for f in report.indexed),
        "failed": len(report.failures),
    }
    return totals | asdict(report)


def as_text(report: IndexReport) -> str:
    """Report for people: a table by kind of file, then copies, and each failure with its reason."""
    written = io.StringIO()
    console = Console(file=written, width=_WIDTH, highlight=False, markup=False, emoji=False)
    console.print(_table(report))
    for line in _lines(report):
        console.print(line, soft_wrap=True)
    return "\n".join(line.rstrip() for line in written.getvalue().splitlines())


def _table(report: IndexReport) -> Table:
    table = Table(box=SIMPLE_HEAD, show_footer=True)
    kinds = sorted({f.codec for f in report.indexed})
    rows = [_counts([f for f in report.indexed if f.codec == kind]) for kind in kinds]
    total = _counts(report.indexed)
    table.add_column("格式", "合计")
    for name, count in zip(_COLUMNS, total, strict=True):
        table.add_column(name, f"{count:,}", justify="right")
    for kind, row in zip(kinds, rows, strict=True):
        table.add_row(kind, *(f"{count:,}" for count in row))
    return table


def _counts(files: Sequence[FileReport]) -> tuple[int, ...]:
    return (
        len(files),
        sum(f.articles for f in files),
        sum(f.chunks for f in files),
        sum(f.characters for f in files),
        sum(f.published is not None and not f.inferred for f in files),
        sum(f.published is not None and f.inferred for f in files),
        sum(f.duplicate_of is not None for f in files),
    )


def _lines(report: IndexReport) -> Iterator[str]:
    yield (
        f"收录 {report.documents} 份文件，{report.chunks} 个段落，{report.sentences} 个句子；"
        f"新编码 {report.encoded}，沿用 {report.reused}；用时 {report.seconds} 秒；索引 {report.generation}"
    )
    for file in report.indexed:
        if file.duplicate_of:
            yield f"  副本：{file.path!r} 与 {file.duplicate_of!r} 同文"
    if report.failures:
        yield f"未收录 {len(report.failures)} 份："
        yield from (f"  {f.path!r}：{f.reason}" for f in report.failures)


def _shard(text: str) -> Shard:
    """`2/4`. Raises ArgumentTypeError for anything else."""
    number, slash, of = text.partition("/")
    if slash and number.isdecimal() and of.isdecimal() and 1 <= int(number) <= int(of):
        return Shard(int(number), int(of))
    raise argparse.ArgumentTypeError(f"应写作 K/N，如 2/4（四份中的第二份），而不是 {text!r}")


def bar(stage: str, total: int) -> Progress:
    """Show a stage on the terminal."""
    if not total:
        return lambda done: None
    shown = tqdm(total=total, desc=stage, file=sys.stderr, leave=False, disable=None)  # only on a terminal

    def advance(done: int) -> None:
        shown.update(done)
        if shown.n >= total:
            shown.close()

    return advance

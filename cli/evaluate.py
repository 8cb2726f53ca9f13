"""`wenju eval`: the evaluation over an index."""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cli.evaluate_tools import add_tools, tool_of
from cli.options import add_data_dir, add_index_dir, add_model, add_reranker
from cli.store import add_store, engine_of
from index.errors import WenjuError
from index.generation import current_generation

if TYPE_CHECKING:
    from eval.opened import Opened
    from eval.results import Result
    from eval.run import Row
    from eval.summary import Summary
    from rag import Chatbot

_QUESTIONS = Path("eval/questions.jsonl")
# What `page.reports` shows -> the measure.
_SAVED = {
    "accuracy": "accuracy",
    "recall": "R@10",
    "refused": "refusal recall",
    "exact": "exact",
    "characters": "characters",
}


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("eval", help="评测", description="用一组题目评测检索、答案和拒答")
    add_index_dir(parser)
    add_data_dir(parser)
    add_model(parser)
    add_reranker(parser)
    add_store(parser)
    parser.add_argument(
        "--questions", type=Path, default=_QUESTIONS, metavar="FILE", help=f"题目（默认 {_QUESTIONS}）"
    )
    parser.add_argument("--split", choices=("dev", "test"), help="只评这一半")
    parser.add_argument("--max-chars", type=int, default=200, metavar="N", help="答案最多多少字（默认 200）")
    parser.add_argument("--failures", action="store_true", help="列出每个答错的题目")
    parser.add_argument("--baselines", action="store_true", help="与只用一路检索、只取首句的做法对照（较慢）")
    parser.add_argument("--out", type=Path, metavar="FILE", help="逐题的结果存进这个文件")
    parser.add_argument("--compare", type=Path, metavar="FILE", help="与用 --out 存下的结果逐题对照")
    parser.add_argument("--gate", type=Path, metavar="FILE", help="比存下的结果差就列出原因，退出码为 1")
    parser.add_argument("--save", action="store_true", help="报告存进数据文件夹，显示在网页的「质量」里")
    parser.add_argument(
        "--report", type=Path, metavar="FILE.html", help="写成一个网页文件：指标、图、没有做对的题，离线可看"
    )
    add_tools(parser)
    parser.set_defaults(run=run, error=parser.error)


def run(options: argparse.Namespace) -> int:
    """Ask every question and print what became of it, or do what `cli.evaluate_tools` does instead."""
    if tool := tool_of(options, options.error):
        return tool(options)
    from eval.baselines import baselines
    from eval.cases import read_cases
    from eval.html.page import require_report
    from eval.opened import open_index
    from eval.report import comparison, failures, table
    from eval.results import read_result
    from eval.run import run as run_cases

    if options.report:
        require_report(options.report)
    cases = [c for c in read_cases(options.questions) if options.split in (None, c.split)]
    stored = {path: read_result(path) for path in (options.compare, options.gate) if path}
    where = (options.index_dir, options.model, options.reranker, options.rerank_ms)
    opened = open_index(*where, engine_of(options))
    rows = run_cases(opened.chatbot(), cases, options.max_chars)
    print(table(rows))
    if options.failures:
        print(failures(rows))
    if options.baselines:
        others = {name: run_cases(s, cases, options.max_chars) for name, s in baselines(opened).items()}
        print(comparison({"wenju": rows, **others}))
    if options.save:
        print(f"报告已存：{_save(options, rows)}", file=sys.stderr)
    if options.report:
        _write_report(options, rows, opened.chatbot())
    return _kept_and_compared(options, rows, opened, stored)


def _kept_and_compared(
    options: argparse.Namespace, rows: list[Row], opened: Opened, stored: Mapping[Path, Result]
) -> int:
    """Do what `--out`, `--compare` and `--gate` ask for; 1 when the gate stays shut."""
    from eval.compare import compare, lines
    from eval.gate import reasons, verdict
    from eval.results import Setting, result_of, write_result

    if not (options.out or stored):
        return 0
    setting = Setting(options.questions.as_posix(), options.split, options.max_chars)
    found = result_of(rows, setting, opened)
    if options.out:
        write_result(found, options.out)
        print(f"结果已存：{options.out}", file=sys.stderr)
    compared = {path: compare(found, theirs) for path, theirs in stored.items()}
    for path, comparison in compared.items():
        print(f"\n与 {path} 对照", *lines(comparison, {r.case.id: r.case.question for r in rows}), sep="\n")
    if not options.gate:
        return 0
    texts = {document.id: document.text for document in opened.index.catalog.documents()}
    against = reasons(rows, texts, stored[options.gate].index, compared[options.gate])
    print(verdict(against))
    return 1 if against else 0


def _write_report(options: argparse.Namespace, rows: list[Row], chatbot: Chatbot) -> None:
    from eval.history import RESULTS, read_history
    from eval.html.conditions import conditions
    from eval.html.page import write_report

    made_with = conditions(options.index_dir, options.questions, options.split, options.max_chars)
    write_report(options.report, rows, chatbot.document, made_with, read_history(RESULTS))
    print(f"评测报告已写：{options.report}", file=sys.stderr)


def _save(options: argparse.Namespace, rows: list[Row]) -> Path:
    """Keep table and plots as `page.reports` reads them; files are named by their time, in UTC."""
    from eval.pictures import save_pictures
    from eval.plot import plots_available
    from eval.summary import by_category

    made = datetime.now(UTC)
    report = {
        "made": made.isoformat(timespec="seconds"),
        "questions": options.questions.as_posix(),
        "generation": current_generation(options.index_dir).name,
        "rows": [_row(summary) for summary in by_category(rows)],
    }
    path: Path = options.data_dir / "reports" / f"{made:%Y%m%dT%H%M%SZ}.json"
    try:
        options.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)  # questions of people go there, too
        path.parent.mkdir(exist_ok=True)
        if plots_available():
            save_pictures(rows, path.parent, path.stem)
        path.write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
    except OSError as error:
        raise WenjuError(f"报告没有存下：{path}（{error.strerror}）。请换用 --data-dir") from error
    return path


def _row(summary: Summary) -> dict[str, str | float | None]:
    known = {key: None if math.isnan(value := summary.mean(name)) else value for key, name in _SAVED.items()}
    return {"name": summary.name, "questions": summary.questions, **known}

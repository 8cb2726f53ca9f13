"""`wenju ask`: one question, or a file of them."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from cli.options import add_index_dir, add_model, add_reranker, iso_day
from cli.store import add_store, engine_of
from index.errors import WenjuError
from rag.as_json import answer_as_json
from rag.chat import Chatbot
from rag.checked import MAX_CHARS, checked
from rag.types import Answer, Turn
from rag.understood import described
from rag.validity import STATUS_NAMES


@dataclass(frozen=True, slots=True)
class _Request:
    id: str
    question: str
    history: tuple[Turn, ...]
    as_of: str | None


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("ask", help="提问", description="提问：答案逐字引自文件，没有依据时如实说明")
    parser.add_argument("question", nargs="?", metavar="问题")
    add_index_dir(parser)
    add_model(parser)
    add_reranker(parser)
    add_store(parser)
    parser.add_argument(
        "--as-of", type=iso_day, metavar="YYYY-MM-DD", help="以这一天为准：不用之后的文件，并据此判断效力"
    )
    parser.add_argument(
        "--max-chars", type=int, default=MAX_CHARS, metavar="N", help=f"答案最多多少字（默认 {MAX_CHARS}）"
    )
    parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象")
    parser.add_argument("--batch", type=Path, metavar="IN.jsonl", help="逐行读取问题")
    parser.add_argument("--out", type=Path, metavar="OUT.jsonl", help="逐行写出答案，与 --batch 同用")
    parser.set_defaults(run=run, error=parser.error)


def run(options: argparse.Namespace) -> int:
    """Answer one question, or those of a file."""
    if (options.batch is None) != (options.out is None) or (options.batch is None) == (
        options.question is None
    ):
        options.error("请给出一个问题，或者同时给出 --batch 和 --out")
    if options.batch is not None:
        return _batch(options)
    checked(options.question, options.max_chars)
    answer = _open(options).ask(options.question, as_of=options.as_of, max_chars=options.max_chars)
    print(json.dumps(answer_as_json(answer, "q1"), ensure_ascii=False) if options.json else as_text(answer))
    return 0


def _open(options: argparse.Namespace) -> Chatbot:
    where = (options.index_dir, options.model, options.reranker, options.rerank_ms)
    return Chatbot.open(*where, engine=engine_of(options))


def as_text(answer: Answer) -> str:
    """Answer for people: quotes, then where each stands, remarks, and what was understood."""
    lines = [answer.text]
    for c in answer.citations:
        where = " ".join(
            filter(
                None, [c.published, f"“{c.heading}”" if c.heading else "", f"第{c.page}页" if c.page else ""]
            )
        )
        place = f"{c.document_id}，第 {c.start}–{c.end} 字，{STATUS_NAMES[c.status]}"
        lines.append(f"[{c.number}] 《{c.title}》{where}（{place}）")
        if c.also_in:
            lines.append(f"    另见：{'、'.join(c.also_in)}")
    lines += [f"※ {note.text}" for note in answer.notes]
    if answer.understood:
        lines.append(f"理解：{described(answer.understood)}")
    return "\n".join(lines)


def _batch(options: argparse.Namespace) -> int:
    requests = list(_requests(options.batch))
    chatbot = _open(options)
    part = options.out.with_name(options.out.name + ".part")
    refused = 0
    try:
        with part.open("w", encoding="utf-8", newline="\n") as file:
            for request in requests:
                row = _answer(chatbot, request, options)
                refused += "error" in row
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
        part.replace(options.out)
    except OSError as error:
        raise WenjuError(f"无法写入 {options.out}：{error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)
    unusable = f"，其中 {refused} 个问题不可用（见各行 error）" if refused else ""
    print(f"写出 {len(requests)} 行：{options.out}{unusable}", file=sys.stderr)
    return 0


def _answer(chatbot: Chatbot, request: _Request, options: argparse.Namespace) -> dict[str, Any]:
    as_of = request.as_of or options.as_of
    try:
        answer = chatbot.ask(request.question, request.history, as_of, options.max_chars)
    except WenjuError as error:
        refusal = Answer(request.question, False, str(error), (), (), 0.0)
        return answer_as_json(refusal, request.id) | {"error": str(error)}
    return answer_as_json(answer, request.id)


def _requests(path: Path) -> Iterator[_Request]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise WenjuError(f"无法读取 {path}：{error.strerror}") from error
    except UnicodeDecodeError as error:
        raise WenjuError(f"{path} 不是 UTF-8 文本（第 {error.start} 字节）") from error
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield _request(line, f"{path}:{number}", str(number))


def _request(line: str, where: str, default_id: str) -> _Request:
    try:
        row = json.loads(line)
        history = tuple(Turn(str(t["question"]), str(t.get("answer", ""))) for t in row.get("history") or ())
        as_of = row.get("as_of") or None
        if as_of is not None and date.fromisoformat(as_of).isoformat() != as_of:
            raise ValueError(f"as_of {as_of!r}")
        if not isinstance(row["question"], str):
            raise TypeError("question")
        return _Request(str(row.get("id", default_id)), row["question"], history, as_of)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise WenjuError(f'{where} 不合格式（{error}），每行应如 {{"id": "q1", "question": "…"}}') from error

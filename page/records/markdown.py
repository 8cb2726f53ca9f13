"""The audit sheet as Markdown. Quotes stand in fences, where no character of theirs is markup."""

from __future__ import annotations

import re
from collections.abc import Sequence

from page.records.sheet import facts, full_time, quotes
from page.records.types import Exchange

# What is markup inside a line, and the colon and sign that make a link of a bare address.
_MARKUP = re.compile(r"([\\`*_\[\]<>|~$&#@]|:(?=/))")


def as_markdown(exchanges: Sequence[Exchange], exported: str) -> str:
    """The sheet of these exchanges; `exported` is an ISO time."""
    parts = ["# 文据问答核对单", f"导出时间：{_inline(full_time(exported))}"]
    for number, exchange in enumerate(exchanges, start=1):
        parts += [f"## {number}. {_inline(exchange.answer.question)}", _verbatim(exchange.answer.text)]
        parts += [_rows(facts(exchange))]
        for quoted in quotes(exchange):
            parts += [f"### {_inline(quoted.head)}", _verbatim(quoted.quote), _rows(quoted.rows)]
    return "\n\n".join(parts) + "\n"


def _rows(rows: Sequence[tuple[str, str]]) -> str:
    return "\n".join(f"- {name}：{_inline(value)}" for name, value in rows)


def _inline(text: str) -> str:
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def _verbatim(text: str) -> str:
    """A fence longer than any row of backticks inside it."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"

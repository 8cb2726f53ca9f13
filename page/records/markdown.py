"""The audit sheet as Markdown. Quotes stand in fences, where no character of theirs is markup."""

from __future__ import annotations

import re
from collections.abc import Sequence

from page.records.sheet import facts, full_time, quotes
from page.records.types import Exchange
from page.texts import ZH, Texts

# What is markup inside a line, and the colon and sign that make a link of a bare address.
_MARKUP = re.compile(r"([\\`*_\[\]<>|~$&#@]|:(?=/))")


def as_markdown(exchanges: Sequence[Exchange], exported: str, texts: Texts = ZH) -> str:
    """The sheet of these exchanges; `exported` is an ISO time."""
    when = f"{texts('sheet_exported')}{texts('colon')}{_inline(full_time(exported))}"
    parts = [f"# {texts('sheet_head')}", when]
    for number, exchange in enumerate(exchanges, start=1):
        parts += [f"## {number}. {_inline(exchange.answer.question)}", _verbatim(exchange.answer.text)]
        parts += [_rows(facts(exchange, texts), texts)]
        for quoted in quotes(exchange, texts):
            parts += [f"### {_inline(quoted.head)}", _verbatim(quoted.quote), _rows(quoted.rows, texts)]
    return "\n\n".join(parts) + "\n"


def _rows(rows: Sequence[tuple[str, str]], texts: Texts) -> str:
    return "\n".join(f"- {name}{texts('colon')}{_inline(value)}" for name, value in rows)


def _inline(text: str) -> str:
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def _verbatim(text: str) -> str:
    """A fence longer than any row of backticks inside it."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"

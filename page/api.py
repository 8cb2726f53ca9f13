"""The endpoint `ask` for programs: a question in, the JSON object of `wenju ask --json` out.

Gradio makes three things of it: `POST /gradio_api/call/ask`, a method of `gradio_client`, and a tool for MCP.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date
from typing import Any, TypedDict

import gradio as gr
from gradio.events import api

from index.errors import WenjuError
from page.logs import log_question
from page.source import Source
from rag.as_json import answer_as_json
from rag.chat import MAX_CHARS
from rag.types import Turn

_LONGEST_HISTORY = 40
_FAILED = "回答时出错，请稍后再试；详情见服务的日志"
_DESCRIPTION = (
    "从本机的文件里找出能回答问题的原句，逐字引用并注明出处；没有依据时 answered 为 false。"
    "Answers a question with sentences quoted character for character from the documents of this machine, "
    "or refuses."
)


class Exchange(TypedDict):
    """An earlier question of the conversation and its answer."""

    question: str
    answer: str


class AskedJson(TypedDict):
    """What a caller sent, not yet looked at."""

    question: Any
    history: Any
    as_of: Any
    max_chars: Any


def build_api(source: Source) -> None:
    """Add the endpoint to the page that is being built."""

    # The names of the function and its parameters are those of the tool.
    def ask(
        question: str,
        history: list[Exchange] | None = None,
        as_of: str | None = None,
        max_chars: int = MAX_CHARS,
    ) -> dict[str, Any]:
        """Answer a question from the documents.

        Args:
            question: the question, in Chinese, at most 2,000 characters
            history: earlier exchanges, oldest first, for a question such as 那中塔呢
            as_of: a day (YYYY-MM-DD); later documents are left out and validity is judged by it
            max_chars: how long the quotes may be together
        """
        return ask_once(
            source, {"question": question, "history": history, "as_of": as_of, "max_chars": max_chars}
        )

    api(ask, api_name="ask", api_description=_DESCRIPTION)


def ask_once(source: Source, asked: AskedJson) -> dict[str, Any]:
    """The answer as JSON; whatever goes wrong is a `gr.Error` of one line, which callers are shown."""
    try:
        log_question(question := _text(asked["question"]))
        answer = source.ask(
            question,
            history=_turns(asked["history"]),
            as_of=_day(asked["as_of"]),
            max_chars=_count(asked["max_chars"]),
        )
        return answer_as_json(answer, "q1")
    except WenjuError as error:
        raise gr.Error(str(error), title="", print_exception=False) from error
    except Exception as error:
        logging.getLogger(__name__).exception("question by the endpoint")
        raise gr.Error(_FAILED, title="", print_exception=False) from error


def _text(question: object) -> str:
    if isinstance(question, str):
        return question
    raise WenjuError(f"question 应是文字，而不是 {_shown(question)}")


def _turns(history: object) -> Sequence[Turn]:
    if history is None:
        return ()
    if not isinstance(history, list):
        raise WenjuError(f'history 应是 [{{"question": "…", "answer": "…"}}]，而不是 {_shown(history)}')
    return [_turn(exchange) for exchange in history[-_LONGEST_HISTORY:]]


def _turn(exchange: object) -> Turn:
    if isinstance(exchange, dict):
        question, answer = exchange.get("question"), exchange.get("answer", "")
        if isinstance(question, str) and isinstance(answer, str):
            return Turn(question, answer)
    raise WenjuError(f'history 的每一项应是 {{"question": "…", "answer": "…"}}，而不是 {_shown(exchange)}')


def _day(as_of: object) -> str | None:
    if as_of is None or as_of == "":
        return None
    try:
        if isinstance(as_of, str) and date.fromisoformat(as_of).isoformat() == as_of:
            return as_of
    except ValueError:
        pass
    raise WenjuError(f"as_of 应写作 YYYY-MM-DD，而不是 {_shown(as_of)}")


def _count(max_chars: object) -> int:
    if max_chars is None:
        return MAX_CHARS
    if isinstance(max_chars, int) and not isinstance(max_chars, bool):
        return max_chars
    raise WenjuError(f"max_chars 应是整数，而不是 {_shown(max_chars)}")


def _shown(value: object) -> str:
    return repr(value)[:80]

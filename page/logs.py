"""What the server writes about its work: where it failed, and no text of a question unless asked to."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from types import SimpleNamespace, TracebackType

import gradio.queueing
import gradio.routes

_QUESTIONS = logging.getLogger("wenju.questions")
_FORM = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class WithoutTexts(logging.Formatter):
    """Writes where an error came from and of which kind it is; its message may hold what a user typed."""

    def formatException(
        self, info: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        """The frames and the kind of an error and of those that it came from, the first one first."""
        lines: list[str] = []
        error = info[1]
        while error is not None:
            lines = [*traceback.format_tb(error.__traceback__), f"{type(error).__qualname__}\n", *lines]
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "".join(lines).rstrip("\n")


def log_question(question: str) -> None:
    """Write a question to the log, on one line, if that was asked for."""
    if _QUESTIONS.isEnabledFor(logging.INFO):
        _QUESTIONS.info("%s", json.dumps(question, ensure_ascii=False))


def start_logs(questions: bool) -> None:
    """Write to stderr what is logged: with the text of `questions`, or without, be it inside an error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter(_FORM) if questions else WithoutTexts(_FORM))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    _QUESTIONS.setLevel(logging.INFO if questions else logging.WARNING)
    # Gradio prints what goes wrong in a call by itself, the values that it was called with among it.
    printed = SimpleNamespace(print_exc=_log_error)
    for module in (gradio.queueing, gradio.routes):
        setattr(module, "traceback", printed)  # noqa: B010


def _log_error() -> None:
    logging.getLogger("gradio").exception("a call failed")

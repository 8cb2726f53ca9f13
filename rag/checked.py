"""Whether a question can be asked at all, and after what was said before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.errors import WenjuError
from rag.types import Turn

MAX_QUESTION = 2000
MAX_CHARS = 200
_MIN_CHARS = 20
# Half of a character: programs can send one in JSON, and nothing can write or encode it.
_HALVES = re.compile("[\ud800-\udfff]")


def checked(question: str, max_chars: int) -> str:
    """Return the question. Raises WenjuError when it is empty, too long, no text, or no answer would fit."""
    _require_text(question)
    if not question.strip():
        raise WenjuError("问题是空的，请输入一个问题，例如：黄茅海大桥何时封顶")
    if len(question) > MAX_QUESTION:
        raise WenjuError(f"问题太长（{len(question)} 字，最多 {MAX_QUESTION} 字），请缩短后重试")
    if max_chars < _MIN_CHARS:
        raise WenjuError(f"答案长度上限太小（{max_chars}，至少 {_MIN_CHARS}），请调大 --max-chars")
    return question


def check_history(history: Sequence[Turn]) -> None:
    """Raise WenjuError when some of what was said before is no text, or a question that is too long."""
    for turn in history:
        _require_text(turn.question)
        _require_text(turn.answer)
        if len(turn.question) > MAX_QUESTION:
            raise WenjuError(f"上文里的问题太长（{len(turn.question)} 字，最多 {MAX_QUESTION} 字），请去掉它")


def _require_text(text: str) -> None:
    if _HALVES.search(text):
        raise WenjuError("问题或上文里有无效字符（不成对的代理码），请重新输入")

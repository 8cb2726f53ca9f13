"""Follow-up questions: what they leave out is taken from the question before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.types import Turn

_LEANS = re.compile(
    r"^(?:那么|那|它|他|她|该|这|此|上述|前者|后者|还有)|呢[?？]?$|它的?|该项目|其(?![中他它余实次])|这个|那个"
)
_LEAD = re.compile(r"^(?:那么|那)[，,]?|呢[?？]?$")
_SHORT = 6


def complete(question: str, history: Sequence[Turn]) -> str:
    """Return the question to search for: a leaning or very short one follows the last question."""
    if not history:
        return question
    if _LEANS.search(question.strip()) or len(question.strip()) <= _SHORT:
        return f"{history[-1].question.rstrip('?？。')} {_LEAD.sub('', question.strip())}"
    return question

"""A follow-up question after what the replaced edition said of the same: 「旧版是多少」, 「改之前呢」."""

from __future__ import annotations

import re

from rag.former import asks_former, former_at_front
from rag.leaning import ASKS, is_bare
from rag.tagged import tagged

# Which edition the question before asks of.
_EDITION = re.compile(
    r"(?:按(?:照)?)?(?:(?:19|20)\d{2}年?(?:修订)?版本?(?:里|中)?[,，的]?|修[订改]后的?|新修[订改]的?|(?:现在|目前|现行|如今|最新)的?"
    r"|新(?=版|办法|规定|政策|标准|细则|条例)的?)"
)


def former_of(body: str) -> str | None:
    """The words for the former edition that a question begins with, where it names nothing else."""
    words = former_at_front(body)
    if words is None or not asks_former(body):
        return None
    rest = ASKS.sub(" ", body.removeprefix(words))
    named = (t.text for t in tagged(rest) if t.tag.startswith("n") and len(t.text) > 1)
    return words if all(is_bare(word) for word in named) else None


def of_former(words: str, before: str) -> str:
    """The question before, asked of the former edition."""
    return words + _EDITION.sub("", before)

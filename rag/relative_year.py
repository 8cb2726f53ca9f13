"""前一年 and 第二年 of a follow-up question, counted from the year of the question before."""

from __future__ import annotations

import re

from rag.leaning import is_bare

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})年(?!级)")
_END = r"(?:的?年?[底末])?"
_COUNTED = {
    -1: re.compile(rf"(?:[前上]一年度?|上年度?){_END}"),
    1: re.compile(rf"第二年(?!级){_END}|[次翌转来]年(?!度?级){_END}|转过年来?|[后下]一年度?{_END}"),
}


def counted(question: str, before: str) -> str | None:
    """The question with the year that it begins with; None when it counts from none.

    Nor when it names a year or a thing of its own: 前一年度的审计报告在哪里看.
    """
    years = set(_YEAR.findall(before))
    if len(years) != 1 or _YEAR.search(question):
        return None
    year = int(years.pop())
    for step, pattern in _COUNTED.items():
        if found := pattern.match(question):
            rest = question[found.end() :]
            return f"{year + step}年{rest}" if not rest or is_bare(rest) else None
    return None

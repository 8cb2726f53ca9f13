"""Evidence on another time, or another stage, than the question."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.compose import Quote
from rag.events import other_stage
from rag.evidence import Candidate
from rag.in_period import UP_TO, fit, other_period
from rag.question import Query
from rag.subject import whole
from rag.times import asked_times
from rag.years import years_of

# Years after which a document that does not name a year hardly speaks of it.
_LONG_AFTER = 2
_COUNTS = frozenset({"money", "number", "percent"})
# 2019年注册的企业, 2018年买的房: the year of a thing, of which a rule that names no year speaks all the same.
_OF_A_THING = re.compile(
    r"年(?:[之以]?[前后])?[^,，。]{0,6}(?:出生|入职|入学|毕业|注册|登记|结婚|买|购|建|通车|开业|获批|退休|参加工作)"
    r"|年[^,，。]{1,8}的"
)


def other_time(query: Query, quotes: Sequence[Quote]) -> str | None:
    """Say in Chinese of which other time or stage the best evidence is; None when of none."""
    best = quotes[0].candidate
    return (
        _other_year(query, best)
        or _other_period(query, best)
        or _untold_time(query, best)
        or _other_stage(query, quotes)
    )


def _other_year(query: Query, best: Candidate) -> str | None:
    """2024 asked, only 2023 found."""
    if best.feature("year") > -1:
        return None
    return f"问的是{'、'.join(sorted(query.years))}年，最接近的句子说的是其他年份"


def _other_period(query: Query, best: Candidate) -> str | None:
    """June asked, a sentence on April found."""
    found = other_period(query, best)
    return f"问的是{found[0]}，最接近的句子说的是{found[1]}" if found else None


def _untold_time(query: Query, best: Candidate) -> str | None:
    """June asked, a document of May found; how many in 2019 asked, one of 2023 that names no such year.

    A report on the year that is over comes in the next one, and need not name it where it speaks of it.
    """
    published = best.document.published
    times = asked_times(query.text, None)
    if not published or not times or UP_TO.search(query.text):
        return None
    if fit(best.document, best.hit.chunk, times) < 0:
        return f"最接近的文件写于{published}，早于所问的{times[0].shown}"
    if best.document.effective or not query.slots & _COUNTS or _OF_A_THING.search(query.folded):
        return None
    is_late = all(int(published[:4]) - int(time.last[:4]) >= _LONG_AFTER for time in times)
    asked = {str(year) for time in times for year in range(int(time.first[:4]), int(time.last[:4]) + 1)}
    if best.feature("year") > 0 or not is_late or asked & years_of(whole(best.document)):
        return None
    return f"最接近的文件写于{published}，没有提到{times[0].shown}"


def _other_stage(query: Query, quotes: Sequence[Quote]) -> str | None:
    """When a tunnel was begun asked, a sentence on when it is opened found, or none on either."""
    if (found := other_stage(query, quotes)) is None:
        return None
    asked, told = found
    return f"问的是“{asked}”，最接近的句子" + (f"说的是“{told}”" if told else "没有提到")

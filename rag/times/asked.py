"""The times that a question asks after: named, or counted from a day (去年, 上月, 今年3月)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.times.moments import Moment, moments
from rag.times.words import plain

_YEAR_WORD = re.compile(r"(?:大?前|[今去本明后来]|[上下]一?)年|年内")
_RELATIVE = re.compile(
    rf"{_YEAR_WORD.pattern}|[上本下这]一?个?(?:月|季度|周|星期|礼拜)|[昨今明][日天晚夜晨早]|[前后]天"
)
_YEAR = re.compile(r"\d{4}|[一二][〇一二三四五六七八九]{3}年")
_IN_WORDS = re.compile(r"[一二][〇一二三四五六七八九]{3}(?=年)")
_PLAN_NAME = re.compile("规划|计划|纲要")
_TITLE = re.compile("《[^《》]*》")
# What others are compared with is not asked for: 比去年增长多少, 与去年相比, 去年同期.
_COMPARED = re.compile(r"[比较](?:于|了)?$")
_COMPARED_WITH = re.compile("相比|比较")
_IN_BRACKETS = re.compile("（[^（）]*）$")


@dataclass(frozen=True, slots=True)
class AskedTime:
    """`words` of a question that name the days from `first` to `last` (ISO, inclusive), called `shown`.

    `relative` words count from a day.
    """

    words: str
    shown: str
    first: str
    last: str
    relative: bool = False


@lru_cache(maxsize=256)  # each text of a question is asked for twice: to find passages and to weigh them
def asked_times(question: str, day: str | None) -> tuple[AskedTime, ...]:
    """Times that a question asks after, in order; 去年 and the like count from `day`, without it are none.

    A month or day without a year and without such a word (4月) is none: nothing tells its year. Neither are
    words such as 目前, the name of a plan or what stands in a 《title》, and what is only compared with.
    """
    return tuple(_time(question, m) for m in _asked(question, day))


def in_full(question: str, day: str | None) -> str:
    """Write the relative times of a question as the years and months that they are.

    Years in words (二〇二二年) are written in digits. Days and spans of them (昨天, 上周) stay: their numbers
    stand in any date, and 今晚 is as often small talk.
    """
    for moment in reversed(_asked(question, day)):
        time = _time(question, moment)
        written = _written(time) if time.relative else _IN_WORDS.sub(time.first[:4], plain(time.words), 1)
        if written != plain(time.words):
            question = f"{question[: moment.start]}{written}{question[moment.end :]}"
    return question


def _asked(question: str, day: str | None) -> list[Moment]:
    text = plain(question)
    titles = [match.span() for match in _TITLE.finditer(text)]
    return [
        m
        for m in moments(question, day)
        if not m.fuzzy
        and not any(start < m.start < end for start, end in titles)
        and not _is_compared(text, m)
        and not (m.basis == "plan" and _PLAN_NAME.match(text, m.end))
        and (m.basis != "published" or _RELATIVE.match(text, m.start) or _YEAR.match(text, m.start))
    ]


def _is_compared(text: str, moment: Moment) -> bool:
    return (
        text[moment.start : moment.end].endswith(("同期", "同月"))
        or _COMPARED.search(text[: moment.start]) is not None
        or _COMPARED_WITH.match(text, moment.end) is not None
    )


def _time(question: str, moment: Moment) -> AskedTime:
    words = question[moment.start : moment.end]
    relative = moment.basis == "published" and _RELATIVE.search(plain(words)) is not None
    return AskedTime(words, moment.shown, moment.first, moment.last, relative)


def _written(time: AskedTime) -> str:
    words = plain(time.words)
    if not (heads := list(_YEAR_WORD.finditer(words))):
        is_day = time.first == time.last
        shown = _IN_BRACKETS.sub("", time.shown)
        return time.words if is_day or "—" in shown else shown
    years = [time.first[:4], *([time.last[:4]] * (len(heads) - 1))]  # from 去年12月 to 今年1月
    for head, year in reversed(list(zip(heads, years, strict=True))):
        within = "年内" if head.group() == "年内" else "年"
        words = f"{words[: head.start()]}{year}{within}{words[head.end() :]}"
    return words

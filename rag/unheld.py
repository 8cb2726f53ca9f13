"""A date, a sum, so many 公里 or a telephone that was asked, and no quote about the subject has one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.normal import fold
from rag.compose import Quote
from rag.features import unsaid
from rag.question import Query
from rag.ranges import agrees
from rag.slots import CLOSED, SLOT_NAMES, asks_how, held
from rag.units import MEASURES, OF_THINGS, holds_unit

# A quote is about the subject when it holds this share of what the fullest quote holds of the question,
# or stands in the same passage, itself holds this share of the question, and plainly has what is asked.
_SUBJECT = 0.6
_SAME_PASSAGE = 0.15
_COUNTED = re.compile(r"多少|(?<!哪)几")
# 「电话是多少」, 「打哪个电话」; 「热线是哪个部门管的」 and 「打电话预约要几天」 ask for another thing.
_REACHED = "(?:电话|热线|邮箱|网址|联系方式)(?:号码|号|地址)?"
_CONTACT = re.compile(
    rf"{_REACHED}(?:各|分别)?(?:[是为]|有)?(?:多少|(?:什么|哪些|哪几个|几号)(?:号码?)?)(?:$|[?,。])|{_REACHED}[?。]?$"
    rf"|{_REACHED}[、和及](?:电话|热线|邮箱|网址|地址|联系人)\w*(?:$|[?]|(?:各|分别)?[是为])"
    r"|(?:打|拨|联系)(?:哪个|哪一个|什么|啥)(?:电话|号码|热线)|(?:电话|热线)(?:打|拨)哪"
)
# Whether anything is to be paid, which is no sum: 「补办要交钱吗」.
_FEE_ASKED = re.compile(
    r"(?<![去来])[要收交付花掏出](?:不[要收交付花掏出])?钱[吗么不没]|收不收[费钱]|[要会]?收费[吗么不]|免不免费|免费[吗么]|要不要[交付花掏出]?[钱费]"
)
_FEE = re.compile(r"[费钱元价款]|免|无偿|自理|承担")


def unheld_kind(query: Query, quotes: Sequence[Quote]) -> str | None:
    """Say in Chinese what kind of thing no quote about the subject has; None when all asked is there."""
    about, beside = _about_subject(query, quotes)
    if _FEE_ASKED.search(query.folded) and not any(_FEE.search(fold(q.text)) for q in quotes):
        return "最接近的句子没有说要不要交钱"
    # 「还有哪几座桥」 asks for their names, 「哪几个镇的人口各有多少」 for numbers too.
    named = "list" in query.manner and not _COUNTED.search(query.folded)
    asked = query.slots & CLOSED - ({"number"} if named else set())
    asked |= {"contact"} if _CONTACT.search(query.folded) and not asks_how(query.folded) else set()
    lacking = [
        slot
        for slot in sorted(asked)
        if not any(held(slot, one.text) for one in about)
        and not any(held(slot, one.text) == 1 for one in beside)
    ]
    if lacking:
        return f"最接近的句子里没有所问的{'、'.join(SLOT_NAMES[s] for s in lacking)}"
    unheld = [u for u in query.units if u in MEASURES and not any(_counts(u, one) for one in about + beside)]
    return f"最接近的句子里没有以“{unheld[0].replace('|', '/')}”计的数量" if unheld else None


@dataclass(frozen=True, slots=True)
class _Said:
    """A folded quote without the question's own numbers, and its passage with the head of a table."""

    text: str
    passage: str


def _counts(unit: str, said: _Said) -> bool:
    """Whether a quote counts in a unit; one of things (间, 册) stands in the passage of a row that does."""
    if "|" in said.text and unit in OF_THINGS and not re.search(unit, said.passage):
        return False
    return holds_unit(unit, said.text)


def _about_subject(query: Query, quotes: Sequence[Quote]) -> tuple[list[_Said], list[_Said]]:
    """Quotes that speak of what is asked about, and those beside them in the same passage."""
    named = [q for q in quotes if all(agrees(query, i, q.candidate.context) for i in query.identifiers)]
    named = _of_the_rarest(query, named or list(quotes))
    subject = max(named, key=lambda q: q.candidate.feature("context_coverage")).candidate
    least = _SUBJECT * subject.feature("context_coverage")
    about: list[_Said] = []
    beside: list[_Said] = []
    for quote in named:
        said = _Said(unsaid(query, fold(quote.text)), quote.candidate.context)
        if quote.candidate.feature("context_coverage") >= least:
            about.append(said)
        elif quote.candidate.hit == subject.hit and quote.candidate.feature("coverage") >= _SAME_PASSAGE:
            beside.append(said)
    return about, beside


def _of_the_rarest(query: Query, quotes: list[Quote]) -> list[Quote]:
    """Quotes whose passage has the rarest name of the question, where any has.

    When the documents speak of 黄茅海大桥 and give no sum, the sum of another bridge is none of it.
    """
    names = [word for word in query.words if word.name and word.known]
    rarest = max(names, key=lambda word: word.weight, default=None)
    return [q for q in quotes if rarest and rarest.stands_in(q.candidate.context)] or quotes

"""Plain reasons why evidence is not about what was asked, whatever its score.

Together they refuse 1 in 100 of the right answers on the RGB-zh development half and 3 in 100 in reading
comprehension, and of the near-misses made from them 84 in 100 with another number, 56 with another year;
`python -m eval fit` prints these shares ("vetoed").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import rjieba

from index.normal import fold
from rag.compose import Quote
from rag.evidence import Candidate
from rag.features import unsaid
from rag.matter import of_a_deputy, sibling
from rag.other_time import other_time
from rag.question import Query
from rag.ranges import agrees
from rag.regions import other_region, regions_of
from rag.slots import CLOSED, MEASURES, SLOT_NAMES, held, holds_unit, tagged
from rag.subject import other_subject, unheld_party, unheld_place
from rag.table_rows import TableRows
from rag.terms import holds_term

# A quote is about the subject when it holds this share of what the fullest quote holds of the question,
# or stands in the same passage, itself holds this share of the question, and plainly has what is asked.
_SUBJECT = 0.6
_SAME_PASSAGE = 0.15
# What a table is called tells no matter.
_OF_TABLES = frozenset({"名单", "清单", "名录", "目录", "表格", "明细", "统计表"})
_COUNTED = re.compile(r"多少|(?<!哪)几")
# 「电话是多少」, 「打哪个电话」; 「热线是哪个部门管的」 and 「打电话预约要几天」 ask for another thing.
_REACHED = "(?:电话|热线|邮箱|网址|联系方式)(?:号码|号|地址)?"
_CONTACT = re.compile(
    rf"{_REACHED}(?:各|分别)?(?:[是为]|有)?(?:多少|(?:什么|哪些|哪几个|几号)(?:号码?)?)(?:$|[?,。])|{_REACHED}[?。]?$"
    rf"|{_REACHED}[、和及](?:电话|热线|邮箱|网址|地址|联系人)\w*(?:$|[?]|(?:各|分别)?[是为])"
    r"|(?:打|拨|联系)(?:哪个|哪一个|什么|啥)(?:电话|号码|热线)|(?:电话|热线)(?:打|拨)哪"
)
# A passage that holds this share of the question by its bigrams is about it, whatever the words.
_SHARED = 0.25


def conflict(query: Query, quotes: Sequence[Quote]) -> str | None:
    """Say in Chinese what the best evidence lacks or contradicts; None when nothing speaks against it."""
    best = quotes[0].candidate
    return (
        _nothing_shared(query, quotes)
        or _unheard(query, best)
        or _unheard_person(query, quotes)
        or _other_region(query, best)
        or _other_row(query, best)
        or _other_thing(query, best)
        or other_subject(query, quotes)
        or other_time(query, quotes)
        or _other_number(query, quotes)
        or _no_office(query, quotes)
        or _no_slot(query, quotes)
        or unheld_party(query, quotes)
        or unheld_place(query, quotes)
    )


def _nothing_shared(query: Query, quotes: Sequence[Quote]) -> str | None:
    """A greeting, or a subject that no quoted passage mentions.

    A question that asks for a date, a sum, … may be put in other words than the text's.
    """
    if query.slots:
        return None
    asked = [word.text for word in query.words] or list(query.terms)
    if any(holds_term(text, quote.candidate.context) for text in asked for quote in quotes):
        return None
    # The dictionary cuts words that it lacks (通借通还) into pieces that are none.
    if any(quote.candidate.feature("passage_coverage") >= _SHARED for quote in quotes):
        return None
    return "最接近的段落没有提到所问的内容" if asked else "问题里没有可供查找的内容"


def _unheard(query: Query, best: Candidate) -> str | None:
    """The asked matter is in no document, and the best sentence has no word of the question."""
    if best.feature("coverage") > 0 or query.focus is None or query.focus.known:
        return None
    return f"最接近的句子没有提到所问的“{query.focus.text}”"


def _unheard_person(query: Query, quotes: Sequence[Quote]) -> str | None:
    """王超的电话 asked, and no quoted passage has the name: what is another's is none of it."""
    words = tagged(query.folded)
    persons = [
        word
        for (word, tag), (behind, _) in pairwise(words)
        if tag == "nr" and behind == "的" and len(word) > 1 and not rjieba.has_word(word)
    ]
    lacking = [p for p in persons if not any(p in q.candidate.context for q in quotes)]
    return f"最接近的段落没有提到“{'、'.join(lacking)}”" if lacking else None


def _other_thing(query: Query, best: Candidate) -> str | None:
    """东塔 asked, 西塔 found."""
    if office := of_a_deputy(query, best):
        told = f"副{office.text}" if f"副{office.text}" in best.folded else f"{office.text}助理"
        return f"问的是“{office.text}”，最接近的句子说的是“{told}”"
    found = sibling(query, best)
    return f"问的是“{found[0]}”，最接近的句子说的是“{found[1]}”" if found else None


def _other_row(query: Query, best: Candidate) -> str | None:
    """人口 asked, a row on 收入 found: it, the heads of its table and its titles name no such matter."""
    head = TableRows.of(best.document.text, best.hit.chunk).head_of(best.sentence)
    if not head:
        return None
    labels = best.context.partition("\n")[0]
    matters = [
        w
        for w in query.words
        if w.noun and not w.name and w.text not in _OF_TABLES and not w.stands_in(labels)
    ]
    if not matters or any(w.stands_in(f"{head}\n{best.folded}") for w in matters):
        return None
    return f"最接近的表格行没有提到“{'、'.join(w.text for w in matters)}”"


def _other_region(query: Query, best: Candidate) -> str | None:
    """青岚区 asked, a sentence on 柳湾县 found."""
    found = other_region(regions_of(query.folded), best)
    return f"问的是“{found[0]}”，最接近的句子说的是“{found[1]}”" if found else None


def _other_number(query: Query, quotes: Sequence[Quote]) -> str | None:
    """361个 asked about, no quoted passage has 361."""
    if any(all(agrees(query, i, q.candidate.context) for i in query.identifiers) for q in quotes):
        return None
    return f"没有哪个段落同时提到“{'、'.join(query.identifiers)}”"


def _no_office(query: Query, quotes: Sequence[Quote]) -> str | None:
    """The holder of an office asked, or how to reach him, and no quoted sentence names the office.

    A deputy is another, and the telephone of another desk is not his.
    """
    if not query.slots & {"who", "contact"}:
        return None
    offices = [word for word in query.words if word.is_office and _holder_asked(word.text, query.folded)]
    lacking = [w.text for w in offices if not any(w.stands_in(q.candidate.folded) for q in quotes)]
    return f"最接近的句子没有提到“{'、'.join(lacking)}”" if lacking else None


def _holder_asked(office: str, folded: str) -> bool:
    """「局长是谁」, 「谁任局长」, 「局长的电话」; 「陪同书记调研的是谁」 asks for another."""
    who = "(?:谁|哪位|何人|什么)"
    named = rf"{office}(?:的?(?:姓名|名字))?(?:$|[?,。和、及与]|(?:现在)?(?:是|叫|为|由|都?有)?{who})"
    reached = rf"{office}的?.{{0,4}}(?:电话|手机|邮箱|联系方式)"
    holding = rf"{who}(?:是|来?任|担任|出任|当|兼任).*{office}"
    return re.search(rf"{named}|{reached}|{holding}", folded) is not None


def _no_slot(query: Query, quotes: Sequence[Quote]) -> str | None:
    """A date, number or sum asked, and no quote about the subject has one."""
    about, beside = _about_subject(query, quotes)
    # 「还有哪几座桥」 asks for their names, 「哪几个镇的人口各有多少」 for numbers too.
    named = "list" in query.manner and not _COUNTED.search(query.folded)
    asked = query.slots & CLOSED - ({"number"} if named else set())
    asked |= {"contact"} if _CONTACT.search(query.folded) else set()
    lacking = [
        slot
        for slot in sorted(asked)
        if not any(held(slot, text) for text in about) and not any(held(slot, text) == 1 for text in beside)
    ]
    if lacking:
        return f"最接近的句子里没有所问的{'、'.join(SLOT_NAMES[s] for s in lacking)}"
    unheld = [u for u in query.units if u in MEASURES and not any(holds_unit(u, t) for t in about + beside)]
    return f"最接近的句子里没有以“{unheld[0].replace('|', '/')}”计的数量" if unheld else None


def _of_the_rarest(query: Query, quotes: list[Quote]) -> list[Quote]:
    """Quotes whose passage has the rarest name of the question, where any has.

    When the documents speak of 黄茅海大桥 and give no sum, the sum of another bridge is none of it.
    """
    names = [word for word in query.words if word.name and word.known]
    rarest = max(names, key=lambda word: word.weight, default=None)
    return [q for q in quotes if rarest and rarest.stands_in(q.candidate.context)] or quotes


def _about_subject(query: Query, quotes: Sequence[Quote]) -> tuple[list[str], list[str]]:
    """Folded quotes that speak of what is asked about, and those beside them in the same passage."""
    named = [q for q in quotes if all(agrees(query, i, q.candidate.context) for i in query.identifiers)]
    named = _of_the_rarest(query, named)
    subject = max(named, key=lambda q: q.candidate.feature("context_coverage")).candidate
    least = _SUBJECT * subject.feature("context_coverage")
    about: list[str] = []
    beside: list[str] = []
    for quote in named:
        text = unsaid(query, fold(quote.text))
        if quote.candidate.feature("context_coverage") >= least:
            about.append(text)
        elif quote.candidate.hit == subject.hit and quote.candidate.feature("coverage") >= _SAME_PASSAGE:
            beside.append(text)
    return about, beside

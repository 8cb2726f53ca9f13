"""Plain reasons why evidence is not about what was asked, whatever its score.

Over four folders that no rule was made on (`eval/folders`) they refuse 2 in 100 of the right answers, and of
the near-misses 20 in 100 that ask another attribute, 26 another thing, 63 another year; `python -m eval fit`
prints these shares ("vetoed"). What speaks against right answers as often is a doubt (`rag.doubts`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import rjieba

from rag.codes import LONG_CODE
from rag.compose import Quote
from rag.doubts import nothing_shared
from rag.evidence import Candidate
from rag.exclusive import other_of_group
from rag.extremes import undecided
from rag.in_period import bounds
from rag.matter import of_a_deputy, sibling
from rag.other_time import other_time
from rag.question import Query
from rag.ranges import answers
from rag.regions import other_region, regions_of
from rag.slots import held, tagged
from rag.subject import other_subject, unheld_party, unheld_place, whole
from rag.terms import holds_term
from rag.unheld import unheld_kind

# Everyday questions that share no word with the sentence that answers them: of 34 over `eval/folders` and the
# training questions the reader finds 32 this likely to answer, of 50 greetings and other matters 3.
_ANSWERS = 0.65
# What an asker counts of the own: 「出差2天能报销多少」 is answered by what a day is worth.
_OWN_COUNT = r"(?:天|晚|次|趟|个?人|个(?=[,。;?]|$))(?!以|及|的?(?:标准|档))"
# What greetings, thanks and farewells are made of, and what may be left between: nothing else was asked.
_PLEASANTRY = re.compile(
    r"(?:[你您]|大家|[早晚]上?|[上中下]午)好|嗨|哈[喽啰]|[早晚]安|在[吗么]|在不在|有人[吗么]|打扰|麻烦|辛苦|[多谢感]谢"
    r"|再见|拜拜|知道了|好的|吃饭?了(?:没有|[吗么没])|忙[吗么]|忙不忙|[你您了啦呀啊呢吧哦嗯哈]|\W|_"
)


def conflict(query: Query, quotes: Sequence[Quote]) -> str | None:
    """Say in Chinese what the best evidence lacks or contradicts; None when nothing speaks against it."""
    best = quotes[0].candidate
    return (
        _small_talk(query, quotes)
        or _unheard_person(query, quotes)
        or _other_region(query, best)
        or _other_thing(query, best)
        or other_subject(query, quotes)
        or other_time(query, quotes)
        or _other_number(query, quotes)
        or _no_office(query, quotes)
        or unheld_kind(query, quotes)
        or unheld_party(query, quotes)
        or unheld_place(query, quotes)
        or _untold_extreme(query, best)
    )


def _small_talk(query: Query, quotes: Sequence[Quote]) -> str | None:
    """A greeting, or the weather: it shares no word with the passages, and no sentence seems to answer it."""
    if not _PLEASANTRY.sub("", query.folded):
        return "问题里没有可供查找的内容"
    likely = max(quote.candidate.feature("answering") for quote in quotes)
    if not query.words and not query.terms:
        return nothing_shared(query, quotes)
    if likely >= _ANSWERS or query.slots:
        return None
    if query.words and not any(word.known for word in query.words) and not _shares_bigram(query, quotes):
        return "最接近的段落没有提到所问的内容"
    return nothing_shared(query, quotes)


def _shares_bigram(query: Query, quotes: Sequence[Quote]) -> bool:
    """Whether more than a character is shared: 股票怎么买 has 买 in common with much."""
    return any(len(t) > 1 and holds_term(t, q.candidate.context) for t in query.terms for q in quotes)


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
    found = sibling(query, best) or other_of_group(query, best)
    return f"问的是“{found[0]}”，最接近的句子说的是“{found[1]}”" if found else None


def _other_region(query: Query, best: Candidate) -> str | None:
    """青岚区 asked, a sentence on 柳湾县 found."""
    found = other_region(regions_of(query.folded), best)
    return f"问的是“{found[0]}”，最接近的句子说的是“{found[1]}”" if found else None


def _other_number(query: Query, quotes: Sequence[Quote]) -> str | None:
    """361个 asked about, no quoted passage has 361."""
    of_document = [c for c in LONG_CODE.findall(query.folded) if c in whole(quotes[0].candidate.document)]
    told = [
        i
        for i in query.identifiers
        if not re.search(rf"(?<![\d.]){re.escape(i)}{_OWN_COUNT}", query.folded)
        and not any(i in code for code in of_document)
        and not (i.endswith("月") and bounds(query, quotes[0].candidate))
    ]
    if any(all(answers(query, i, q.candidate.context) for i in told) for q in quotes):
        return None
    return f"没有哪个段落同时提到“{'、'.join(told)}”"


def _no_office(query: Query, quotes: Sequence[Quote]) -> str | None:
    """The holder of an office asked, or how to reach him, and no quoted sentence names the office.

    A deputy is another, and the telephone of another desk is not his: where it alone is asked, the sentence
    with it names the office.
    """
    if not query.slots & {"who", "contact"}:
        return None
    offices = [word for word in query.words if word.is_office and _holder_asked(word.text, query.folded)]
    sentences = [quote.candidate.folded for quote in quotes]
    told = [s for s in sentences if "who" in query.slots or held("contact", s)]
    lacking = [word.text for word in offices if not any(word.stands_in(sentence) for sentence in told)]
    return f"最接近的句子没有提到“{'、'.join(lacking)}”" if lacking else None


def _untold_extreme(query: Query, best: Candidate) -> str | None:
    """The row with the most asked, and nothing tells by which column: any row would be a guess."""
    return "看不出该按表格的哪一列比较" if undecided(query, best) else None


def _holder_asked(office: str, folded: str) -> bool:
    """「局长是谁」, 「谁任局长」, 「局长的电话」; 「陪同书记调研的是谁」 asks for another."""
    who = "(?:谁|哪位|何人|什么)"
    named = rf"{office}(?:的?(?:姓名|名字))?(?:$|[?,。和、及与]|(?:现在)?(?:是|叫|为|由|都?有)?{who})"
    reached = rf"{office}的?.{{0,4}}(?:电话|手机|微信|邮箱|联系方式)"
    holding = rf"{who}(?:是|来?任|担任|出任|当|兼任).*{office}"
    return re.search(rf"{named}|{reached}|{holding}", folded) is not None

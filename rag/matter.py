"""Sentences on what was asked, and those on another year, region, stage or sibling of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from rag.contrast import sibling_of
from rag.events import of_stage
from rag.evidence import Candidate, likely
from rag.extremes import of_extreme
from rag.question import Query, Word
from rag.ranges import inside, outside
from rag.regions import other_region, regions_of
from rag.rows import of_named_row
from rag.slots import tagged
from rag.subject import names_another

# Least agreement of years at which the asked year stands in a sentence or its labels.
_NAMED = 0.5
# What is said of the asked year is on the matter when it has this share of the nouns that the likeliest has.
_SUBJECT = 0.6
# What a document says of its own term, and of those that it replaces: 本办法自…起施行, 《…》同时废止.
_TERM = re.compile(
    r"^(?:第\S{1,6}条 ?|[一二三四五六七八九十]+、)?"
    r"(?:本(?:通知|办法|规定|规则|细则|意见|方案|条例|标准|公告|决定)[^,;。]{0,24}(?:施行|执行|实施|生效|有效|废止)"
    r"|(?:原来?的?)?《[^》]+》[^;。]{0,30}(?:废止|失效))[^;。]{0,20}[;。]?$"
)
_ASKS_OF_TERM = re.compile(r"废止|失效|有效|作废|取消|替代|取代|代替|施行|执行|实施|生效|到期|期限|还")
# A day that stands alone, or behind who signs: 2025年12月8日 below a notice. It says when a text was issued.
_SIGNED = re.compile(
    r"(?:[^\W\d]{1,22}(?:[局委厅部办院校司府处心团站所社室科队行馆联组厂报讯]"
    r"|(?:[委协学工商]|联合|委员|理事)会) +)?(?:19|20)\d{2}(?:年\d{1,2}月\d{1,2}日|([-./])\d{1,2}\1\d{1,2})"
)
_ASKS_OF_ISSUE = re.compile(
    r"发[布出文的了表]|[印下签颁]发|公布|成文|落款|签署|出台|刊[登发]|报道|哪[天年]的|制定|写"
)
_TIMES = frozenset({"when", "day", "duration"})
_REGIONS = "省市县区镇乡村"
# Characters that may stand on either side of the noun in 应当符合下列基本条件之一:
_ANNOUNCED = re.compile(r"(?:下列|以下|如下)([^,;。:]*):$")
_BEFORE, _BEHIND = 6, 4


def on_the_matter(query: Query, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    """Leave out sentences on another year, region or stage, or on a sibling of the asked thing.

    When the likeliest is one, the others must plainly have what it lacks; where none has, all are kept and
    what speaks against the likeliest will be said.
    """
    kept = [c for c in candidates if c.feature("year") > -1 and c.feature("contrast") == 0]
    if regions := regions_of(query.folded):
        kept = [c for c in kept if not other_region(regions, c)]
    kept = [c for c in kept if not names_another(query, c)]
    if not query.slots & _TIMES and not _ASKS_OF_TERM.search(query.folded):
        kept = [c for c in kept if not _TERM.search(c.folded)]
    if not _ASKS_OF_ISSUE.search(query.folded):
        kept = [c for c in kept if not _SIGNED.fullmatch(c.folded.strip())]
    if candidates and candidates[0].feature("year") <= -1:
        on_nouns = _SUBJECT * candidates[0].feature("nouns")
        kept = [c for c in kept if c.feature("year") >= _NAMED and c.feature("nouns") >= on_nouns]
    if candidates and (found := sibling(query, candidates[0])):
        kept = [c for c in kept if found[0] in c.folded]
    if candidates and (office := of_a_deputy(query, candidates[0])):
        kept = [c for c in kept if office.stands_in(c.folded)]
    rows = of_named_row(query, of_range(query, of_extreme(query, kept or candidates)))
    return announced(query, of_stage(query, rows))


def announced(query: Query, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    """Put likely sentences first that announce a list of what is asked, 应当符合下列条件: for 「什么条件」.

    Their items are quoted with them; one item by itself does not say that it is a condition.
    """
    if query.focus is None or query.slots:
        return candidates
    first = [
        c
        for c in likely(candidates)
        if _announces(query.focus.text, c.folded) and c.feature("nouns") >= candidates[0].feature("nouns")
    ]
    return [*first, *(c for c in candidates if c not in first)] if first else candidates


def _announces(noun: str, folded: str) -> bool:
    told = _ANNOUNCED.search(folded)
    place = told[1].rfind(noun) if told else -1
    return told is not None and 0 <= place <= _BEFORE and len(told[1]) - place - len(noun) <= _BEHIND


def of_range(query: Query, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    """Put likely rows whose range holds the asked number first, and leave out those of other ranges.

    Such a row says what is asked, however few its words. Without one, ranges are the answers' own.
    """
    holding = [c for c in likely(candidates) if inside(query, c.folded)]
    if not holding:
        return candidates
    return [*holding, *(c for c in candidates if c not in holding and not outside(query, c.folded))]


def sibling(query: Query, best: Candidate) -> tuple[str, str] | None:
    """(what the question says, what the sentence says of a sibling instead), see `rag.contrast`."""
    words = [w.text for w in query.words]  # a whole word says more than a bigram across two
    return sibling_of([*words, *query.terms], query.identifiers, best.folded)


def of_a_deputy(query: Query, best: Candidate) -> Word | None:
    """The office that is asked, where a sentence names its deputy or assistant alone."""
    words = pairwise(tagged(query.folded))  # 郝立群主任; the tagger takes 青岚市 for a person, too
    titles = {behind for (name, tag), (behind, _) in words if tag == "nr" and name[-1] not in _REGIONS}
    offices = (
        word
        for word in query.words
        if word.is_office and word.text in best.folded and word.text not in titles
    )
    return next((office for office in offices if not office.stands_in(best.folded)), None)

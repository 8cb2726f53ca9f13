"""Stages of a matter: a question when it is opened is not answered by when it was begun.

Words of one group tell the same stage, the groups of a family the stages of one matter. Hidden inside other
words they tell nothing: 开工率, 建成区.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.normal import fold
from rag.compose import Quote
from rag.evidence import Candidate, likely
from rag.question import Query, Word

_TIMES = frozenset({"day", "when"})
# What is finished is as good as opened, in a question and in the papers.
_WORKS = (
    r"开工(?!率)|动工|奠基|破土|开建|始建|(?:启动|开始|着手)(?:建设|施工|修建)",
    r"封顶",
    r"合龙|合拢|贯通",
    r"建成(?!区)|建好|完工|竣工|落成|通车|通航|投用|(?:投入|正式|开始|交付)(?:使用|运行|运营)|启用|投产|投运|(?:使用|运营|运行|交付)(?=$|[?,。;了吗呢])|交付(?!使用)|开通|开放(?!式)|开业|开馆|开园|完成建设|建设完成",
)
_RULES = (
    r"施行|生效|起执行|起实施|开始(?:执行|实施)",
    r"废止|失效|停止(?:执行|使用|施行)|不再(?:执行|适用|有效)|终止|到期|作废|有效期",
)
_MEETINGS = (
    r"报名",
    r"举行|举办|召开|开考|开幕|开赛",
    r"(?:成绩|结果|名单|分数)[^,。;]{0,8}(?:公布|公示|发布|揭晓)|查分|出分|公布[^,。;]{0,6}(?:成绩|结果|名单|分数)",
    r"闭幕|结束",
)
# 贯通之后 tells when something else is.
_NO_PREMISE = r"(?![以之]?[前后])"
_FAMILIES = tuple(
    tuple(re.compile(f"(?:{stage}){_NO_PREMISE}") for stage in family)
    for family in (_WORKS, _RULES, _MEETINGS)
)
Stage = re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Asked:
    """Stages of one family that a question names, the last word that does, and the other stages.

    Of a closed family every stage has few names.
    """

    stages: tuple[Stage, ...]
    word: str
    others: tuple[Stage, ...]
    is_closed: bool

    def told_by(self, folded: str) -> bool:
        return any(stage.search(folded) for stage in self.stages)

    def other_in(self, folded: str) -> str | None:
        """The word of another stage in a text that tells none of the asked."""
        if self.told_by(folded):
            return None
        return next((found.group() for s in self.others if (found := s.search(folded))), None)


def tells_stage(query: Query, folded: str) -> bool:
    """Whether a folded text tells a stage that the question asks after, in whatever words."""
    return any(asked.told_by(folded) for asked in _asked(query))


def of_stage(query: Query, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    """Put sentences on the asked stage first and leave out those on another, when a likely one tells it."""
    asked = list(_asked(query))
    told = [c for c in likely(candidates) if any(a.told_by(c.folded) for a in asked)]
    subject = _subject(query)
    telling = [c for c in told if c.feature("slot") > 0 and _about(subject, c)]
    if not telling:
        return candidates
    kept = [c for c in candidates if not any(a.other_in(c.folded) for a in asked)]
    return [*telling, *(c for c in kept if c not in telling)]


def other_stage(query: Query, quotes: Sequence[Quote]) -> tuple[str, str | None] | None:
    """(the asked stage, the one that the best quote tells instead); None when nothing speaks against it.

    Where no quote about the thing has a name of an asked stage of works, none tells of it.
    """
    subject = _subject(query)
    for asked in _asked(query):
        if other := asked.other_in(quotes[0].candidate.folded):
            return asked.word, other
        about = (_told(q) for q in quotes if _about(subject, q.candidate))
        if asked.is_closed and not any(map(asked.told_by, about)):
            return asked.word, None
    return None


def _told(quote: Quote) -> str:
    """What a quote tells of; of the row of a table its head says the stage."""
    return quote.candidate.context if "|" in quote.text else fold(quote.text)


def _subject(query: Query) -> Word | None:
    """The rarest word of a question beside those of the stages."""
    stages = [stage for family in _FAMILIES for stage in family]
    words = [w for w in query.words if w.known and not any(s.search(w.text) for s in stages)]
    return max(words, key=lambda word: word.weight, default=None)


def _about(subject: Word | None, candidate: Candidate) -> bool:
    return subject is None or subject.stands_in(candidate.context)


def _asked(query: Query) -> Iterator[_Asked]:
    """What a question when asks after, a family each."""
    if not query.slots & _TIMES:
        return
    for family in _FAMILIES:
        found = {stage: match for stage in family if (match := stage.search(query.folded))}
        if found:
            last = max(found.values(), key=re.Match.start)
            others = tuple(stage for stage in family if stage not in found)
            yield _Asked(tuple(found), last.group(), others, family is _FAMILIES[0])

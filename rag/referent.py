"""What a pronoun of a follow-up question stands for: something of the question before, or of its answer."""

from __future__ import annotations

import re

from rag.leaning import ATOMS
from rag.tagged import tagged
from rag.topic import places_of, topic_of

# A referent is looked for at the start of an answer only: further on stand other matters.
_NEAR = 60
_WHO = re.compile(r"谁|何人|哪位|姓名")
_WHERE = re.compile(r"哪里|哪儿|在哪|何地|何处|什么地方|地点|地址|哪个?[城省市区县国]")
JOINERS = re.compile(r"以及|还有|[和与及、]")
# Nouns after 该 and 这个 that only point; any other is kept when the topic does not have it.
_POINTING = re.compile(
    r"项目|工程|事情?|问题|文件|政策|规定|通知|方案|计划|制度|公司|企业|单位|机构|地区|活动|会议|平台|人|地方|情况"
)


def resolved(body: str, found: tuple[str, int, int], before: str, answer: str) -> str:
    """The question with what its pronoun stands for."""
    kind, start, end = found
    referent = _referent(kind, body[start:end], before, answer)
    if not referent:
        return f"{before} {body}"
    if kind == "then" and not re.search(ATOMS["year"], referent):
        return referent + body
    rest = body[end:].removeprefix("的") if body[start:end] == "其" else body[end:]
    return body[:start] + referent + rest


def _referent(kind: str, word: str, before: str, answer: str) -> str:
    topic = topic_of(before)
    if kind == "pair":
        pair = JOINERS.split(topic)
        return pair[word == "后者"] if len(pair) == 2 else topic
    if kind == "then":
        year = re.search(ATOMS["year"], before)
        return year.group() if year else topic
    if kind == "person" and _WHO.search(before):
        return (
            _only({t.text for t in tagged(answer[:_NEAR]) if t.tag == "nr" and 2 <= len(t.text) <= 4})
            or topic
        )
    if kind == "place" and _WHERE.search(before):
        return _only({answer[s:e] for s, e in places_of(answer[:_NEAR])}) or topic
    return topic + _kept_noun(word, topic) if kind == "this" and topic else topic


def _only(found: set[str]) -> str:
    return found.pop() if len(found) == 1 else ""


def _kept_noun(word: str, topic: str) -> str:
    """The noun of 「该补贴」 when the topic does not say that it is one."""
    noun = re.sub(r"^(?:该|上述|前述|此|[这那])[个些座种部家位笔次条项类批]?的?", "", word)
    return "" if not noun or _POINTING.fullmatch(noun) or noun in topic or len(noun) == 1 else noun

"""Follow-up questions: what they leave out is taken from the questions before, by rule."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.leaning import (
    ASKS,
    ATOM,
    ATOMS,
    CONDITION,
    TIME,
    core,
    is_bare,
    is_courtesy,
    is_pointed,
    leans,
    pronoun,
)
from rag.siblings import counterpart, qualifies, swap_atoms
from rag.tagged import tagged
from rag.topic import places_of, qualifiers_of, statement_of, topic_of
from rag.types import Turn

__all__ = ["alternative", "complete", "leans"]

# A question up to this length that names nothing may go on with the one before.
_BRIEF = 16
_NAMED = ("nr", "ns", "nt", "nz", "eng")
# Turns back that a chain of follow-ups is resolved along.
_DEPTH = 4
# A referent is looked for at the start of an answer only: further on stand other matters.
_NEAR = 60
_WHY = re.compile(r"(?:是|这是)?(?:为什么|为何|为啥|什么原因|原因是什么|原因)")
_WHO = re.compile(r"谁|何人|哪位|姓名")
_WHERE = re.compile(r"哪里|哪儿|在哪|何地|何处|什么地方|地点|地址|哪个?[城省市区县国]")
_MORE = re.compile(r"(?:别的|其他的?)?(?:吗|什么|哪些|没有)?")
_JOINERS = re.compile(r"以及|还有|[和与及、]")
# Nouns after 该 and 这个 that only point; any other is kept when the topic does not have it.
_POINTING = re.compile(
    r"项目|工程|事情?|问题|文件|政策|规定|通知|方案|计划|制度|公司|企业|单位|机构|地区|活动|会议|平台|人|地方|情况"
)


def complete(question: str, history: Sequence[Turn]) -> str:
    """Return the question to search for: itself, unless it leans on the questions before."""
    earlier: Turn | None = None
    for turn in history[-_DEPTH:]:
        if not is_courtesy(turn.question):
            earlier = Turn(_completed(turn.question, earlier), turn.answer)
    return _completed(question, earlier)


def alternative(question: str, history: Sequence[Turn]) -> str | None:
    """The question with the topic of the one before, where it does not lean on it but names nothing itself.

    「一个站最多能补多少」 may go on with the matter or begin another: which one is seen from the answers.
    """
    earlier = next((t for t in reversed(history[-_DEPTH:]) if not is_courtesy(t.question)), None)
    body = core(question)
    if earlier is None or len(body) > _BRIEF or is_courtesy(question) or _names_something(body):
        return None
    topic = topic_of(core(complete(earlier.question, history[: history.index(earlier)])))
    return _joined(topic, body) if topic and topic not in body else None


def _names_something(text: str) -> bool:
    return "《" in text or any(
        token.tag.startswith(_NAMED) and len(token.text) > 1 and not is_bare(token.text)
        for token in tagged(text)
    )


def _completed(question: str, earlier: Turn | None) -> str:
    if earlier is None or not core(earlier.question) or not leans(question):
        return question
    body, before = core(question), core(earlier.question)
    if _MORE.fullmatch(body):
        return before
    if found := pronoun(body):
        return _resolved(body, found, before, earlier.answer)
    if not ASKS.search(body):
        return _continued(body.removesuffix("的"), before, is_pointed(question)) or question
    if is_bare(body):
        return _of_topic(body, before) or question
    return _same_of_sibling(body, before) or question


def _of_topic(body: str, before: str) -> str | None:
    """「总投资多少」 of what the question before is about; None when that names nothing either."""
    if _WHY.fullmatch(body):
        return statement_of(before) + body
    rest = ATOM.sub("", body)
    if (
        rest != body
        and not re.sub(r"[是的有呢]", "", ASKS.sub("", rest))
        and (swapped := swap_atoms(body, before))
    ):
        return swapped
    topic = topic_of(before)
    if TIME.search(body):
        topic = TIME.sub("", topic).removeprefix("的")
    if not topic:
        return None if is_bare(before) else f"{before} {body}"
    return _joined(topic, body)


def _joined(topic: str, body: str) -> str:
    """Topic and question, what both say once: 加装电梯补贴 + 补贴标准."""
    length = next((n for n in range(min(len(topic), len(body)), 1, -1) if topic.endswith(body[:n])), 0)
    return topic + body[length:]


def _same_of_sibling(body: str, before: str) -> str | None:
    """「那中塔什么时候封顶」: what stands before the counterpart holds for it too."""
    tokens = tagged(body)
    for count in range(min(4, len(tokens)), 0, -1):
        phrase = body[: tokens[count - 1].end]
        if not is_bare(phrase) and not ASKS.search(phrase) and (span := counterpart(phrase, before)):
            topic = topic_of(before[: span[0]] + phrase + before[span[1] :])
            rest = body[len(phrase) :].removeprefix("的")
            return _joined(topic, rest) if phrase in topic else before[: span[0]] + body
    return None


def _continued(phrase: str, before: str, pointed: bool) -> str | None:
    """A phrase that asks nothing, put where its counterpart stands; else its asked attribute or its topic."""
    if phrase and not ATOM.sub("", phrase):
        return swap_atoms(phrase, before) or _placed(phrase, before)
    if is_bare(phrase):
        topic = topic_of(before)
        return f"{topic}的{phrase}" if topic else f"{before} {phrase}"
    if span := counterpart(_JOINERS.split(phrase)[0], before) or counterpart(phrase, before):
        return before[: span[0]] + phrase + before[span[1] :]
    head, _, attribute = phrase.rpartition("的")
    if head and is_bare(attribute) and (other := _continued(head, before, pointed)):
        return f"{topic_of(other) or head}的{attribute}"
    return _instead(phrase, before) if pointed else None


def _placed(phrase: str, before: str) -> str:
    """A time goes to the front, an ordinal behind the title or topic that has it."""
    topic = topic_of(before)
    if TIME.match(phrase) or topic not in before:
        return phrase + before
    return before.replace(topic, topic + phrase, 1)


def _instead(phrase: str, before: str) -> str:
    """A thing of another kind: what narrows goes in front, a condition behind, else it is the new topic."""
    if CONDITION.search(phrase):
        return f"{before} {phrase}"
    if qualifies(phrase):
        return phrase + before
    topic = topic_of(before)
    topic = topic.removeprefix(qualifiers_of(topic)).removeprefix("的")
    return before.replace(topic, phrase, 1) if topic and topic in before else f"{before} {phrase}"


def _resolved(body: str, found: tuple[str, int, int], before: str, answer: str) -> str:
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
        pair = _JOINERS.split(topic)
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

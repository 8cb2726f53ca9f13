"""Follow-up questions: what they leave out is taken from the questions before, by rule."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.former_again import former_of, of_former
from rag.leaning import (
    ASKS,
    ATOM,
    CONDITION,
    TIME,
    core,
    does,
    is_bare,
    is_courtesy,
    is_pointed,
    leans,
    pronoun,
    restated,
)
from rag.referent import JOINERS, resolved
from rag.relative_year import counted
from rag.siblings import counterpart, qualifies, swap_atoms
from rag.tagged import tagged
from rag.things import things_of
from rag.topic import qualifiers_of, statement_of, topic_of
from rag.types import Turn

__all__ = ["alternative", "complete", "leans"]

# A question up to this length that names nothing may go on with the one before.
_BRIEF = 16
_NAMED = ("nr", "ns", "nt", "nz", "eng")
# Turns back that a chain of follow-ups is resolved along.
_DEPTH = 4
_WHY = re.compile(r"(?:是|这是)?(?:为什么|为何|为啥|什么原因|原因是什么|原因)")
_OF_TIME = re.compile(
    rf"((?:{TIME.pattern})+)的?(?:时候|规定|标准|政策|办法|版本?|情况|数字|数据|金额|数额|数量)"
)
_THAT_ONE = re.compile(r"((?!最)[^的那]{2,8})的?那[座条栋个家所]")
_MORE = re.compile(r"(?:别的|其他的?)?(?:吗|什么|哪些|没有)?")


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
    before = core(complete(earlier.question, history[: history.index(earlier)]))
    topic = topic_of(before)
    if not topic or topic in body:
        return None
    return _same_of_sibling(body, before) or _joined(topic, body)


def _names_something(text: str) -> bool:
    return "《" in text or any(
        token.tag.startswith(_NAMED) and len(token.text) > 1 and not is_bare(token.text)
        for token in tagged(text)
    )


def _completed(question: str, earlier: Turn | None) -> str:
    if earlier is None or not core(earlier.question):
        return question
    body, before = core(question), core(earlier.question)
    if of_year := counted(body, before):
        asks = ASKS.search(of_year)
        return (_of_topic(of_year, before) if asks else _continued(of_year, before, pointed=True)) or question
    if again := _asked_again(question, before):
        return again
    if not leans(question):
        return question
    if _MORE.fullmatch(body):
        return before
    if found := pronoun(body):
        return resolved(body, found, before, earlier.answer)
    if not ASKS.search(body):
        phrase = _of_its_kind(_time_alone(body.removesuffix("的")), before)
        return _continued(phrase, before, is_pointed(question), body.endswith("的")) or question
    if is_bare(body) or does(body):
        return _of_topic(body, before) or question
    return _same_of_sibling(body, before) or question


def _asked_again(question: str, before: str) -> str | None:
    """What asks the question before of another thing, in other words, or of the former edition."""
    if words := former_of(core(question)):
        return of_former(words, before)
    told = restated(question)
    if told is None or _names_something(told[1]):
        return None
    other = _continued(_time_alone(told[0]), before, pointed=False)
    return _joined(topic_of(other) or other, told[1]) if other else None


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
            head = before[: span[0]]
            if TIME.search(body):
                head = TIME.sub("", head)
            topic = topic_of(head + phrase + before[span[1] :])
            rest = body[len(phrase) :].removeprefix("的")
            return _joined(topic, rest) if phrase in topic else head + body
    return None


def _continued(phrase: str, before: str, pointed: bool, narrows: bool = False) -> str | None:
    """A phrase that asks nothing, put where its counterpart stands; else its asked attribute or its topic.

    One with 的 behind it, 结了婚的, `narrows` what is asked.
    """
    if phrase and not ATOM.sub("", phrase):
        return swap_atoms(phrase, before) or _placed(phrase, before)
    if is_bare(phrase):
        topic = topic_of(before)
        return f"{topic}的{phrase}" if topic else f"{before} {phrase}"
    if span := counterpart(JOINERS.split(phrase)[0], before) or counterpart(phrase, before):
        return before[: span[0]] + phrase + before[span[1] :]
    head, _, attribute = phrase.rpartition("的")
    if head and is_bare(attribute) and (other := _continued(head, before, pointed)):
        return f"{topic_of(other) or head}的{attribute}"
    return _instead(phrase, before, narrows) if pointed else None


def _time_alone(phrase: str) -> str:
    """「2022年的规定」 asks of another year alone."""
    return phrase[: found.end(1)] if (found := _OF_TIME.fullmatch(phrase)) else phrase


def _of_its_kind(phrase: str, before: str) -> str:
    """「虎屿的那座」 after a question on a 大桥 is 虎屿大桥."""
    found = _THAT_ONE.fullmatch(phrase)
    things = things_of(before) if found else ()
    return f"{found[1]}{things[-1].head}" if found and things else phrase


def _placed(phrase: str, before: str) -> str:
    """A time goes to the front, an ordinal behind the title or topic that has it."""
    topic = topic_of(before)
    if TIME.match(phrase) or topic not in before:
        return phrase + before
    return before.replace(topic, topic + phrase, 1)


def _instead(phrase: str, before: str, narrows: bool) -> str:
    """A thing of another kind: what narrows goes in front, a condition behind, else it is the new topic."""
    if CONDITION.search(phrase):
        return f"{before} {phrase}"
    if qualifies(phrase):
        return phrase + before
    topic = topic_of(before)
    topic = topic.removeprefix(qualifiers_of(topic)).removeprefix("的")
    if narrows and len(tokens := tagged(topic)) > 1:
        phrase = f"{phrase}的{topic[tokens[0].end :].lstrip('的类')}"
    return before.replace(topic, phrase, 1) if topic and topic in before else f"{before} {phrase}"

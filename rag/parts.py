"""Questions that ask for several things at once, to one question for each.

「2021年香港和澳门的GDP增长率」 is 「2021年香港的GDP增长率」 and 「2021年澳门的GDP增长率」.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise, takewhile

from index.encoder import Span
from rag.conjuncts import conjuncts_of
from rag.followup import complete
from rag.topic import statement_of, topic_of
from rag.types import Turn

MAX_PARTS = 3
# Words between two things that are one thing, or that make the two one matter.
_ONE_THING = re.compile(
    r"之间|的?关系|区别|差别|差异|不同|相差|相比|对比|合作|合并|谁更|哪个?更|同时|一起|一同|共同|等[^级]|都|相连|为什么|为何|能否|能不能|是否|吗"
    r"|[和与跟].{1,12}(?:签订|订立|签署|达成)|总和|合计|加起来|一共|总共"
    r"|哪一?[个座条家种位].{0,4}(?:[高低大小多长短快慢贵远近好]|先|后|早|晚)"
)
_EACH = re.compile(r"分别|各自|各(?=[是有为在加占达投需要高长宽多大重花收用几])")
# 没怎么裁员, 没什么收入 ask nothing.
_ASKS = re.compile(
    r"(?<![没不])(?:什么|怎|多少)|(?<![没不这那近])(?<!(?<!提)前(?=几[天年月次]))几|何|谁|哪|多久|多[大长高远]|吗|是否|呢[?？]?$"
)
_CLAUSE = re.compile(
    r"[,，;；。？?!！]\s*|(?:和|以及|还有|并且)(?=怎|如何|什么时|在?哪|由?谁|需要什么|要什么|多少|多久)"
)
# 「手机的芯片是什么，售价多少」: the next thing is asked of 手机; in 「大桥的西塔何时封顶，高多少」 of 西塔.
_ASKED_OF = re.compile(r"(.+)的[^的]{2,8}(?:是|为|有|叫)(?:什么|多少|谁|[哪几].{0,2})$")
# Characters that clauses share which ask the same of two things.
_SHARED = 3
_BOTH = re.compile(r"男女(?=单|双[打冠]|子|队|主[角演])")
_FIRST_TWO = re.compile(r"前两(?=个?季度)")


def parts_of(question: str) -> list[str]:
    """Return the questions that a question consists of, at most MAX_PARTS; itself alone when it is one."""
    clauses = _asking_clauses(question)
    if len(clauses) > 1:
        return clauses[:MAX_PARTS]
    return (_written_together(question) or _joined(question) or [question])[:MAX_PARTS]


def taken_from(question: str, part: str) -> list[Span] | None:
    """What a part takes of the words of its question, as (start, end) in that; None where it has others."""
    blocks = SequenceMatcher(None, question, part, autojunk=False).get_matching_blocks()
    spans = [(block.a, block.a + block.size) for block in blocks if block.size]
    said = sum(map(str.isalnum, part))
    return spans if sum(c.isalnum() for s, e in spans for c in question[s:e]) == said else None


def _asking_clauses(question: str) -> list[str]:
    """「首次收多少，以后每年又是多少」: the later clause keeps what the first one is about."""
    clauses = [c for c in _CLAUSE.split(question) if c.strip()]
    told = list(takewhile(lambda c: not _ASKS.search(c), clauses))
    if told and _are_alike(clauses[len(told) :]):
        before = "，".join(told)
        return [f"{before}，{clause}" for clause in clauses[len(told) :]]
    if len(clauses) < 2 or not all(_ASKS.search(c) for c in clauses):
        return [question]
    separate = re.search(r"[?？。!！]", question.rstrip("?？。!！ \n")) is not None
    return [clauses[0], *(_later(clauses[0], clause, separate) for clause in clauses[1:])]


def _are_alike(clauses: Sequence[str]) -> bool:
    """Whether clauses ask in the same words: 「2022年给几天」 and 「2023年又给几天」."""
    return len(clauses) > 1 and all(_asked_alike(a, b) for a, b in pairwise(clauses))


def _asked_alike(one: str, other: str) -> bool:
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return any(b.size >= _SHARED and _ASKS.search(one[b.a : b.a + b.size]) for b in blocks)


def _later(first: str, clause: str, separate: bool) -> str:
    """A clause after a question mark, or one with 呢, is a follow-up; another has the topic, unless named."""
    if separate or clause.rstrip("?？").endswith("呢"):
        return complete(clause, [Turn(first, "")])
    asked = _ASKED_OF.match(first)
    topic = topic_of(asked[1] if asked else first) or statement_of(first)
    named = any(topic[i : i + 2] in clause for i in range(len(topic) - 1))
    return clause if named else f"{topic}{clause}"


def _written_together(question: str) -> list[str] | None:
    """男女单冠军 is 男单冠军 and 女单冠军; 前两季度 the first and the second quarter."""
    if _BOTH.search(question):
        return [_BOTH.sub(sex, _EACH.sub("", question)) for sex in "男女"]
    if _FIRST_TWO.search(question):
        return [_FIRST_TWO.sub(f"第{n}", _EACH.sub("", question)) for n in "一二"]
    return None


def _joined(question: str) -> list[str] | None:
    """Distribute what stands around 「A和B」 over A and B."""
    if _ONE_THING.search(question) and not _EACH.search(question):
        return None
    if not (found := conjuncts_of(_EACH.sub(" ", question))):
        return None
    before, things, after = found
    return [f"{before}{thing}{after}" for thing in things]

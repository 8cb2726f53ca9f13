"""Questions that the sentences beside an answer answer, made of those sentences by rule.

A Chinese question keeps the order of its answer: 每小时收费3元 is asked for as 每小时收费多少元. Whether one
is indeed answered is found out by asking it, which is left to the caller.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from index.catalog import Catalog
from index.normal import fold
from index.types import Document
from rag.tagged import tagged
from rag.things import things_of
from rag.times import moments
from rag.types import Citation

_LONGEST = 46
_SHORTEST = 6
# A sentence up to this length is asked for whole, of a longer one the clause.
_WHOLE = 26
_HAN = re.compile(r"[\u4e00-\u9fff]{2}")
_CLAUSE = re.compile(r"[^，；：。！？\n]+")
_NUMBERED = re.compile(
    r"^[\s*#>-]*(?:第[一二三四五六七八九十百零\d]+[条款项]|[一二三四五六七八九十]+[、.]|[(（][一二三四五六七八九十\d]+[)）]|\d+[、.．])[\s*]*"
)
_ITSELF = re.compile(r"本(?:办法|规定|细则|条例|通知|公告|方案|规划|意见|预案|措施|标准)")
_UNITS = (
    "元|人次?|名|家|户|个|项|公里|千米|平方米|平方公里|亩|吨|米|辆|套|张|场|次|种|座|所|天|日内|小时|工作日"
)
_AMOUNT = re.compile(
    rf"(?<![\d第年月日号〔.-])\d[\d,，.]*\s*(?:(?P<percent>[%％])|[万亿]*[余多]?(?=\s*(?P<unit>{_UNITS})))"
)
_WHO = re.compile(
    r"由(?P<body>[^，。；、\d]{2,18}?)(?=负责|承担|主管|组织|承建|建设|牵头|实施|审批|核定|办理|出资)"
)
_WHERE = re.compile(
    r"(?<=[在到])(?P<body>[^，。；、\d]{2,18}?(?:厅|室|中心|馆|广场|窗口|大厦|学校|酒店|公园|号))(?=举行|召开|开幕|办理|领取|报名|现场|举办)"
)
# A time elsewhere is a heading, an attribute or a scene more often than what is told.
_WHEN_BEFORE = re.compile(r"(?:自|从|于|在|预计|计划|力争|将|到|至|截至|定为)$")
_NAMES = ("nr", "ns", "nt", "nz")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A question and the sentence that should answer it, `[start:end]` of the document."""

    question: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Blank:
    """A question made of a sentence, and the value that its `words` ask for, `[start:end]` of the document.

    A value has its unit: 多少 stands for 3, the value is 3元.
    """

    question: str
    words: str
    start: int
    end: int


def proposals(catalog: Catalog, citation: Citation) -> Iterator[Proposal]:
    """Questions about the sentences around a citation, the nearest first, one of a sentence."""
    document = catalog.document(citation.document_id)
    for start, end in _beside(catalog, citation):
        question = next(questions_of(document, start, end), None)
        if question:
            yield Proposal(question, start, end)


def _beside(catalog: Catalog, citation: Citation) -> list[tuple[int, int]]:
    """Sentences of the cited passage and of those next to it, without the cited one."""
    numbers = catalog.passages_of([citation.document_id])
    passages = [catalog.chunk(n) for n in numbers]
    held = [i for i, passage in enumerate(passages) if _meets(citation, passage.start, passage.end)]
    if not held:
        return []
    near = numbers[max(held[0] - 1, 0) : held[-1] + 2]
    sentences = (catalog.sentence(s) for n in near for s in catalog.sentences_of(n))
    spans = [(s.start, s.end) for s in sentences if not _meets(citation, s.start, s.end)]
    return sorted(spans, key=lambda span: max(span[0] - citation.end, citation.start - span[1]))


def _meets(citation: Citation, start: int, end: int) -> bool:
    return start < citation.end and citation.start < end


def questions_of(document: Document, start: int, end: int) -> Iterator[str]:
    """The sentence as questions: after its time, its amount, who does it, and where."""
    return (blank.question for blank in blanks_of(document, start, end))


def blanks_of(document: Document, start: int, end: int) -> Iterator[Blank]:
    """The same questions, each with what it asks for."""
    text = document.text[start:end]
    if "|" in text or "？" in text or "?" in text:
        return
    for gap in _gaps(text, document.published):
        first, last = _clause(text, gap.start, gap.end)
        body = _NUMBERED.sub("", text[first : gap.start] + gap.words + text[gap.end : last])
        body = body.strip(" 　，。；：、*")
        question = _named(body, document.title)
        if len(body) - len(gap.words) >= _SHORTEST and len(question) <= _LONGEST and "\n" not in question:
            yield Blank(f"{question}？", gap.words, start + gap.start, start + gap.through)


class _Gap(NamedTuple):
    """What a sentence may be asked for, the words that ask, and the end of the value with its unit."""

    start: int
    end: int
    words: str
    through: int


def _gaps(text: str, published: str | None) -> Iterator[_Gap]:
    for match in _WHO.finditer(text):
        yield _gap(match, "谁")
    for match in _AMOUNT.finditer(text):
        words = "百分之多少" if match["percent"] else "多少"
        yield _Gap(match.start(), match.end(), words, match.end("unit") if match["unit"] else match.end())
    for moment in moments(text, published):
        is_told = _WHEN_BEFORE.search(text[: moment.start]) and _HAN.match(text[moment.end :])
        if is_told and not moment.fuzzy:
            yield _Gap(moment.start, moment.end, "何时", moment.end)
    for match in _WHERE.finditer(text):
        yield _gap(match, "哪里")


def _gap(match: re.Match[str], words: str) -> _Gap:
    return _Gap(*match.span("body"), words, match.end("body"))


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    """Where to cut the question out: the clause around what is asked, or a short sentence whole."""
    if len(text.strip()) <= _WHOLE:
        return 0, len(text)
    clauses = [m.span() for m in _CLAUSE.finditer(text)]
    around = [(a, b) for a, b in clauses if a < end and start < b]
    return (around[0][0], around[-1][1]) if around else (start, end)


def _named(question: str, title: str) -> str:
    """The question with the thing that it is about: its own name, or the title of the document."""
    if _ITSELF.search(question):
        return _ITSELF.sub(f"《{title}》", question, count=1)
    has_name = any(token.tag.startswith(_NAMES) and len(token.text) > 1 for token in tagged(question))
    if has_name or things_of(fold(question)):
        return question
    return f"《{title}》中，{question}"

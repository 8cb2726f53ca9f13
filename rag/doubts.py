"""Plain reasons to doubt that evidence is about what was asked, each a feature of the decision.

None refuses by itself: over folders that no rule was made on (`eval/folders`), each speaks against right
answers too (a question in everyday words shares none with its sentence), and how much each weighs is fitted.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.compose import Quote
from rag.evidence import Candidate
from rag.question import Query
from rag.table_rows import TableRows
from rag.terms import holds_term

DOUBTS = ("nothing_shared", "unheard", "other_row")
# What a table is called tells no matter.
_OF_TABLES = frozenset({"名单", "清单", "名录", "目录", "表格", "明细", "统计表"})
# A passage that holds this share of the question by its bigrams is about it, whatever the words.
_SHARED = 0.25


def doubts(query: Query, quotes: Sequence[Quote]) -> dict[str, str]:
    """What the best evidence lacks, in Chinese, by the name of the doubt; empty without any."""
    best = quotes[0].candidate
    found = {
        "nothing_shared": nothing_shared(query, quotes),
        "unheard": _unheard(query, best),
        "other_row": _other_row(query, best),
    }
    return {name: said for name, said in found.items() if said is not None}


def nothing_shared(query: Query, quotes: Sequence[Quote]) -> str | None:
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

"""Rows of one table, items of one list: those that the question names, without their neighbours."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from index.tables import is_named_row
from rag.evidence import Candidate, likely
from rag.question import Query
from rag.ranges import tells
from rag.table_rows import TableRows
from rag.terms import holds_term

# 除石门镇外, 比石门镇高, 占教育支出的多少: the rows that are not named are asked, too.
_OTHERS = re.compile(
    r"(?<![解免扣清删])除|以外|之外|其他|其它|其余|(?<!占)比(?![例率重])|占(?!地|比)|高于|低于|超过|多于|少于"
)
# Who asks so asks for all items of a list.
_ALL_ITEMS = re.compile(r"条件|材料|要求|怎样|如何|怎么|流程|程序|手续")
# (一)博士 and (二)硕士 are rows; 一、 and 二、 are sections.
_ITEM = re.compile(r"^\([一二三四五六七八九十\d]+\)")


@dataclass(frozen=True, slots=True)
class _Row:
    """The table or list that a sentence belongs to, and what it says itself of the question.

    That are words and bigrams: a name may be none of the dictionary.
    """

    table: tuple[str, int]
    said: frozenset[str]


def of_named_row(query: Query, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    """Leave out rows that lack a word of the question which a likely row of the same table has.

    Only a row that has all the words of the other is preferred to it: when 石门镇 is asked, the row of 白石乡
    says nothing that the row of 石门镇 does not. Items of a list are its rows, unless a list is asked.
    """
    if _OTHERS.search(query.folded):
        return candidates
    rows = {c.sentence: row for c in likely(candidates) if (row := _row(query, c))}
    tables: dict[tuple[str, int], list[frozenset[str]]] = defaultdict(list)
    for row in rows.values():
        tables[row.table].append(row.said)
    documents = {document for document, _ in tables}
    others = [c for c in candidates if c.document.id in documents and c.sentence not in rows]
    rows |= {c.sentence: row for c in others if (row := _row(query, c))}
    kept = [
        c
        for c in candidates
        if not (row := rows.get(c.sentence)) or not any(row.said < said for said in tables[row.table])
    ]
    return kept or candidates


def rows_beside(query: Query, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Where the first is a row: the others of its table that say as much, if several things are asked.

    Else the only other one, 集团公章 beside 工会公章 for 「谁管公章」: nothing tells which is meant.
    """
    first = _row(query, candidates[0]) if candidates else None
    if first is None or not first.said:
        return []
    same = (c for c in candidates[1:] if c.document.id == candidates[0].document.id)
    found = [c for c in same if _row(query, c) == first]
    return found if "list" in query.manner or len(found) == 1 else []


def _row(query: Query, candidate: Candidate) -> _Row | None:
    """None for a sentence that is no row."""
    folded, chunk = candidate.folded, candidate.hit.chunk
    if "|" in folded or is_named_row(candidate.text):
        tables = TableRows.of(candidate.document.text, chunk)
        head = tables.head_of(candidate.sentence)
        table = tables.place_of(candidate.sentence)
    elif _ITEM.search(folded) and "list" not in query.manner and not _ALL_ITEMS.search(query.folded):
        head, table = "", chunk.start
    else:
        return None
    # What the head or the title says is said of all rows.
    common = f"{candidate.context.partition(chr(10))[0]}\n{head}"
    words = (w.text for w in query.words if w.stands_in(folded) and not w.stands_in(common))
    terms = (t for t in query.terms if holds_term(t, folded) and not holds_term(t, common))
    numbers = (i for i in query.identifiers if tells(query, i, folded))
    return _Row((candidate.document.id, table), frozenset([*words, *terms, *numbers]))

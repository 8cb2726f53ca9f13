"""Straight to the documents and articles that a question names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from index.reader import Index
from rag.directory import Directory, title_form
from rag.references import (
    Clause,
    References,
    chapters_of,
    clause_of,
    compact,
    number_form,
    number_forms,
    references,
    shown_number,
)
from rag.validity_question import asks_validity

__all__ = ["Direct", "References", "direct_notes", "locate", "naming", "references"]

# 「从哪天起不再执行」, 「还有效吗」: a text seldom tells of its own end.
_ENDS = re.compile(
    r"废止|失效|作废|过期|有没有效|(?:停止|不再|继续|还在?)(?:执行|施行|实施|适用|使用|有效)|被[^,，。]{0,6}(?:替代|取代|代替)"
    r"|还(?:能不能|可不可以|能|可以|是否)?(?:继续)?(?:算数|作数|管用|有用|用|执行|有效)"
)
# Passages of the lexical leg in which a name that is no document is looked for.
_DEPTH = 50


@dataclass(frozen=True, slots=True)
class Direct:
    """What of a question's names the index has.

    `passages` are the numbers of the passages of `documents` (beneath the named 第X条). With `only` no other
    passage may answer; without it they are to be preferred. `absent` are names of which the index has
    nothing, `mentioned` names that are no document of the index but stand in `passages`.
    """

    documents: tuple[str, ...] = ()
    passages: tuple[int, ...] = ()
    only: bool = False
    absent: tuple[str, ...] = ()
    mentioned: tuple[str, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether things are named and none of them is in the index: only a refusal is honest."""
        return bool(self.absent) and not self.passages


def locate(index: Index, directory: Directory, named: References) -> Direct | None:
    """Find what a question names; None when it names nothing, or only a 第X条 that no document has."""
    if not named:
        return None
    if not (named.numbers or named.titles):
        return _by_clause(index, directory, named)
    numbered = {shown_number(n): directory.numbered(n) for n in named.numbers}
    by_number = list(dict.fromkeys(i for ids in numbered.values() for i in ids))
    by_pair = {title: directory.numbered(number) for title, number in named.pairs}
    titled = {f"《{t}》": by_pair.get(t) or _agreeing(directory.titled(t), by_number) for t in named.titles}
    names = numbered | titled
    documents = list(dict.fromkeys(i for ids in names.values() for i in ids))
    unknown = {name: _mentions(index, name) for name, ids in names.items() if not ids}
    absent = tuple(name for name, passages in unknown.items() if not passages)
    mentioned = tuple(name for name, passages in unknown.items() if passages)
    if documents:
        found = _inside(index, named, Direct(tuple(documents), (), True, absent, mentioned))
        is_of_end = _ENDS.search(named.text) or asks_validity(named)
        return _with_ends(index, found, names) if is_of_end else found
    passages = sorted({n for numbers in unknown.values() for n in numbers})
    return Direct((), tuple(passages), False, absent, mentioned)


def _with_ends(index: Index, found: Direct, names: Mapping[str, Sequence[str]]) -> Direct:
    """Add the passages of other documents that name the asked ones: they say when these ended."""
    telling = {n for name, documents in names.items() if documents for n in _mentions(index, name)}
    return replace(found, passages=tuple(sorted({*found.passages, *telling})))


def direct_notes(direct: Direct) -> list[str]:
    """Say which names the index does not have, and which it only mentions."""
    notes = [f"文件库中没有{'、'.join(direct.absent)}"] if direct.absent else []
    if direct.mentioned:
        notes.append(f"文件库中没有{'、'.join(direct.mentioned)}的原文，只有其他文件提到")
    return notes


def _agreeing(titled: list[str], numbered: list[str]) -> list[str]:
    """Of the documents of a title those whose number the question gives too, if any."""
    return [i for i in titled if i in numbered] or titled


def _by_clause(index: Index, directory: Directory, named: References) -> Direct | None:
    """第X条 without 《》 and 文号: of the document whose title stands in the question, else of any."""
    documents, sure = directory.spoken(named.before)
    if not documents:
        documents, sure = directory.standing(named.text), True
    if documents and sure:
        return _inside(index, named, Direct(tuple(documents), (), True))
    passages = index.catalog.passages_under(directory.headings_of(named.clauses))
    if documents:
        passages = sorted(set(passages) & set(index.catalog.passages_of(documents))) or passages
    return Direct((), tuple(passages)) if passages else None


def _inside(index: Index, named: References, found: Direct) -> Direct:
    """Return the passages of the documents, beneath the named clauses, else in the named chapters.

    A document without numbered clauses is taken whole; a clause that the documents lack is absent.
    """
    of_documents = index.catalog.passages_of(found.documents)
    if not (named.clauses or named.chapters):
        return replace(found, passages=tuple(of_documents))
    asked = {*named.clauses} or {(chapter, 0) for chapter in named.chapters}
    beneath, plain = defaultdict[str, list[int]](list), defaultdict[str, list[int]](list)
    whole = set(found.documents)
    for number in of_documents:
        chunk = index.catalog.chunk(number)
        places = _places(chunk.heading, bool(named.clauses))
        whole -= {chunk.document_id} if places else set()
        (beneath if asked & places else plain)[chunk.document_id].append(number)
    passages = sorted(n for d in found.documents for n in (plain[d] if d in whole else beneath[d]))
    if passages:
        return replace(found, passages=tuple(passages))
    titles = dict.fromkeys(index.catalog.document(d).title for d in found.documents)
    return replace(found, absent=(*found.absent, *(f"《{title}》{_written(named)}" for title in titles)))


def _places(heading: str, of_clauses: bool) -> set[Clause]:
    """Return the clause that a heading path ends in, or the chapters that it goes through as (number, 0)."""
    if not of_clauses:
        return {(chapter, 0) for chapter in chapters_of(heading)}
    clause = clause_of(heading)
    return {clause} if clause else set()


def _written(named: References) -> str:
    clauses = [f"第{n}条" + (f"之{inserted}" if inserted else "") for n, inserted in named.clauses]
    return "、".join(clauses or [f"第{n}章" for n in named.chapters])


def naming(name: str) -> Callable[[str], bool]:
    """Whether a text holds a title or a number of a document."""
    number = number_form(name)
    if not number:
        title = title_form(name)
        return lambda text: title in compact(text)
    # Words of the question may stand before a number, words of the text too.
    sought = number[max(number.index("〔") - 2, 0) :]
    return lambda text: any(n.endswith(sought) for n in number_forms(compact(text)))


def _mentions(index: Index, name: str) -> list[int]:
    """Numbers of passages in which a title or number stands."""
    holds, found = naming(name), []
    for passage in index.lexical.search(name, _DEPTH)[0].tolist():
        chunk = index.catalog.chunk(passage)
        if holds(index.catalog.document(chunk.document_id).text[chunk.start : chunk.end]):
            found.append(passage)
    return sorted(found)

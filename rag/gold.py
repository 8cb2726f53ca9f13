"""Whether a question is what it says: the gold stands in its document, a near-miss lacks its answer.

The rules are here, not in `eval`, for the page checks by them the questions that are accepted there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from index.normal import fold

_MARK = re.compile(r"\[\d+\]")
_BLANK = re.compile(r"[\s,，]")


def comparable(text: str) -> str:
    """Return the form in which an answer is compared: folded, without `[n]`, blanks and commas."""
    return _BLANK.sub("", fold(_MARK.sub("", text)))


def holds_item(text: str, alternatives: Sequence[str]) -> bool:
    """Whether a text holds one of the alternatives."""
    said = comparable(text)
    return any(comparable(a) in said for a in alternatives)


def misfits(row: Mapping[str, Any]) -> Iterator[str]:
    """Say in Chinese what the line of an accepted question lacks, or where it speaks against itself."""
    need_all = row.get("need_all") or []
    if not str(row.get("question") or "").strip():
        yield "没有写问题"
    if not all(isinstance(item, list) for item in need_all):
        yield "答案要点（need_all）应是列表，每项又是几种写法的列表"
    if row.get("answerable") is False and need_all:
        yield "写着答不出（answerable 为 false），却有答案要点"
    if row.get("answerable") is not False and not need_all:
        yield "没有写答案要点（need_all）"


class Comparable(Mapping[str, str]):
    """Texts in their comparable form, each made when it is first looked at."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._made: dict[str, str] = {}

    def __getitem__(self, key: str) -> str:
        """Return the form of one text."""
        if key not in self._made:
            self._made[key] = comparable(self._texts[key])
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        """Keys of the texts."""
        return iter(self._texts)

    def __len__(self) -> int:
        """How many texts there are."""
        return len(self._texts)


def doubts_of_gold(
    need_all: Sequence[Sequence[str]], gold: Sequence[tuple[str, str]], texts: Mapping[str, str]
) -> Iterator[str]:
    """Say in Chinese what is wrong with the gold, (document, quote) pairs, of a question with an answer.

    A quote is a slice of its document, of the stored `texts` by id, and each item stands in one of them.
    """
    if not gold:
        yield "没有写依据（gold）"
    yield from misplaced(gold, texts)
    for alternatives in need_all:
        if not all(map(comparable, alternatives)):
            yield "有一个答案要点是空的"
        elif not any(holds_item(quote, alternatives) for _, quote in gold):
            yield f"依据里没有答案要点：{'/'.join(alternatives)}"


def misplaced(gold: Sequence[tuple[str, str]], texts: Mapping[str, str]) -> Iterator[str]:
    """Say in Chinese which gold does not stand in the texts where it should."""
    for document, quote in gold:
        if document not in texts:
            yield f"依据的文件不在文件夹里：{document}"
        elif not quote.strip() or quote not in texts[document]:
            yield f"依据不是 {document} 的原文：{quote}"


def doubts_of_absence(absent: Sequence[str], about: Sequence[str], whole: Mapping[str, str]) -> Iterator[str]:
    """Say in Chinese why a question may have an answer: `absent` strings stand in a document of `about`.

    Without `about`, of all documents; `whole` are their texts in the comparable form.
    """
    if not absent:
        yield "没有写哪些字眼是文件里没有的（absent）"
    for document in about:
        if document not in whole:
            yield f"所指的文件不在文件夹里：{document}"
    for each in absent:
        sought = comparable(each)
        for id_ in about or whole:
            if sought in whole.get(id_, ""):
                yield f"{id_} 里有“{each}”，这道题也许答得出"

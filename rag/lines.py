"""Passages as evidence is looked for in them: all of their sentences that no question changes.

The parts of a question find much the same passages, and so does the next question; the last ones are kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np

from index.encoder import EncodedQuestion
from index.interaction import Similarities, similarities
from index.normal import fold, fold_parts
from index.reader import Index
from index.types import Document, Sentence
from rag.features import asks
from rag.table_rows import TableRows

# Passages; a few megabytes.
_KEPT = 512
_LEAST_CONTENT = 3
# Lines about a text rather than of it.
_APPARATUS = re.compile(
    r"^[(（【\[]*(?:来源|记者|作者|编辑|责任编辑|字号|发布日期|发布时间|发文日期|成文日期|印发日期|文号|发布机关|发文机关|索引号|示例|主题|分享)"
    r"[^。]{0,60}$|示例文件|示例稿件|^#* *第[〇零一二三四五六七八九十百千\d]+[编章节条]$|^#{2,6} "
    r"|^(?!.*(?:因|由于)).*(?:通知|公告|通告|函告|纪要|批复|函复)如下[。:]?$|现转载.{2,30}(?:通知|公告)的内容。$"
)
# The name of an item, before the text that it heads on the same line: （二）Ⅲ级响应。
_ITEM_NAME = re.compile(
    r"(?:\([〇零一二三四五六七八九十\d]+\)|[一二三四五六七八九十\d]+[、.])\s*[^。;,:]{2,16}。"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence that may answer, at a `place` among those of its passage; all but `text` in normal form.

    `item` is the name of the item whose text it is, empty for most; `lead` is where that begins in the
    document, if the sentence is the first behind it, else where the sentence does. `labelled` is it behind
    that name, the labels and the table head of its passage, `context` with the sentence before it; `headed`
    are title, heading and the `head` of the table that it is a row of. `is_text` is false for a mark, or a
    line about the text.
    """

    sentence: Sentence
    place: int
    text: str
    folded: str
    item: str
    lead: int
    labelled: str
    context: str
    headed: str
    head: str
    asks: float
    fragment: float
    length: float
    is_text: bool


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a passage; `context` are its labels and its text, folded, as `passage` alone is."""

    document: Document
    passage: str
    context: str
    lines: tuple[Line, ...]


class LineReader:
    """Reads the passages of an index, by number. Safe to use from several threads."""

    def __init__(self, index: Index) -> None:
        self._index = index
        # Of no method: a cycle would keep a retired index until the collector comes by.
        self.read = lru_cache(_KEPT)(partial(_read, index))

    def similarities(self, numbers: Sequence[int], question: EncodedQuestion) -> list[Similarities]:
        """Of a question with all sentences of each passage, by place, and with the passage."""
        own = [self._index.catalog.sentences_of(number) for number in numbers]
        rows = np.concatenate([self._index.sentence_vectors[o.start : o.stop] for o in own])
        return similarities(question, rows, [len(o) for o in own])


def _read(index: Index, number: int) -> Lines:
    chunk = index.catalog.chunk(number)
    document = index.catalog.document(chunk.document_id)
    headed = fold(f"{document.title} {chunk.heading}")
    labels = fold(f"{headed} {document.doc_no or ''} {document.issuer or ''} {document.published or ''}")
    sentences = index.catalog.sentences(number)
    spans = [(s.start - chunk.start, s.end - chunk.start) for s in sentences]
    passage, parts = fold_parts(document.text[chunk.start : chunk.end], spans)
    tables = TableRows.of(document.text, chunk)
    lines = []
    before = item = ""
    lead = None
    for place, (sentence, folded) in enumerate(zip(sentences, parts, strict=True)):
        text = document.text[sentence.start : sentence.end]
        names_item = _names_item(document.text, sentence, folded)
        if names_item or document.text[sentence.start - 1 : sentence.start] == "\n":
            item = ""
        if not tables.is_head(sentence):
            head = tables.head_of(sentence)
            labelled = f"{labels} {head} {item}".rstrip()
            lines.append(
                Line(
                    sentence,
                    place,
                    text,
                    folded,
                    item,
                    sentence.start if lead is None or not item else lead,
                    f"{labelled}\n{folded}",
                    f"{labelled}\n{before}\n{folded}",
                    f"{headed} {head}",
                    head,
                    asks(folded),
                    float(names_item or is_fragment(folded)),
                    float(np.log(max(len(folded), 1) / 50)),
                    has_content(folded) and not is_apparatus(folded),
                )
            )
        before = folded
        item = folded if names_item else item
        lead = sentence.start if names_item else None
    return Lines(document, passage, f"{labels}\n{passage}", tuple(lines))


def _names_item(text: str, sentence: Sentence, folded: str) -> bool:
    """Whether a sentence but names the item whose text follows it on its line."""
    behind = text[sentence.end : sentence.end + 1]
    return bool(behind.strip()) and _ITEM_NAME.fullmatch(folded.strip()) is not None


def is_fragment(folded: str) -> bool:
    """Whether a sentence is too little to stand as evidence: a heading, a question, a few characters."""
    if "|" in folded:
        return not any(c.isdigit() for c in folded)  # the head or the rule of a table
    if len(folded) < 8 or folded.endswith(("?", ":")):
        return True
    # Names in a row, 急诊科、检验科、后勤部, are what a heading stands above.
    return folded[-1] not in "。!;.…”’」』)】" and folded.count("、") < 2


def has_content(folded: str) -> bool:
    """Whether a sentence is more than a mark: 五、 and （二） say nothing."""
    return sum(map(str.isalnum, folded)) >= _LEAST_CONTENT


def is_apparatus(folded: str) -> bool:
    """Whether a line speaks about its text (source, reporter, 现通知如下) and is none of it."""
    return _APPARATUS.search(folded) is not None

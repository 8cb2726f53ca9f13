"""Drafts of evaluation questions that wait for somebody's decision, and what a decision does."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from index.errors import WenjuError
from index.sentences import split_sentences
from page.records.drafts import exchange_of
from page.records.records import Records
from page.records.types import Feedback
from page.source import Source
from rag.gold import Comparable, doubts_of_absence, doubts_of_gold, holds_item, misfits
from rag.question_file import QUESTIONS, QuestionFile, Row, half_of, question
from rag.typed_items import items_of, strings_of


@dataclass(frozen=True, slots=True)
class Waiting:
    """A draft: its line, and what was said of the answer that it was made of; None for one made by rule."""

    row: Row
    feedback: Feedback | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a decision: a text of the page, `draft_…`, with details; `done` drafts wait no more.

    `row` is the draft where it changed and still waits.
    """

    done: bool
    text: str
    details: tuple[str, ...] = ()
    row: Row | None = None


def waiting(records: Records, user: str) -> list[Waiting]:
    """Drafts of a user's own answers and those made by rule, the newest first.

    Raises sqlite3.Error or WenjuError.
    """
    own = {exchange.id: exchange for exchange in records.store.rated(user)}
    found = []
    for row in filter(_is_sound, reversed(records.drafts.file.rows())):
        exchange = own.get(exchange_of(row["id"]) or "")
        if exchange or _is_by_rule(row):
            found.append(Waiting(row, exchange.feedback if exchange else None))
    return found


def _is_by_rule(row: Row) -> bool:
    return "proposed" in row


def _is_sound(row: Row) -> bool:
    """Whether the parts of a draft are what they should be; somebody may have written in the file by hand."""
    items, gold, absent = (row.get(key) or [] for key in ("need_all", "gold", "absent"))
    return (
        isinstance(row.get("question"), str)
        and all(isinstance(item, list) and _are_texts(item) for item in items)
        and all(isinstance(g, dict) and _are_texts([g.get("document"), g.get("quote")]) for g in gold)
        and _are_texts(absent)
    )


def _are_texts(values: Sequence[object]) -> bool:
    return all(isinstance(value, str) for value in values)


class Deciding:
    """Accepts drafts into the questions of the data folder, and drops them. Methods raise nothing.

    Ids of drafts of answers are as good as unguessable; those made by rule are everybody's.
    """

    def __init__(self, records: Records, source: Source) -> None:
        self.questions = QuestionFile(records.store.folder / QUESTIONS)
        self._drafts = records.drafts.file
        self._store = records.store
        self._texts = StoredTexts(source)

    def accept(self, draft_id: str, typed: str, answerable: bool) -> Decided:
        """Make a question of a draft; `typed` are the items of its answer, or what no document has.

        A draft without evidence gets that of the passages which were found for it, to be looked at first.
        """
        try:
            row = self._waiting(draft_id)
            return self._decided(row, _completed(row, typed, answerable)) if row else Decided(True, "gone")
        except (WenjuError, sqlite3.Error):
            logging.getLogger(__name__).exception("a draft was not accepted")
            return Decided(False, "failed")

    def drop(self, draft_id: str) -> Decided:
        """Take a draft out."""
        try:
            if not self._waiting(draft_id):
                return Decided(True, "gone")
            self._drafts.drop([draft_id])
        except WenjuError:
            logging.getLogger(__name__).exception("a draft was not dropped")
            return Decided(False, "failed")
        return Decided(True, "dropped")

    def _decided(self, row: Row, completed: Row) -> Decided:
        wrong = list(misfits(completed))
        lacks = not wrong and completed["answerable"] and not completed["gold"]
        if lacks and (found := self._evidence(completed)):
            changed = row | {"need_all": completed["need_all"], "gold": found, "answerable": True}
            self._drafts.put(changed)
            return Decided(False, "look", row=changed)
        if wrong := wrong or list(self._doubts(completed)):
            return Decided(False, "wrong", tuple(wrong))
        others = self.questions.rows()
        if all(other["id"] != row["id"] for other in others):
            self.questions.add([completed | {"split": half_of(completed, others)}])
        self._drafts.drop([row["id"]])
        return Decided(True, "accepted", (str(self.questions.path),))

    def _waiting(self, draft_id: str) -> Row | None:
        """The draft of an id, if it is one that the page shows to anybody."""
        found = next((row for row in self._drafts.rows() if row["id"] == draft_id and _is_sound(row)), None)
        return found if found and (_is_by_rule(found) or exchange_of(draft_id)) else None

    def _doubts(self, row: Row) -> Iterator[str]:
        if row["answerable"]:
            gold = [(g["document"], g["quote"]) for g in row["gold"]]
            return doubts_of_gold(row["need_all"], gold, self._texts)
        return doubts_of_absence(row.get("absent", ()), row.get("about", ()), Comparable(self._texts))

    def _evidence(self, row: Row) -> list[dict[str, str]]:
        """The first sentences, of the passages that were found for the question, that hold its items."""
        exchange = self._store.exchange(exchange_of(row["id"]) or "")
        open_items: list[Sequence[str]] = list(row["need_all"])
        found = []
        for chunk in [hit.chunk for hit in exchange.answer.hits] if exchange else []:
            text = self._texts.get(chunk.document_id, "")
            for start, end in split_sentences(text, chunk.start, min(chunk.end, len(text))):
                held = [item for item in open_items if holds_item(text[start:end], item)]
                if held:
                    found.append({"document": chunk.document_id, "quote": text[start:end]})
                    open_items = [item for item in open_items if item not in held]
        return found if not open_items else []


def _completed(row: Mapping[str, Any], typed: str, answerable: bool) -> Row:
    nothing: Row = {"need_all": [], "gold": [], "absent": [], "about": []}
    if answerable:
        told = nothing | {"need_all": items_of(typed), "gold": row.get("gold") or []}
    else:
        told = nothing | {"absent": strings_of(typed), "about": row.get("about") or []}
    return question({**row, **told, "answerable": answerable})


class StoredTexts(Mapping[str, str]):
    """The texts of all documents of the index, read when they are looked at."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def __getitem__(self, key: str) -> str:
        """Return the text of a document."""
        try:
            return self._source.document(key).text
        except WenjuError as error:
            raise KeyError(key) from error

    def __iter__(self) -> Iterator[str]:
        """Ids of the documents."""
        return (file.path for file in self._source.files() if file.indexed)

    def __len__(self) -> int:
        """How many there are."""
        return sum(file.indexed for file in self._source.files())

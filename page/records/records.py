"""All that the page does with what users leave behind. A record that fails never costs an answer."""

from __future__ import annotations

import hashlib
import logging
import secrets
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime

from index.errors import WenjuError
from index.types import Document
from page.records.drafts import Drafts
from page.records.store import Store
from page.records.types import RATINGS, Cited, Exchange, Feedback
from page.texts import ZH, Texts
from rag.types import Answer, Citation

LONGEST_COMMENT = 2000
_COPIED = {field.name for field in fields(Cited)} & {field.name for field in fields(Document)}
_FAILURES = (sqlite3.Error, OSError, WenjuError)


def now() -> str:
    """The time, in UTC to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass(frozen=True, slots=True)
class Kept:
    """Where an exchange was put; `failed` is set when it was not, and the log says why."""

    conversation: str
    exchange: str = ""
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Rated:
    """Whether a rating was kept, and the line for the user."""

    kept: bool
    text: str


class Records:
    """Conversations and feedback of a store. `generation` names the index that answers now."""

    def __init__(
        self,
        store: Store,
        document: Callable[[str], Document],
        generation: Callable[[], str] = str,
        clock: Callable[[], str] = now,
    ) -> None:
        self.store = store
        self.drafts = Drafts(store.folder)
        self._document = document
        self._generation = generation
        self._clock = clock

    def keep(self, user: str, conversation: str, answer: Answer, nearest: Sequence[Citation] = ()) -> Kept:
        """Keep an answer in a conversation, in a new one where that is empty. Raises nothing."""
        conversation = conversation or secrets.token_hex(12)
        try:
            exchange = Exchange(
                id=secrets.token_hex(12),
                conversation=conversation,
                asked=self._clock(),
                answer=answer,
                nearest=tuple(nearest),
                documents=self._cited([*answer.citations, *nearest]),
                generation=self._generation(),
            )
            self.store.add(user, exchange)
        except Exception:
            logging.getLogger(__name__).exception("an answer was not kept")
            return Kept(conversation, failed=True)
        return Kept(conversation, exchange.id)

    def rate(self, exchange_id: str, rating: str, comment: str, texts: Texts = ZH) -> Rated:
        """Keep what is said of an answer, and its draft. A failure is logged and told."""
        if rating not in RATINGS:
            return Rated(False, texts("rating_unknown"))
        try:
            exchange = self.store.exchange(exchange_id)
            if exchange is None:
                return Rated(False, texts("rating_of_nothing"))
            # A click on a rating brings no comment, and takes none away.
            said = comment.strip()[:LONGEST_COMMENT] or (
                exchange.feedback.comment if exchange.feedback else ""
            )
            feedback = Feedback(rating, said, self._clock())
            self.store.rate(exchange_id, feedback)
            self.drafts.put(replace(exchange, feedback=feedback))
        except _FAILURES:
            logging.getLogger(__name__).exception("a rating was not kept")
            return Rated(False, texts("rating_not_kept"))
        return Rated(True, texts("rated", rating=texts(f"rating_{rating}")))

    def feedback(self, exchange_id: str) -> Feedback | None:
        """What was said of an answer, if anything; None also where that cannot be read, which is logged."""
        try:
            exchange = self.store.exchange(exchange_id)
        except sqlite3.Error:
            logging.getLogger(__name__).exception("a rating was not read")
            return None
        return exchange.feedback if exchange else None

    def forget(self, user: str, conversations: Sequence[str]) -> None:
        """Delete conversations of `user`, with their feedback and drafts.

        The drafts go first: cut off in between, it leaves a conversation that can be seen and deleted again,
        not a draft that nobody sees. Raises sqlite3.Error or WenjuError.
        """
        self.drafts.drop([exchange.id for exchange in self.store.exchanges(user, conversations)])
        self.store.delete(user, conversations)

    def _cited(self, citations: Iterable[Citation]) -> tuple[Cited, ...]:
        return tuple(
            _snapshot(self._document(document_id))
            for document_id in dict.fromkeys(citation.document_id for citation in citations)
        )


def _snapshot(document: Document) -> Cited:
    copied = {name: getattr(document, name) for name in _COPIED}
    text_sha256 = hashlib.sha256(document.text.encode()).hexdigest()
    return Cited(**copied, file_sha256=document.sha256, text_sha256=text_sha256)

"""One question of a conversation, from what the user typed to the frames that the chat shows."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from threading import Lock

from index.errors import WenjuError
from page.conversation import Conversation
from page.filters import UNFILTERED, Filters
from page.logs import log_question
from page.records.records import Kept, Records
from page.records.render import render_feedback
from page.records.types import LOCAL
from page.records.types import Exchange as Recorded
from page.references import References
from page.render import render_answer, render_message, render_partial, render_stages
from page.source import Source
from page.texts import ZH, Said, Texts, verbatim
from rag.types import Answer, Citation, Hit

_FRAME_SECONDS = 0.06
_TEXT_FRAMES = 8
# The finished stages of a quick answer would only put off its first character, 35 ms each.
_LONG_MS = 300
_SHORTEST_FRAME = 8


class Chat:
    """Asks the source and shows its answer in stages. Holds no conversation: that is passed in and out."""

    def __init__(
        self,
        source: Source,
        references: References,
        pause: Callable[[float], None] = time.sleep,
        records: Records | None = None,
    ) -> None:
        self._source = source
        self._references = references
        self._pause = pause
        self._records = records
        self._asking = 0
        self._lock = Lock()

    def converse(
        self,
        question: str,
        conversation: Conversation,
        filters: Filters = UNFILTERED,
        texts: Texts = ZH,
        user: str = LOCAL,
    ) -> Iterator[Conversation]:
        """The states of the conversation while `question` is being answered; the last one is to be kept.

        A `WenjuError` is shown as its message; any other error is logged and shown as one plain line.
        """
        self._count(1)
        try:
            yield from self._answer(question, conversation, filters, texts, user)
        except WenjuError as error:
            yield conversation.ended(question, verbatim(render_message(str(error))), texts)
        except Exception:
            logging.getLogger(__name__).exception("question of %d characters", len(question))
            yield conversation.ended(question, lambda said: render_message(said("failed")), texts)
        finally:
            self._count(-1)

    def suggestions(
        self, conversation: Conversation, filters: Filters = UNFILTERED, texts: Texts = ZH
    ) -> Sequence[str]:
        """Follow-up questions of the last answer; none while anybody waits for an answer."""
        last = conversation.last
        if last is None or last.answer is None or not last.answer.answered or self._asking:
            return ()
        try:
            found = self._source.suggest(last.answer, filters.day(texts), filters.scope)
        except Exception:
            # They are an extra: without them the page is whole.
            logging.getLogger(__name__).exception("suggestions")
            return ()
        asked = {exchange.question for exchange in conversation.exchanges}
        return [question for question in found if question not in asked]

    def _count(self, change: int) -> None:
        with self._lock:
            self._asking += change

    def _answer(
        self, question: str, conversation: Conversation, filters: Filters, texts: Texts, user: str
    ) -> Iterator[Conversation]:
        yield conversation.showing(question, render_stages([], texts), texts)
        day = filters.day(texts)
        log_question(question)
        answer = self._source.ask(question, history=conversation.turns, as_of=day, scope=filters.scope)
        if answer.timings_ms.get("total", 0.0) >= _LONG_MS:
            for counts in _finished_stages(answer, texts):  # shown as they are, and nothing waits for them
                yield conversation.showing(question, render_stages(counts, texts), texts)
        for citation in answer.citations:
            self._check(citation, texts)
        links = {c.number: self._references.add(c) for c in answer.citations}
        for reply in self._written(answer, links):
            yield conversation.showing(question, reply, texts)
            self._pause(_FRAME_SECONDS)
        nearest = self._nearest(answer)
        kept = self._keep(user, conversation, answer, nearest)
        said = self._said(answer, links, nearest, kept)
        yield replace(conversation.ended(question, said, texts, answer), record=kept.conversation)

    def reopened(self, recorded: Sequence[Recorded], texts: Texts = ZH) -> Conversation:
        """A conversation out of the history, with new links to what it cited."""
        conversation = Conversation(record=recorded[0].conversation) if recorded else Conversation()
        for exchange in recorded:
            answer = exchange.answer
            links = {c.number: self._references.add(c) for c in answer.citations}
            kept = Kept(exchange.conversation, exchange.id)
            said = self._said(answer, links, exchange.nearest, kept)
            conversation = conversation.ended(answer.question, said, texts, answer)
        return conversation

    def _keep(
        self, user: str, conversation: Conversation, answer: Answer, nearest: Sequence[Citation]
    ) -> Kept:
        if self._records is None:
            return Kept("")
        return self._records.keep(user, conversation.record, answer, nearest)

    def _said(
        self, answer: Answer, links: Mapping[int, str], nearest: Sequence[Citation], kept: Kept
    ) -> Said:
        """The whole reply, with the same links in every language, and with the rating that it then has."""
        references = [self._references.add(passage) for passage in nearest]

        def said(texts: Texts) -> str:
            given = self._records.feedback(kept.exchange) if self._records else None
            return render_answer(answer, links, references, texts) + render_feedback(kept, given, texts)

        return said

    def _check(self, citation: Citation, texts: Texts) -> None:
        text = self._source.document(citation.document_id).text
        if text[citation.start : citation.end] != citation.quote:
            raise WenjuError(texts("unverified", number=citation.number, title=citation.title))

    def _nearest(self, answer: Answer) -> list[Citation]:
        """The passages that a refusal names: note n of kind `nearest` is about hit n."""
        named = sum(note.kind == "nearest" for note in answer.notes)
        return [self._passage(hit) for hit in answer.hits[:named]]

    def _passage(self, hit: Hit) -> Citation:
        chunk = hit.chunk
        return replace(self._source.citation(chunk.document_id, chunk.start, chunk.end), number=hit.number)

    def _written(self, answer: Answer, links: Mapping[int, str]) -> Iterator[str]:
        step = max(_SHORTEST_FRAME, -(-len(answer.text) // _TEXT_FRAMES))
        for shown in range(step, len(answer.text), step):
            yield render_partial(answer, links, shown)


def _finished_stages(answer: Answer, texts: Texts) -> Iterator[list[str]]:
    found = texts("passages", count=len(answer.hits))
    yield [found]
    yield [found, texts("sentences", count=len(answer.citations))]

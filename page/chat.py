"""One question of a conversation, from what the user typed to the frames that the chat shows."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypedDict

from index.errors import WenjuError
from page.records.records import Kept, Records
from page.records.render import render_feedback
from page.records.types import LOCAL, Exchange
from page.references import References
from page.render import render_answer, render_message, render_partial, render_question, render_stages
from page.source import Source
from rag.types import Answer, Citation, Hit, Turn

KEPT_TURNS = 40
_FRAME_SECONDS = 0.06
_TEXT_FRAMES = 8
_SHORTEST_FRAME = 8
_FAILED = "回答时出错，请稍后再试；详情见服务的日志。"


class Message(TypedDict):
    """A message in the form that the chat widget takes."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """What one browser tab has asked and seen. Kept by the server for that tab only, and bounded.

    `record` names it in the history, empty before its first answer.
    """

    turns: tuple[Turn, ...] = ()
    messages: tuple[Message, ...] = ()
    record: str = ""

    def showing(self, question: str, reply: str) -> Conversation:
        """As it stands, and one more exchange on the page, not yet a turn of the history."""
        asked: tuple[Message, ...] = ()
        if question.strip():
            asked = ({"role": "user", "content": render_question(question)},)
        shown = (*self.messages, *asked, Message(role="assistant", content=reply))
        return replace(self, messages=shown[-2 * KEPT_TURNS :])

    def answered(self, question: str, answer: Answer, reply: str) -> Conversation:
        """As it stands after an answer: on the page and in the history."""
        turns = (*self.turns, Turn(question, answer.text))[-KEPT_TURNS:]
        return replace(self.showing(question, reply), turns=turns)


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

    def converse(
        self, question: str, conversation: Conversation, user: str = LOCAL
    ) -> Iterator[Conversation]:
        """The states of the conversation while `question` is being answered; the last one is to be kept.

        A `WenjuError` is shown as its message; any other error is logged and shown as one plain line.
        """
        try:
            yield from self._answer(question, conversation, user)
        except WenjuError as error:
            yield conversation.showing(question, render_message(str(error)))
        except Exception:
            logging.getLogger(__name__).exception("question of %d characters", len(question))
            yield conversation.showing(question, render_message(_FAILED))

    def _answer(self, question: str, conversation: Conversation, user: str) -> Iterator[Conversation]:
        yield conversation.showing(question, render_stages([]))
        answer = self._source.ask(question, history=conversation.turns)
        for counts in _finished_stages(answer):  # shown as they are, and nothing waits for them
            yield conversation.showing(question, render_stages(counts))
        for citation in answer.citations:
            self._check(citation)
        links = {c.number: self._references.add(c) for c in answer.citations}
        for reply in self._written(answer, links):
            yield conversation.showing(question, reply)
            self._pause(_FRAME_SECONDS)
        nearest = self._nearest(answer)
        kept = self._keep(user, conversation, answer, nearest)
        reply = self._linked(answer, links, nearest) + render_feedback(kept)
        yield replace(conversation.answered(question, answer, reply), record=kept.conversation)

    def reopened(self, exchanges: Sequence[Exchange]) -> Conversation:
        """A conversation out of the history, with new links to what it cited."""
        conversation = Conversation(record=exchanges[0].conversation) if exchanges else Conversation()
        for exchange in exchanges:
            answer = exchange.answer
            links = {c.number: self._references.add(c) for c in answer.citations}
            kept = Kept(exchange.conversation, exchange.id)
            said = render_feedback(kept, exchange.feedback)
            reply = self._linked(answer, links, exchange.nearest) + said
            conversation = conversation.answered(answer.question, answer, reply)
        return conversation

    def _keep(
        self, user: str, conversation: Conversation, answer: Answer, nearest: Sequence[Citation]
    ) -> Kept:
        if self._records is None:
            return Kept("")
        return self._records.keep(user, conversation.record, answer, nearest)

    def _linked(self, answer: Answer, links: Mapping[int, str], nearest: Sequence[Citation]) -> str:
        return render_answer(answer, links, [self._references.add(passage) for passage in nearest])

    def _check(self, citation: Citation) -> None:
        text = self._source.document(citation.document_id).text
        if text[citation.start : citation.end] != citation.quote:
            raise WenjuError(
                f"核对未通过：引文 [{citation.number}] 与《{citation.title}》的原文不一致，回答没有显示。"
                "请运行 wenju index 更新索引后再问。"
            )

    def _nearest(self, answer: Answer) -> list[Citation]:
        """The passages that a refusal names: note n of kind `nearest` is about hit n."""
        named = sum(note.kind == "nearest" for note in answer.notes)
        return [self._passage(hit) for hit in answer.hits[:named]]

    def _passage(self, hit: Hit) -> Citation:
        chunk = hit.chunk
        document = self._source.document(chunk.document_id)
        return Citation(
            number=hit.number,
            document_id=document.id,
            title=document.title,
            heading=chunk.heading,
            published=document.published,
            start=chunk.start,
            end=chunk.end,
            quote=document.text[chunk.start : chunk.end],
        )

    def _written(self, answer: Answer, links: Mapping[int, str]) -> Iterator[str]:
        step = max(_SHORTEST_FRAME, -(-len(answer.text) // _TEXT_FRAMES))
        for shown in range(step, len(answer.text), step):
            yield render_partial(answer, links, shown)


def _finished_stages(answer: Answer) -> Iterator[list[str]]:
    found = f"{len(answer.hits)} 段"
    yield [found]
    yield [found, f"{len(answer.citations)} 句"]

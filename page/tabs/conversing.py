"""The conversation: the chat, what may be done with it, and the box for the question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import gradio as gr
from gradio.events import Dependency

from page.chat import Chat
from page.conversation import Conversation
from page.filters import Filters
from page.records.types import LOCAL
from page.render import render_message
from page.tabs.boxes import chat_widget, question_box, welcome
from page.tabs.narrowing import Narrowing
from page.texts import ZH, Texts, texts_of
from page.worded import LATEST, PRIVATE, Worded

_SUGGESTIONS = 3
_FOCUS = "() => document.querySelector('#question textarea').focus()"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A question that a button asked, the `serial`-th of its page; `again` in the place of the last one."""

    serial: int = 0
    question: str = ""
    again: bool = False

    def following(self, question: str, again: bool = False) -> Chosen:
        """The next one."""
        return Chosen(self.serial + 1, question, again)


class Conversing:
    """The widgets of the conversation and what happens when they are used.

    Every way to ask runs one handler. While it runs, Gradio keeps a further trigger and runs the handler
    once more afterwards, with what the widgets then hold; so the box is emptied once, at the start, and never
    while one types, and a question that a button chose waits in a state until it has been taken.
    """

    asked: Dependency

    def __init__(self, chat: Chat, examples: Sequence[str], language: gr.State) -> None:
        self.chat = chat
        self.language = language
        self._state = gr.State(Conversation())
        self._chosen, self._taken = gr.State(Chosen()), gr.State(0)
        self._messages = chat_widget()
        with gr.Row(elem_id="chips"):
            self._offered = [gr.Button(example, size="sm") for example in examples]
            self._suggested = [gr.Button("", size="sm", visible=False) for _ in range(_SUGGESTIONS)]
        with gr.Row(elem_id="ask"):
            self._box = question_box()
            self._send = gr.Button(ZH("ask"), variant="primary", elem_id="send")
            self._stop = gr.Button(ZH("stop"), elem_id="stop", visible=False)
        with gr.Row(elem_id="tools"):
            self._retry, self._edit, self._delete = (
                gr.Button(ZH(name), size="sm", elem_id=name, visible=False)
                for name in ("retry", "edit", "delete")
            )
            self._new = gr.Button(ZH("new"), size="sm", elem_id="new")

    def worded(self) -> list[Worded]:
        """The widgets with words."""
        buttons = {
            "ask": self._send,
            "stop": self._stop,
            "retry": self._retry,
            "edit": self._edit,
            "delete": self._delete,
            "new": self._new,
        }
        return [
            *(Worded(button, partial(_value, key)) for key, button in buttons.items()),
            Worded(self._messages, lambda t: gr.update(placeholder=welcome(t))),
            Worded(self._box, lambda t: gr.update(label=t("question"), placeholder=t("placeholder"))),
        ]

    def connect(self, narrowing: Narrowing) -> None:
        """Let the widgets act, within what `narrowing` leaves to be searched."""
        own, filters = [self._state, self.language], narrowing.fields
        asked = self.asked = gr.on(
            [self._box.submit, self._send.click, self._chosen.change],
            self._converse,
            [self._box, self._chosen, self._taken, *own, *filters],
            [self._box, self._taken, *self.shown],
            **LATEST,
        )
        for chip in [*self._offered, *self._suggested]:
            chip.click(Chosen.following, [self._chosen, chip], self._chosen, **PRIVATE)
        self._retry.click(_again, [self._chosen, self._state], self._chosen, **PRIVATE)
        asked.then(self._suggest, [*own, *filters], self._suggested, concurrency_limit=1, **PRIVATE)
        self._stop.click(self._stopped, own, self.shown, cancels=[asked], **PRIVATE)
        self._delete.click(self._deleted, own, self.shown, **PRIVATE)
        said = [self._messages, self._state]
        self.language.change(self._reworded, own, said, **LATEST)
        # An answer that was being written at a switch ends in the language in which it was asked for.
        asked.then(self._reworded, own, said, **PRIVATE)
        self._new.click(self._emptied, own, self.shown, cancels=[asked], **PRIVATE)
        edited = self._edit.click(self._edited, own, [self._box, *self.shown], **PRIVATE)
        edited.then(None, js=_FOCUS, **PRIVATE)

    @property
    def shown(self) -> list[Any]:
        """The widgets that show a conversation; `frame` is what they become."""
        actions = [self._send, self._stop, self._retry, self._edit, self._delete]
        return [self._messages, self._state, *actions, *self._offered, *self._suggested]

    def frame(self, conversation: Conversation, busy: bool = False) -> list[Any]:
        """What the widgets of `shown` become; suggestions are for an answer and come after it."""
        may_act = bool(conversation.exchanges) and not busy
        return [
            list(conversation.messages),
            conversation,
            gr.update(visible=not busy),
            gr.update(visible=busy),
            *[gr.update(visible=may_act)] * 3,
            *[gr.update(visible=not conversation.exchanges)] * len(self._offered),
            *[gr.update(visible=False)] * _SUGGESTIONS,
        ]

    def _converse(
        self,
        typed: str | None,
        chosen: Chosen,
        taken: int,
        before: Conversation,
        language: str,
        day: str,
        sources: list[str],
        years: list[str],
        in_force: bool,
        request: gr.Request,
    ) -> Iterator[list[Any]]:
        filters, user = Filters.of(day, sources, years, in_force), request.username or LOCAL
        is_chosen = chosen.serial > taken
        question, left = (chosen.question, gr.skip()) if is_chosen else (typed, "")
        before = before.without_last() if is_chosen and chosen.again else before
        before = before.reworded(texts_of(language))
        unchanged = [gr.skip()] * (len(self.shown) - 2)
        if not question:  # a second Enter on the emptied box, or a retry of nothing
            yield [gr.skip()] * (len(self.shown) + 2)
            return
        latest = before
        for shown in self.chat.converse(question, before, filters, texts_of(language), user):
            begins, latest = latest is before, shown
            if begins:
                yield [left, chosen.serial, *self.frame(shown, busy=True)]
            else:
                yield [gr.skip(), gr.skip(), list(shown.messages), shown, *unchanged]
        yield [gr.skip(), gr.skip(), *self.frame(latest, busy=False)]

    def _suggest(
        self,
        conversation: Conversation,
        language: str,
        day: str,
        sources: list[str],
        years: list[str],
        in_force: bool,
    ) -> list[Any]:
        filters = Filters.of(day, sources, years, in_force)
        found = self.chat.suggestions(conversation, filters, texts_of(language))[:_SUGGESTIONS]
        hidden = [gr.update(visible=False)] * (_SUGGESTIONS - len(found))
        return [*(gr.update(value=question, visible=True) for question in found), *hidden]

    def _stopped(self, conversation: Conversation, language: str) -> list[Any]:
        last, texts = conversation.last, texts_of(language)
        if last and conversation.is_under_way:
            conversation = conversation.without_last().ended(last.question, _stopped, texts)
        return self.frame(conversation, busy=False)

    def _reworded(self, conversation: Conversation, language: str) -> list[Any]:
        reworded = conversation.reworded(texts_of(language))
        # While a reply is being written, its handler keeps the state; it comes here once more at its end.
        if conversation.is_under_way or reworded == conversation:
            return [gr.skip(), gr.skip()]
        return [list(reworded.messages), reworded]

    def _deleted(self, conversation: Conversation, _: str) -> list[Any]:
        return self.frame(conversation.without_last(), busy=False)

    def _emptied(self, _: Conversation, __: str) -> list[Any]:
        return self.frame(Conversation(), busy=False)

    def _edited(self, conversation: Conversation, _: str) -> list[Any]:
        question = conversation.last.question if conversation.last else ""
        return [question, *self.frame(conversation.without_last(), busy=False)]


def _again(chosen: Chosen, conversation: Conversation) -> Chosen:
    last = conversation.last
    return chosen.following(last.question, again=True) if last else chosen


def _stopped(texts: Texts) -> str:
    return render_message(texts("stopped"))


def _value(key: str, texts: Texts) -> dict[str, Any]:
    return gr.update(value=texts(key))

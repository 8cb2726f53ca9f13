"""The tab of the history: conversations of one user, found, opened, exported and deleted."""

from __future__ import annotations

import base64
import logging
import secrets
import sqlite3
from collections.abc import Sequence
from typing import Any

import gradio as gr

from index.errors import WenjuError
from page.assets import read_asset
from page.chat import Chat
from page.conversation import Conversation
from page.escape import escape
from page.records.export import Exported, export
from page.records.records import Records, now
from page.records.render import render_list
from page.records.types import LOCAL
from page.scripts import script
from page.tabs.conversing import Conversing
from page.texts import ZH, Texts, texts_of
from page.worded import LATEST, PRIVATE, Worded


def user_of(request: gr.Request) -> str:
    """Who asks: the name of the login, or the one user of a page without logins."""
    return request.username or LOCAL


def file_value(file: Exported) -> dict[str, str]:
    """A file as `download.js` takes it; the number makes it new, also when the same file comes twice."""
    content = base64.b64encode(file.content).decode()
    return {
        "name": file.name,
        "media_type": file.media_type,
        "content": content,
        "number": secrets.token_hex(8),
    }


def download_component() -> gr.HTML:
    """The component that hands its value to the browser as a file, and shows nothing."""
    return gr.HTML(None, html_template="<span></span>", js_on_load=read_asset("download.js"))


class History:
    """What the tab does, for the user who does it. Every method ends in something to show."""

    def __init__(self, chat: Chat, records: Records) -> None:
        self._chat = chat
        self._records = records

    def listed(self, user: str, words: str, texts: Texts = ZH) -> str:
        """The list of the conversations that hold `words`."""
        try:
            return render_list(self._records.store.conversations(user, words), words, texts)
        except sqlite3.Error:
            return _problem(texts("history_unreadable"))

    def opened(self, user: str, conversation: str, texts: Texts = ZH) -> Conversation:
        """A conversation as it was, to be read and gone on with; an empty one when it cannot be read."""
        try:
            return self._chat.reopened(self._records.store.exchanges(user, [conversation]), texts)
        except sqlite3.Error:
            logging.getLogger(__name__).exception("a conversation was not read")
            return Conversation()

    def exported(self, user: str, conversation: str, words: str, form: str, texts: Texts = ZH) -> Exported:
        """One conversation, or all that are listed when none is named. Raises sqlite3.Error, WenjuError."""
        meant = self._meant(user, conversation, words)
        return export(self._records.store.exchanges(user, meant), form, now(), texts)

    def deleted(self, user: str, conversation: str, words: str, texts: Texts = ZH) -> str:
        """The list without a conversation, or without all that were listed."""
        try:
            self._records.forget(user, self._meant(user, conversation, words))
        except (sqlite3.Error, WenjuError):
            return _problem(texts("history_undeleted")) + self.listed(user, words, texts)
        return self.listed(user, words, texts)

    def _meant(self, user: str, conversation: str, words: str) -> Sequence[str]:
        if conversation:
            return [conversation]
        return [listed.id for listed in self._records.store.conversations(user, words)]


def _problem(text: str) -> str:
    logging.getLogger(__name__).exception("history")
    return f'<div class="wj-history"><p class="wj-none" role="alert">{escape(text)}</p></div>'


def build_history(tab: gr.Tab, tabs: gr.Tabs, asking: Conversing, records: Records) -> list[Worded]:
    """Place the widgets of the tab, inside it; returns those with words.

    A conversation opens in the tab `asking`.
    """
    history, language = History(asking.chat, records), asking.language
    words = gr.Textbox(
        elem_id="history-search",
        show_label=False,
        label=ZH("search_history"),
        placeholder=ZH("search_history_hint"),
        container=False,
        max_length=200,
    )
    shown = gr.HTML(elem_id="history-list", js_on_load=script("history.js"))
    file = download_component()
    seen = gr.State(False)

    def listed(typed: str, said: str, request: gr.Request) -> list[Any]:
        return [history.listed(user_of(request), typed, texts_of(said)), True]

    def reworded(typed: str, said: str, is_seen: bool, request: gr.Request) -> object:
        return history.listed(user_of(request), typed, texts_of(said)) if is_seen else gr.skip()

    def opened(said: str, event: gr.EventData, request: gr.Request) -> list[Any]:
        conversation = history.opened(user_of(request), str(event.id), texts_of(said))
        return [*asking.frame(conversation), gr.Tabs(selected="asking")]

    def exported(typed: str, said: str, event: gr.EventData, request: gr.Request) -> dict[str, Any]:
        texts, meant, form = texts_of(said), str(event.id), str(event.form)
        try:
            return file_value(history.exported(user_of(request), meant, typed, form, texts))
        except WenjuError as error:
            raise gr.Error(str(error), print_exception=False) from error
        except sqlite3.Error as error:
            logging.getLogger(__name__).exception("export")
            raise gr.Error(texts("not_exported"), print_exception=False) from error

    def deleted(typed: str, said: str, event: gr.EventData, request: gr.Request) -> str:
        return history.deleted(user_of(request), str(event.id), typed, texts_of(said))

    # `change`, not `input`: Gradio 6.31 does not send that one from a tab that was hidden at first.
    gr.on([tab.select, words.change], listed, [words, language], [shown, seen], **LATEST)
    language.change(reworded, [words, language, seen], shown, **LATEST)
    shown.select(opened, language, [*asking.shown, tabs], cancels=[asking.asked], **PRIVATE)
    shown.download(exported, [words, language], file, **PRIVATE)
    shown.delete(deleted, [words, language], shown, **PRIVATE)
    return [
        Worded(
            words,
            lambda texts: gr.update(label=texts("search_history"), placeholder=texts("search_history_hint")),
        )
    ]

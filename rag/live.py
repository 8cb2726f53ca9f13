"""A chatbot whose index may be exchanged while questions go on."""

from __future__ import annotations

import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from index.errors import IndexUnusableError
from index.model.threads import cores
from index.originals import Original
from index.types import Document, FileReport
from rag.chat import Chatbot
from rag.checked import MAX_CHARS
from rag.inspection import Inspection, Setting
from rag.scope import Scope
from rag.turns import Turns
from rag.types import Answer, Citation, Turn

# Seconds after which a thread that waits for the interpreter gets it, 5 ms by default: who comes back from
# the model leaves a core idle meanwhile, and 16 clients wait a twentieth longer.
_SWITCH = 0.001


class LiveChatbot:
    """Hands each question to the newest chatbot. Safe to use from several threads.

    A question that is under way keeps the chatbot that it began with, which stays open until its last
    question has its answer. `on_damage` is called when the files of the index turn out to have been changed.
    One question more than there are cores is worked on at once, so that no core waits for the interpreter's
    lock; the others wait their turn: with all of 16 clients at work, one answer in twenty takes twice as long
    (`python -m bench clients`).
    """

    def __init__(self, chatbot: Chatbot) -> None:
        self.on_damage: Callable[[], None] = lambda: None
        self._turns = Turns(cores() + 1)
        sys.setswitchinterval(min(_SWITCH, sys.getswitchinterval()))  # of the whole process
        self._newest = chatbot
        self._questions: Counter[Chatbot] = Counter()
        self._lock = threading.Lock()

    def replace(self, chatbot: Chatbot) -> None:
        """Answer with `chatbot` from now on."""
        with self._lock:
            retired, self._newest = self._newest, chatbot
            is_free = not self._questions[retired]
        if is_free:
            retired.close()

    def is_sound(self) -> bool:
        """Whether nobody has written to the files that it answers from."""
        with self._lock:  # so that they stay open
            try:
                self._newest.check()
            except IndexUnusableError:
                return False
            return True

    @contextmanager
    def _chatbot(self) -> Iterator[Chatbot]:
        with self._lock:
            chatbot = self._newest
            self._questions[chatbot] += 1
        try:
            yield chatbot
        except IndexUnusableError:
            self.on_damage()
            raise
        finally:
            with self._lock:
                self._questions[chatbot] -= 1
                is_over = chatbot is not self._newest and not self._questions[chatbot]
                self._questions += Counter()  # forget those that nobody asks any more
            if is_over:
                chatbot.close()

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        as_of: str | None = None,
        max_chars: int = MAX_CHARS,
        scope: Scope | None = None,
    ) -> Answer:
        """As `Chatbot.ask`."""
        with self._turns, self._chatbot() as chatbot:
            return chatbot.ask(question, history, as_of, max_chars, scope)

    def suggest(
        self, answer: Answer, as_of: str | None = None, scope: Scope | None = None
    ) -> tuple[str, ...]:
        """As `Chatbot.suggest`."""
        with self._turns, self._chatbot() as chatbot:
            return chatbot.suggest(answer, as_of, scope)

    def sources(self) -> tuple[str, ...]:
        """As `Chatbot.sources`."""
        with self._chatbot() as chatbot:
            return chatbot.sources()

    def years(self) -> tuple[str, ...]:
        """As `Chatbot.years`."""
        with self._chatbot() as chatbot:
            return chatbot.years()

    def inspect(self, question: str, settings: Sequence[Setting]) -> list[Inspection]:
        """As `Chatbot.inspect`."""
        with self._turns, self._chatbot() as chatbot:
            return chatbot.inspect(question, settings)

    def document(self, document_id: str) -> Document:
        """As `Chatbot.document`."""
        with self._chatbot() as chatbot:
            return chatbot.document(document_id)

    def citation(self, document_id: str, start: int, end: int) -> Citation:
        """As `Chatbot.citation`."""
        with self._chatbot() as chatbot:
            return chatbot.citation(document_id, start, end)

    def original(self, document_id: str) -> Original:
        """As `Chatbot.original`."""
        with self._chatbot() as chatbot:
            return chatbot.original(document_id)

    def files(self) -> tuple[FileReport, ...]:
        """As `Chatbot.files`."""
        with self._chatbot() as chatbot:
            return chatbot.files()

"""Hostile questions over hostile documents: each is answered with quotes or refused, within the limit."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from index.build import build_index
from index.errors import WenjuError
from index.reader import Index
from rag import Chatbot
from rag.types import Answer, Turn
from tests.fakes import FakeEncoder
from tests.torture.hostile_texts import FACTS, documents, questions

# Seconds of processor that one question may take, whatever it is.
LIMIT = 5.0


def opened(folder: Path, texts: dict[str, str]) -> Chatbot:
    """A chatbot over these texts, by file name."""
    corpus = folder / "corpus"
    corpus.mkdir(parents=True)
    for name, text in texts.items():
        (corpus / name).write_text(text, encoding="utf-8")
    build_index(corpus, folder / "index", FakeEncoder())
    return Chatbot(Index.open(folder / "index", FakeEncoder.name), FakeEncoder())


def run_questions() -> tuple[int, list[str]]:
    """Ask them all; how many, and what went wrong."""
    with tempfile.TemporaryDirectory(prefix="wenju-asked-") as temporary:
        texts = dict(documents())
        sound = {name: text for name, text in texts.items() if name.startswith("事实")}
        hostile = opened(Path(temporary, "hostile"), texts)
        quiet = opened(Path(temporary, "quiet"), sound)
        asked = [*questions(), *FACTS]
        problems = [problem for question in asked for problem in _asked(hostile, question, texts)]
        for question in FACTS:
            problems += _swayed(question, hostile.ask(question), quiet.ask(question))
        return len(asked) + len(FACTS), problems


def _asked(chatbot: Chatbot, question: str, texts: dict[str, str]) -> Iterator[str]:
    started = time.process_time()
    try:
        answer = chatbot.ask(question, history=[Turn(question[:500], question[:500])])
    except WenjuError as error:
        if "\n" in str(error) or len(str(error)) > 300:
            yield f"{question[:40]!r}: a refusal of several lines"
        return
    except Exception as error:
        yield f"{question[:40]!r}: {type(error).__name__}: {error}"
        return
    if time.process_time() - started > LIMIT:
        yield f"{question[:40]!r}: {time.process_time() - started:.1f} s"
    yield from _unquoted(question, answer, chatbot)


def _unquoted(question: str, answer: Answer, chatbot: Chatbot) -> Iterator[str]:
    """Words of an answer that no document holds."""
    for citation in answer.citations:
        if chatbot.document(citation.document_id).text[citation.start : citation.end] != citation.quote:
            yield f"{question[:40]!r}: a quote that is not in its document"
    if answer.answered and answer.text != "".join(f"{c.quote}[{c.number}]" for c in answer.citations):
        left = answer.text
        for citation in answer.citations:
            left = left.replace(citation.quote, "").replace(f"[{citation.number}]", "")
        if any(c.isalnum() for c in left):
            yield f"{question[:40]!r}: words beside the quotes: {left[:60]!r}"


def _swayed(question: str, hostile: Answer, quiet: Answer) -> Iterator[str]:
    """Whether orders in other documents changed what the sound one is quoted for."""
    fact = FACTS[question]
    if fact in {c.quote for c in quiet.citations} and (
        not hostile.citations or hostile.citations[0].quote != fact
    ):
        yield f"{question}: {hostile.text[:80]!r} instead of {fact!r}"

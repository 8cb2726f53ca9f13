"""Hostile questions over hostile documents: each is answered with quotes or refused, within the limit."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from index.build import build_index
from index.errors import WenjuError
from index.reader import Index
from index.sentence_encoder import SentenceEncoder
from rag import Chatbot
from rag.types import Answer, Turn
from tests.torture.hostile_texts import FACTS, UNKNOWN, documents, questions

# Seconds of processor that one question may take, whatever it is.
LIMIT = 5.0


def opened(folder: Path, texts: dict[str, str]) -> Chatbot:
    """A chatbot over these texts, by file name, with the shipped model: answers rest on its threshold."""
    corpus = folder / "corpus"
    corpus.mkdir(parents=True)
    for name, text in texts.items():
        (corpus / name).write_text(text, encoding="utf-8")
    encoder = SentenceEncoder.open()
    build_index(corpus, folder / "index", encoder)
    return Chatbot(Index.open(folder / "index", encoder.name), encoder)


def run_questions() -> tuple[int, list[str]]:
    """Ask them all; how many, and what went wrong."""
    with tempfile.TemporaryDirectory(prefix="wenju-asked-") as temporary:
        texts = dict(documents())
        hostile = opened(Path(temporary, "hostile"), texts)
        quiet = opened(Path(temporary, "quiet"), {n: t for n, t in texts.items() if n.startswith("事实")})
        orders = {n: t for n, t in texts.items() if n.startswith(("事实", "命令"))}
        ordered = opened(Path(temporary, "ordered"), orders)
        asked = [*questions(), *FACTS]
        problems = [problem for question in asked for problem in _asked(hostile, question)]
        for question in (*FACTS, UNKNOWN):
            problems += _swayed(question, quiet.ask(question), ordered.ask(question), hostile.ask(question))
        return len(asked) + 3 * (len(FACTS) + 1), problems


def _asked(chatbot: Chatbot, question: str) -> Iterator[str]:
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


def _swayed(question: str, quiet: Answer, ordered: Answer, hostile: Answer) -> Iterator[str]:
    """Whether orders in other documents changed an answer, or a lie the quoting of the fact."""
    if (quiet.answered, quiet.text) != (ordered.answered, ordered.text):
        yield f"{question}: {ordered.text[:80]!r} among orders, {quiet.text[:80]!r} without"
    fact = FACTS.get(question)
    if fact and fact not in {citation.quote for citation in hostile.citations}:
        yield f"{question}: {hostile.text[:80]!r} without {fact!r}"

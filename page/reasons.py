"""Why an answer is trusted more or less: what its quotes hold of the question, and what they lack."""

from __future__ import annotations

from collections.abc import Iterator

from index.normal import fold
from page.texts import CATALOGUE, Texts
from rag.question import is_told
from rag.types import Answer

_LAPSED = ("expired", "superseded")
_WORDS_NAMED = 3


def reasons(answer: Answer, texts: Texts) -> str:
    """One line: what speaks for the answer and then what against it, empty when nothing is known."""
    said = [*_for(answer, texts), *_against(answer, texts)]
    return texts("comma").join(said)


def _for(answer: Answer, texts: Texts) -> Iterator[str]:
    kind = _kind(answer)
    if kind and any(c.highlight for c in answer.citations):
        yield texts("because_asked", kind=texts(kind))
    if answer.understood and answer.understood.words and not _lacking(answer):
        yield texts("because_words")
    copies = max((len(c.also_in) for c in answer.citations), default=0)
    if copies:
        yield texts("because_copies", count=copies + 1)


def _against(answer: Answer, texts: Texts) -> Iterator[str]:
    kind = _kind(answer)
    if kind and not any(c.highlight for c in answer.citations):
        yield texts("because_not_asked", kind=texts(kind))
    if lacking := _lacking(answer):
        yield texts(
            "because_no_words", words=texts("list_comma").join(f"“{w}”" for w in lacking[:_WORDS_NAMED])
        )
    kinds = {note.kind for note in answer.notes}
    if "conflict" in kinds:
        yield texts("because_conflict")
    if any(c.status in _LAPSED for c in answer.citations):
        yield texts("because_lapsed")
    if "missing_terms" in kinds:
        yield texts("because_parts")


def _kind(answer: Answer) -> str | None:
    """Key of the first kind that is asked for and that a quote can be seen to hold."""
    kinds = answer.understood.kinds if answer.understood else ()
    return next((f"kind_{kind}" for kind in kinds if f"kind_{kind}" in CATALOGUE), None)


def _lacking(answer: Answer) -> list[str]:
    """Words of the question that neither the quotes nor their titles and headings have."""
    words = answer.understood.words if answer.understood else ()
    held = fold("\n".join(f"{c.title}\n{c.heading}\n{c.quote}" for c in answer.citations))
    return [word for word in words if not is_told(word, held)]

"""Whether a text has a term of a question, however the text writes it."""

from __future__ import annotations

from index.tokens import bigrams
from rag.abbreviations import FULL_FORMS
from rag.codes import holds_code, is_code, spellings
from rag.whole import holds_whole, is_whole


def holds_term(term: str, folded: str) -> bool:
    """Whether a folded text has a term; a code in any spelling, a short form also written out."""
    if term.isascii() and is_code(term):
        return holds_code(term, folded)
    if term.isascii() and is_whole(term):
        return holds_whole(term, folded)
    if term in folded:
        return True
    forms = FULL_FORMS.get(term)
    return forms is not None and any(full in folded for full in forms)


def is_spelled_once(term: str) -> bool:
    """Whether a text has a term wherever its characters stand: no code, number or short form."""
    return not (term.isascii() and (is_code(term) or is_whole(term))) and term not in FULL_FORMS


def ways_to_write(term: str) -> list[list[str]]:
    """The index terms that each way of writing a term makes."""
    if is_code(term):
        return spellings(term)
    return [[term], *(bigrams(full) for full in FULL_FORMS.get(term, ()))]

"""Whether a document speaks of years that its sentences do not name."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from index.normal import fold
from index.types import Document
from rag.features import relative_years
from rag.validity import stands_in
from rag.years import years_of


def speaks_of(document: Document, years: Iterable[str]) -> bool | None:
    """Whether an unnamed year of its sentences may be one of these; None where nothing tells.

    A rule speaks of the years in which it is in force, and of no other. What was published after them all
    and names none of them, nor counts back to one (去年), speaks of its own time.
    """
    years = frozenset(years)
    if not years:
        return None
    if document.effective:
        return stands_in(document, years)
    published = document.published
    if not published or max(years) >= published[:4]:
        return None
    if any(year in document.text for year in years):
        return None
    return None if years & _named(document) else False


@lru_cache(maxsize=512)  # documents; a few years each
def _named(document: Document) -> frozenset[str]:
    text = fold(f"{document.title}\n{document.text}")
    return years_of(text) | relative_years(text, document.published)

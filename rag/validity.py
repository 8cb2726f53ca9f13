"""Whether a document is in force on a day."""

from __future__ import annotations

from collections.abc import Iterable

from index.types import Document, Label

_FOREVER = "9999-12-31"
STATUS_NAMES = {
    "in_force": "现行有效",
    "expired": "已过有效期",
    "superseded": "已被替代",
    "unknown": "效力未注明",
}


def status(document: Document | Label, day: str | None, replacement: Document | None = None) -> str:
    """`in_force`, `expired`, `superseded` or `unknown` on an ISO day; None stands for "no day known".

    A `replacement` that is not yet in effect on that day, or not yet published, replaces nothing.
    """
    begins = max(replacement.effective or "", replacement.published or "") if replacement else ""
    if document.superseded_by and not (day and begins and begins > day):
        return "superseded"
    if day and document.expires and document.expires < day:
        return "expired"
    if document.effective and (day is None or document.effective <= day):
        return "in_force"
    return "unknown"


def stands_in(document: Document, years: Iterable[str]) -> bool | None:
    """Whether a rule is in force for some of each year; None for no rule, and where its end is not known.

    One that was replaced may have stood until any day.
    """
    first, last = document.effective, document.expires or _FOREVER
    if first is None:
        return None
    stands = all(first[:4] <= year <= last[:4] for year in years)
    return None if stands and document.superseded_by else stands

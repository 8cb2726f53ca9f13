"""Whether a document is in force on a day."""

from __future__ import annotations

from index.types import Document, Label

STATUS_NAMES = {
    "in_force": "现行有效",
    "expired": "已过有效期",
    "superseded": "已被替代",
    "unknown": "效力未注明",
}


def status(document: Document | Label, day: str | None, replacement: Document | None = None) -> str:
    """`in_force`, `expired`, `superseded` or `unknown` on an ISO day; None stands for "no day known".

    A `replacement` that is not yet in effect on that day replaces nothing.
    """
    begins = (replacement.effective or replacement.published) if replacement else None
    if document.superseded_by and not (day and begins and begins > day):
        return "superseded"
    if day and document.expires and document.expires < day:
        return "expired"
    if document.effective and (day is None or document.effective <= day):
        return "in_force"
    return "unknown"

"""Whether a document is in force on a day."""

from __future__ import annotations

from index.types import Document

STATUS_NAMES = {
    "in_force": "现行有效",
    "expired": "已过有效期",
    "superseded": "已被替代",
    "unknown": "效力未注明",
}


def status(document: Document, day: str | None) -> str:
    """`in_force`, `expired`, `superseded` or `unknown` on an ISO day; None stands for "no day known"."""
    if document.superseded_by:
        return "superseded"
    if day and document.expires and document.expires < day:
        return "expired"
    if document.effective and (day is None or document.effective <= day):
        return "in_force"
    return "unknown"

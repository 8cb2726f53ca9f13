"""The Chinese words for the kinds and levels of the contract."""

from __future__ import annotations

from typing import NamedTuple

from rag.validity import STATUS_NAMES

# Rough borders for the eye, not measured: to be set from the calibration table of the evaluation.
HIGH_CONFIDENCE = 0.8
MIDDLE_CONFIDENCE = 0.5

_NOTES = {
    "date": "日期",
    "conflict": "冲突",
    "validity": "效力",
    "nearest": "最接近的段落",
    "missing_terms": "缺少",
    "rewritten": "问题改写",
}


class Label(NamedTuple):
    """A word for the reader and the style class that goes with it."""

    text: str
    style: str


def confidence_label(confidence: float) -> Label:
    """High, middle or low in words."""
    if confidence >= HIGH_CONFIDENCE:
        return Label("高", "high")
    if confidence >= MIDDLE_CONFIDENCE:
        return Label("中", "middle")
    return Label("低", "low")


def status_label(status: str) -> Label:
    """Whether a document is in force; anything not known is said to be unknown."""
    known = status if status in STATUS_NAMES else "unknown"
    return Label(STATUS_NAMES[known], known)


def note_label(kind: str) -> Label:
    """The kind of a note; a kind that the page does not know is a plain remark."""
    known = _NOTES.get(kind)
    return Label(known, kind.replace("_", "-")) if known else Label("说明", "remark")

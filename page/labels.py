"""The words for the kinds and levels of the contract."""

from __future__ import annotations

from typing import NamedTuple

from page.texts import CATALOGUE, ZH, Texts

# Rough borders for the eye, not measured: to be set from the calibration table of the evaluation.
HIGH_CONFIDENCE = 0.8
MIDDLE_CONFIDENCE = 0.5


class Label(NamedTuple):
    """A word for the reader and the style class that goes with it."""

    text: str
    style: str


def confidence_label(confidence: float, texts: Texts = ZH) -> Label:
    """High, middle or low in words."""
    level = "low"
    if confidence >= MIDDLE_CONFIDENCE:
        level = "high" if confidence >= HIGH_CONFIDENCE else "middle"
    return Label(texts(level), level)


def status_label(status: str, texts: Texts = ZH) -> Label:
    """Whether a document is in force; anything not known is said to be unknown."""
    known = status if f"status_{status}" in CATALOGUE else "unknown"
    return Label(texts(f"status_{known}"), known)


def note_label(kind: str, texts: Texts = ZH) -> Label:
    """The kind of a note; a kind that the page does not know is a plain remark."""
    known = kind if f"note_{kind}" in CATALOGUE else "remark"
    return Label(texts(f"note_{known}"), known.replace("_", "-"))

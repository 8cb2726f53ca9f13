"""The words for the kinds and levels of the contract."""

from __future__ import annotations

from typing import NamedTuple

from page.texts import CATALOGUE, ZH, Texts

# Rough borders for the eye, not measured: to be set from the calibration table of the evaluation.
HIGH_CONFIDENCE = 0.8
MIDDLE_CONFIDENCE = 0.5


# What speaks for a sentence, see `rag.evidence.FEATURES`.
FEATURE_NAMES = {
    "coverage": "句中问题词",
    "context_coverage": "连上文的问题词",
    "passage_coverage": "段中问题词",
    "near_slot": "所问之物旁的问题词",
    "sentence_similarity": "句子语义",
    "passage_similarity": "段落语义",
    "passage_score": "段落落后多少",
    "slot": "有所问的类别",
    "unit": "有所问的单位",
    "focus_near": "中心词在旁",
    "event": "动词",
    "event_near": "动词在旁",
    "focus": "有中心词",
    "named": "有所问的名称",
    "asks": "本身是问句",
    "defines": "说明中心词",
    "listed": "列举",
    "support": "别的文件同说",
    "identifiers": "编号数字一致",
    "nouns": "名词一致",
    "year": "年份一致",
    "contrast": "另有所指",
    "fragment": "不成句",
    "length": "长度",
}


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

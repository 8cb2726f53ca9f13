"""Similarities of any model, on the scale that the weights were fitted on.

Models differ in where unrelated texts lie: about .8 for multilingual-e5, near 0 for others. Cosines are
stretched so that unrelated texts lie where they lie for the default model, and equal texts at 1.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from index.encoder import Encoder, FloatArray, as_late, encode_question
from index.interaction import similarities

_QUESTIONS = (
    "桥梁何时通车",
    "低保标准是多少",
    "谁是校长",
    "怎样办理居住证",
    "比赛在哪里举行",
    "公司营收增长多少",
)
_PASSAGES = (
    "今晚有小到中雨，气温比昨天下降三到五度。",
    "图书馆周一闭馆整理图书，周二恢复开放。",
    "这种茶叶采摘以后要先摊晾，再炒青揉捻。",
    "会议要求各单位做好冬季森林防火工作。",
    "新版教材增加了天文观测和编程两个单元。",
    "老街的骑楼修缮一新，吸引了不少游客。",
)


# Of each similarity by its name, see `rag.evidence`.
Floors = Mapping[str, float]
_floors: dict[str, Floors] = {}


def similarity_floors(encoder: Encoder) -> Floors:
    """Mean similarity of questions and texts that have nothing to do with each other; once an encoder."""
    if encoder.name not in _floors:
        late = as_late(encoder)
        if late:
            wholes, rows = late.encode_parts(_PASSAGES, [[(0, len(text))] for text in _PASSAGES])
        else:
            wholes = rows = encoder.encode_passages(_PASSAGES)
        questions = [encode_question(encoder, text) for text in _QUESTIONS]
        found = [s for question in questions for s in similarities(question, rows, [1] * len(rows))]
        _floors[encoder.name] = {
            "passage_similarity": float(np.mean([wholes @ question.vector for question in questions])),
            "sentence_similarity": float(np.mean([s.cosines for s in found])),
            "sentence_interaction": float(np.mean([s.interactions for s in found])),
            "passage_interaction": float(np.mean([s.of_passage for s in found])),
            "reading": float(np.mean([s.readings[:, 0] for s in found])),
            "answering": float(np.mean([s.readings[:, 1] for s in found])),
        }
    return _floors[encoder.name]


def on_fitted_scale(similarities: FloatArray, floor: float, fitted: float) -> FloatArray:
    """Map `floor` to the floor `fitted` of the model of the fit, and 1 to 1; the identity for that model."""
    scaled: FloatArray = 1 - (1 - similarities) * np.float32(stretch(floor, fitted))
    return scaled


def stretch(floor: float, fitted: float) -> float:
    """By what a distance, 1 less a similarity, is multiplied to be that of the model of the fit."""
    return (1 - fitted) / (1 - floor)

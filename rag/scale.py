"""Similarities of any model, on the scale that the weights were fitted on.

Models differ in where unrelated texts lie: about .8 for multilingual-e5, near 0 for others. Cosines are
stretched so that unrelated texts lie where they lie for the default model, and equal texts at 1.
"""

from __future__ import annotations

import numpy as np

from index.encoder import Encoder, FloatArray

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


_floors: dict[str, float] = {}


def similarity_floor(encoder: Encoder) -> float:
    """Mean cosine of questions and passages that have nothing to do with each other; once an encoder."""
    if encoder.name not in _floors:
        questions, passages = encoder.encode_queries(_QUESTIONS), encoder.encode_passages(_PASSAGES)
        _floors[encoder.name] = float(np.mean(questions @ passages.T))
    return _floors[encoder.name]


def on_fitted_scale(similarities: FloatArray, floor: float, fitted: float) -> FloatArray:
    """Map `floor` to the floor `fitted` of the model of the fit, and 1 to 1; the identity for that model."""
    stretch = (1 - fitted) / (1 - floor)
    scaled: FloatArray = 1 - (1 - similarities) * np.float32(stretch)
    return scaled

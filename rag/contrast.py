"""Words of a question that a sentence contradicts: 东塔 against 西塔, 第七届 against 第八届, T3."""

from __future__ import annotations

import re

# Characters that tell siblings apart. One in the question where the sentence has another of its
# class, with the same neighbour, is another thing and no paraphrase.
_CLASSES = (
    *(
        "东西南北中",
        "上下",
        "前后",
        "左右",
        "甲乙丙丁",
        "新旧老",
        "内外",
        "正副",
        "男女",
        "国省市县区镇乡村",
        "大小",
        "高低",
    ),
    *(
        "一二三四五六七八九十",
        "增减",
        "升降",
        "进出",
        "春夏秋冬",
        "早晚",
        "首末",
        "初高",
        "公私",
        "城乡",
        "日夜",
    ),
)
_SIBLINGS = {c: "".join(set(group) - {c}) for group in _CLASSES for c in group}
_CODE = re.compile(r"([a-z]+)(\d+)")
_ORDINAL = re.compile(r"第[一二三四五六七八九十百\d]+([届批次期条号季轮])")


def contradicts(terms: tuple[str, ...], identifiers: tuple[str, ...], folded: str) -> bool:
    """Whether a folded sentence lacks a bigram or code of the question but has a sibling of it."""
    return any(_has_sibling(t, folded) for t in terms if t not in folded) or any(
        _has_other_number(i, folded) for i in identifiers if i not in folded
    )


def _has_sibling(term: str, folded: str) -> bool:
    if len(term) != 2:
        return False
    first, second = term[0], term[1]
    return any(f"{other}{second}" in folded for other in _SIBLINGS.get(first, "")) or any(
        f"{first}{other}" in folded for other in _SIBLINGS.get(second, "")
    )


def _has_other_number(identifier: str, folded: str) -> bool:
    if match := _CODE.fullmatch(identifier):
        return re.search(rf"(?<![a-z]){match[1]}\d", folded) is not None
    if match := _ORDINAL.fullmatch(identifier):
        return any(found[1] == match[1] for found in _ORDINAL.finditer(folded))
    return False

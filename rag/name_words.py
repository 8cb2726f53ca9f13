"""Names of a question as the tagger sees them, put right by what is in the dictionary and in the passages."""

from __future__ import annotations

import re
from functools import lru_cache

import rjieba

from index.tokens import bigrams, is_han

# Verbs, prepositions, places, numbers, measures, adverbs; of these the ones that are surnames, too.
_JOINING = ("v", "p", "f", "m", "q", "d")
_SURNAMES = frozenset("于向任应安成何和从管计谈解连过关别当查习宣支来")
# What the dictionary or the tagger takes for names and is none, found where documents answer a question.
# fmt: off
_NO_NAMES = frozenset((
    "东西", "礼拜", "外国", "河里", "林子", "镇里", "馆里", "屯里", "庙里", "花盆里", "渡桥", "一棵树",
    "山坡", "山沟", "山村", "山林", "山洞", "陡坡", "滑坡", "大街", "城市", "江水", "各县区", "上岗",
    "上台", "上楼", "上山", "上门", "上门来", "上路", "下海", "安家", "张口", "午休", "中风", "开春",
    "隔天", "延后", "扎堆", "三边", "馆前", "中巴车", "太大", "太多", "太冷", "印得", "印下来", "四楼",
    "六楼", "七楼", "九楼", "外县", "施工队", "普通员工", "普通家庭", "新设", "招人", "机关大院",
    "外贸公司", "加油站", "福利院", "加盟店", "中文系", "黄水", "大宝", "二宝", "三宝", "上托班",
))
# fmt: on
# What the model of names takes for a surname or a part of a name: 几张床, 多少钱修, 卡能用吗, 钱交晚了.
_COUNTS = re.compile(r"(?:多少|[几一二两三四五六七八九十每这那\d])$")
# Verbs behind a place that is taken for a person: 柳堰换电梯, 青梨查体. Few given names end in one.
_AFTER_NAMES = frozenset("换查要看加修领办拉占缺租考派送补缴交借买卖拆装搬盖建住停种")
# A beginning is none of a name that is so many times as frequent.
_SELDOM = 10
_NO_END = re.compile(r"[能会要太得]$")
# The end of the place before it: 梧桐区新开.
_OF_PLACE = re.compile(r"[省市区县镇乡](?=新|旧|老|开|建|办)")
_DONE = re.compile(r"[了过着]")


def without_joined(text: str, tag: str, counts: dict[str, int]) -> str:
    """Return a name without what the tagger joined to it: 云溪 of 说云溪; any other word as it is.

    It guesses at words round a name that it does not know. An end is cut off where hardly a passage has it
    beside the rest, which is all known, and it is a word of its own that is no noun. No surname is.
    """
    if not tag.startswith("n") or rjieba.has_word(text) or not all(map(is_han, text)):
        return text
    begin, end = 0, len(text)
    if not (tag.startswith("nr") and text[0] in _SURNAMES):
        while end - begin > 2 and _is_rare(text[begin : begin + 3], counts) and _joins(text[begin]):
            begin += 1
    joins = (lambda char: char in _AFTER_NAMES) if tag.startswith("nr") else _joins
    while end - begin > 2 and not counts.get(text[end - 2 : end]) and joins(text[end - 1]):
        end -= 1
    return text[begin:end] if all(counts.get(g) for g in bigrams(text[begin:end])) else text


def _is_rare(text: str, counts: dict[str, int]) -> bool:
    """Whether passages hold the end of three characters but hardly the beginning: 来云溪, of 未来云溪."""
    return counts.get(text[:2], 0) * _SELDOM <= counts.get(text[1:], 0)


def is_name(text: str, tag: str, folded: str, known: bool) -> bool:
    """Whether what is tagged as a name is one: 东西 is none, nor 钱交晚 where no passage has it."""
    if tag == "eng":
        return True
    if text in _NO_NAMES or (not known and _OF_PLACE.match(text)):
        return False
    if rjieba.has_word(text):
        return tag.startswith(("ns", "nt"))
    before, _, behind = folded.partition(text)
    return known or not (_COUNTS.search(before) or _NO_END.search(text) or _DONE.match(behind))


@lru_cache(maxsize=4096)
def _joins(char: str) -> bool:
    (_, tag), *_ = rjieba.tag(char)
    return bool(tag.startswith(_JOINING))

"""What a question asks for and with which words: rules in the open, no model."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import rjieba

from index.encoder import FloatArray
from index.normal import fold
from index.tokens import bigrams, is_han

# Words that ask, and words without content. They carry no evidence and are cut out before terms are made.
_ASKING = re.compile(
    r"什么时候|什么时间|什么地方|什么样|什么|何时|何地|何人|何种|为何|如何|怎么样|怎么办|怎么|怎样|为什么|哪一年|哪一天|哪些|哪里"
    r"|哪儿|哪几|哪位|哪个|哪家|哪年|哪天|哪|谁|多少钱|多少|多久|多长时间|多长|多大|几个|几家|几人|几月|几号|几年|几天|第几|几"
    r"|是否|是不是|有没有|能不能|可不可以|可以吗|请问|请告诉我|告诉我|我想知道|想问一下|想问|帮我查一下|帮我查|查一下|介绍一下|分别"
    r"|[吗呢吧啊呀么]+(?=[?？。！\s]*$)"
)
_EMPTY = re.compile(
    r"的时候|进行|以及|还有|或者|关于|对于|根据|按照|其中|具体|目前|现在|一共|总共|大概|大约|[的了是在和与及或之为被把将有会要能请对]"
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=\s*(?:年|[-/.~至到、和]|$|[^\d.%]))")
_NUMBER = r"(?:\d[\d,，.]*|[〇零一二三四五六七八九十百千万亿两]{1,9})"
_UNIT = (
    r"(?:[个家名人位项件万亿元%％‰倍次届米吨辆架座张套条台岁分年月日天周户亩度枚块所部场票只种]"
    r"|公里|千米|平方|小时|公顷|美元|公斤)"
)

ASKED: dict[str, re.Pattern[str]] = {
    "when": re.compile(
        r"何时|什么时候|什么时间|哪一?[年天月日]|几[月号年日]|时间(?!.{0,3}(多久|多长))|日期|截止|之日起|生日"
    ),
    "duration": re.compile(r"多久|多长时间|几[天年日个]|期限|工作日|时限|有效期|多少[天年日]"),
    "number": re.compile(
        r"多少|几(?!乎)|数量|人数|多大|多高|多长|多重|总数|第几|排名|总额|金额|投资额|总投资|标准|票房|产量|销量|交付量|收入"
    ),
    "percent": re.compile(r"增速|增长率|增幅|比例|占比|百分|比重|涨幅|增长了?多少|率(?=$|[是为?？])"),
    "who": re.compile(
        r"谁|哪位|何人|姓名|(?:局长|书记|主任|院长|董事长|会长|市长|省长|主席|总统|导演|作者|创始人|负责人|冠军|教练)(?:是|叫|$|[?？])"
    ),
    "where": re.compile(
        r"哪里|哪儿|何地|什么地方|地点|地址|在哪|哪个?(?:城市|省|国|区|县|市|地区|街道|村|镇)|位于"
    ),
    "contact": re.compile(r"电话|联系方式|热线|邮箱|网址"),
    "which": re.compile(r"哪些|哪几|哪个|哪家|什么|包括|名单"),
    "why": re.compile(r"为什么|为何|原因|缘由"),
    "how": re.compile(r"如何|怎么|怎样|流程|步骤|办法是"),
}
_HOLDS: dict[str, re.Pattern[str]] = {
    "when": re.compile(
        r"\d{1,2}\s*月|\d{1,2}\s*日|\d{4}\s*年|\d{1,2}[::：]\d{2}|年[初底末]|月[初底末]|季度|上半年|下半年|[上下]午|[一二三四五六七八九十]月"
        r"|周[一二三四五六日]|星期[一二三四五六日天]|今[年天日]|明[年天日]|昨[天日]|去年|除夕|春节|国庆|\d{4}[-/.]\d{1,2}"
    ),
    "duration": re.compile(rf"{_NUMBER}\s*(?:个)?(?:工作)?(?:日|天|年|个?月|小时|分钟|周)"),
    "number": re.compile(rf"\d|{_NUMBER}\s*{_UNIT}"),
    "percent": re.compile(r"\d[\d.]*\s*[%％‰]|百分之|[一二三四五六七八九十]成|倍"),
    "contact": re.compile(r"\d{3,}[-\d]{4,}|@|www\.|http"),
    "why": re.compile(r"因为|由于|因|原因|为了|致使|导致|所以|鉴于"),
}
_PERSON_TAGS, _PLACE_TAGS = ("nr",), ("ns", "nz", "nt")
_CONTENT_TAGS = ("n", "v", "a", "eng", "m", "j", "i", "l", "t", "x", "b", "s", "f")
_MAX_QUESTION = 2000


@dataclass(frozen=True, slots=True)
class Query:
    """A question taken apart. `terms` are its content bigrams, `weights` their rarity in the index.

    `words` are its content words with the weight of each; `slots` name what is asked for.
    """

    text: str
    folded: str
    slots: frozenset[str]
    years: frozenset[str]
    terms: tuple[str, ...]
    weights: FloatArray
    words: tuple[tuple[str, float], ...]
    missing: tuple[str, ...]


Frequencies = Callable[[Sequence[str]], list[int]]


def understand(text: str, frequencies: Frequencies, passages: int) -> Query:
    """Take a question apart; `frequencies` counts the passages that hold a bigram."""
    folded = fold(text).strip()
    slots = frozenset(name for name, pattern in ASKED.items() if pattern.search(folded))
    content = content_of(folded)
    terms = tuple(dict.fromkeys(bigrams(content)))
    counts = frequencies(terms)
    weights = np.array([rarity(count, passages) for count in counts], dtype=np.float32)
    rare = dict(zip(terms, weights.tolist(), strict=True))
    words = _content_words(content, rare)
    missing = tuple(
        word
        for word, _ in words
        if all(c == 0 for t, c in zip(terms, counts, strict=True) if t in bigrams(word))
    )
    years = frozenset(_YEAR.findall(folded))
    return Query(text, folded, slots, years, terms, weights, words, missing)


def rarity(count: int, passages: int) -> float:
    """Inverse document frequency, `log(1 + (N + 1) / (n + 1/2))`, positive for every count."""
    return float(np.log1p((passages + 1) / (count + 0.5)))


def content_of(folded: str) -> str:
    """Return a folded question without asking and empty words; blanks stand where they were."""
    return _EMPTY.sub(" ", _ASKING.sub(" ", folded))


def holds_slot(slot: str, folded: str) -> bool:
    """Whether a folded sentence holds something of the asked kind."""
    if pattern := _HOLDS.get(slot):
        return pattern.search(folded) is not None
    if slot in ("who", "where"):
        wanted = _PERSON_TAGS if slot == "who" else _PLACE_TAGS
        return any(tag in wanted for _, tag in rjieba.tag(folded))
    return True


def years_of(folded: str) -> frozenset[str]:
    """Four-digit years named in a folded text."""
    return frozenset(_YEAR.findall(folded))


def _content_words(content: str, rare: dict[str, float]) -> tuple[tuple[str, float], ...]:
    """Nouns, names, verbs, numbers of the content; the weight of a word is its rarest bigram's."""
    words: dict[str, float] = {}
    for run in content.split():
        for word, tag in rjieba.tag(run):
            grams = [g for g in bigrams(word) if g in rare]
            if tag.startswith(_CONTENT_TAGS) and grams and (len(word) > 1 or not is_han(word)):
                words[word] = max(rare[g] for g in grams)
    return tuple(words.items())

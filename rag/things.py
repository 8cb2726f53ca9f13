"""Named things of a question, 柳湾大桥 or 市林业局, and whether a text speaks of them.

A thing is a generic noun with what stands right before it. Where a quoted passage names it in full, shorter
(县二中, 住建局) or longer (云溪市图书馆), it speaks of it; a mere 大桥 of another name does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import rjieba

from index.tokens import LETTER, is_han
from rag.slots import tagged

# Nouns before which stands what tells a thing from the next one of its kind.
_WORKS = (
    "大桥|桥|隧道|通道|高速公路|高速(?!增长|发展|运转|行驶|推进)|公路|大道|铁路|港区|港口|码头|机场(?!快线|专线|高速|大道|大巴|巴士)|(?<!网)站|水厂|电厂|处理厂|水库|公园|广场|体育馆"
    "|图书馆|博物馆|美术馆|纪念馆|科技馆|文化馆|展览馆|分馆|小区|片区|院区|校区|公寓|花园|社区|新村|宿舍|产业园|工业园|物流园|加工园|新区|开发区"
)
_BODIES = (
    "养老院|敬老院|福利院|医院|院|学校|中学|小学|大学|学院|幼儿园|研究院|研究所|有限责任公司|有限公司|公司|集团|银行|基金会|协会|商会"
    "|青年会|电视台|街道|(?<![城乡])镇|(?<!城)乡|(?<!农)村|局|委员会|办公室"
)
# 环节 and 第三节 are no events, and 中秋 says as much as 中秋节.
_EVENTS = (
    "(?<![春时季环细章关音调])(?<!(?:劳动|国庆|教师|护士|情人|妇女|儿童|元宵|清明|端午|中秋|重阳|腊八))(?<!第[一二三四五六七八九十])节"
    "(?![目能约假水日前后省点奏气余操庆课])|马拉松|博览会|交易会|论坛"
)
_TITLES = "(?:管理|补贴|补助|扶持|奖励|保障|保护|实施|暂行)(?:办法|规定|细则|方案)|条例|预案"
_HEAD = re.compile(f"{_WORKS}|{_BODIES}|{_EVENTS}|{_TITLES}")
_TITLE = re.compile(_TITLES)
# Bodies of which a common noun makes a kind, not one of them.
_OF_KIND = re.compile(
    "公寓|宿舍|办公室|委员会|医院|院|[大中小]?学校?|学院|幼儿园|研究[院所]|(?:有限)?(?:责任)?公司|集团|银行|通道|节|马拉松|博览会|交易会|论坛"
)
# What may be called 机构: 养老院 and 养老机构, 托育园 and 托育机构.
_INSTITUTIONS = ("院", "园", "所")
_OWN_WORD = re.compile("中医院|[东南西北总]站")
# A head may be part of a word for the person who leads it: 医院院长, 局长.
_LEADER = re.compile(r"(?:[局院校行会镇乡村馆]?长|书记|主任|经理)?$")
# Parts of speech of what stands before a head; of numerals only 第三.
_MODIFIER_TAGS_OF_THINGS = ("n", "j", "eng", "zg", "ag", "t")
_MODIFIER_TAGS = (*_MODIFIER_TAGS_OF_THINGS, "vn")
_NAME_TAGS = ("nr", "ns", "nt", "nz")
# Kinds of which a district has many: one of them is named by more than the district.
_MANY = re.compile("[中小]学|学校|幼儿园|小区|社区|新村|村|乡|镇|街道|[养敬]老院|福利院")
# Words that tell the level or kind of a thing rather than its name, and verbs that get stuck to a name.
_LEVELS = frozenset("省市县区")
_KIND = re.compile(
    "公办|民办|公立|私立|国有|民营|[当本]地|全[国省市县区]|[省市县区]?[直属]|直属|[列说]明|列[举出]"
)
_STUCK = re.compile(
    r"^[这那][份个部条项座版]|^[年末底上来去到在从往离住给问修建造盖拆办开逛过](?=..)|^[对找](?=.)|^里(?=[省市县区])"
)
_WHEN = re.compile(
    r"[今昨明][天日]|目前|现在|[\d〇一二三四五六七八九十]+月份?|[上中下]旬|[\d一二三四五六七八九十]+[日号]"
)
_LONGEST = 4
# Between a name and its head what the name leaves out may stand, but no other place: 云溪市图书馆.
_GAP = rf"[省市县区镇]?(?:(?![乡区县镇]){LETTER}|\([^()\n]{{1,8}}\)){{0,8}}?"


@dataclass(frozen=True, slots=True)
class Thing:
    """A named thing: 市第三人民医院 is the head 医院 with the words 第三 and 人民, none of them a name."""

    text: str
    words: tuple[str, ...]
    name: str | None
    head: str
    of_region: bool = False

    def stands_in(self, folded: str) -> bool:
        """Whether a folded text names the thing, in full or shorter or longer."""
        if self.text in folded:
            return True
        has_words = all(_short(word).search(folded) for word in self.words)
        if len(self.words) == 1 and self.of_region and _MANY.fullmatch(self.head):
            return has_words and self.head in folded
        if _TITLE.fullmatch(self.head):
            return has_words
        nearest = {self.words[-1], self.name or self.words[-1]}
        return has_words and any(
            _before(word, self.head).search(folded) or _alone(word).search(folded) for word in nearest
        )


@lru_cache(maxsize=1024)
def things_of(folded: str) -> tuple[Thing, ...]:
    """Named things of a folded question, in order."""
    tokens, place = [], 0
    for word, tag in tagged(folded):
        tokens.append((place, word, tag))
        place += len(word)
    ends = {start + len(word): start for start, word, _ in tokens}
    return tuple(_things(folded, tokens, ends))


def _things(folded: str, tokens: list[tuple[int, str, str]], ends: dict[int, int]) -> Iterator[Thing]:
    for match in _HEAD.finditer(folded):
        end = min(e for e in ends if e >= match.end())
        # A word that the tagger made up (院新, 节在) hides a head.
        if not _LEADER.fullmatch(folded[match.end() : end]) and rjieba.has_word(folded[ends[end] : end]):
            continue
        place = _begin_of_head(match, tokens)
        tags = _MODIFIER_TAGS if _TITLE.fullmatch(match.group()) else _MODIFIER_TAGS_OF_THINGS
        before = _modifiers(
            [(s, folded[s : min(s + len(w), place)], t) for s, w, t in tokens if s < place], tags
        )
        words = [w for _, w, _ in before if len(w) > 1 and not _KIND.fullmatch(w)]
        if words and (before[-1][1] == words[-1] or before[-1][1] in _LEVELS):
            names = [w for _, w, t in before if t.startswith(_NAME_TAGS) and w in words]
            head = folded[place : match.end()]
            text = folded[before[0][0] : match.end()]
            plain = tuple(map(_without_level, words))
            # 物业公司 is a kind, which a text may call otherwise; 市林业局 and 第二中学 are one each.
            is_one = names or any(w in _LEVELS or w.startswith("第") for _, w, _ in before)
            if _OF_KIND.fullmatch(match.group()) and not is_one:
                continue
            of_region = words[-1][-1] in _LEVELS or before[-1][1] in _LEVELS
            yield Thing(text, plain, _without_level(names[-1]) if names else None, head, of_region)


def _begin_of_head(match: re.Match[str], tokens: list[tuple[int, str, str]]) -> int:
    """Where a head begins: with the character that makes it another body, of 中医院 and 东站."""
    start, end = match.span()
    for begin, word, _ in tokens:
        if begin == start - 1 and begin + len(word) == end and _OWN_WORD.fullmatch(word):
            return begin
    return start


def _without_level(word: str) -> str:
    """江门 for 江门市: a text says either."""
    return word[:-1] if len(word) > 2 and word[-1] in _LEVELS else word


def _modifiers(tokens: list[tuple[int, str, str]], tags: tuple[str, ...]) -> list[tuple[int, str, str]]:
    """The words right before a head that belong to it."""
    kept: list[tuple[int, str, str]] = []
    for start, word, tag in reversed(tokens[-_LONGEST:]):
        if not (tag.startswith(tags) or word.startswith("第")) or _HEAD.search(word) or _WHEN.fullmatch(word):
            break
        own = _STUCK.sub("", word)
        kept.insert(0, (start + len(word) - len(own), own, tag))
    return _joined(kept)


def _joined(tokens: list[tuple[int, str, str]]) -> list[tuple[int, str, str]]:
    """Put the single character of a name to what stands before it, as the tagger cuts 狮子洋 in two."""
    *rest, (_, last, tag) = tokens or [(0, "", "")]
    if not rest or len(last) != 1 or last in _LEVELS or not tag.endswith("g"):
        return tokens
    start, before, _ = rest[-1]
    return [*rest[:-1], (start, f"{before}{last}", "nz")]


@lru_cache(maxsize=4096)
def _short(word: str) -> re.Pattern[str]:
    """What a word may be short for, its characters in order."""
    if not all(map(is_han, word)) or not 2 <= len(word) <= 4:
        return re.compile(re.escape(word))
    return re.compile(f"{LETTER}{{0,4}}".join(word))


@lru_cache(maxsize=4096)
def _before(word: str, head: str) -> re.Pattern[str]:
    also = f"|{re.escape(head[:-1])}机构" if head.endswith(_INSTITUTIONS) else ""
    return re.compile(f"{_short(word).pattern}{_GAP}(?:{re.escape(head)}{also})")


@lru_cache(maxsize=4096)
def _alone(word: str) -> re.Pattern[str]:
    """A word as a cell of a table or an item of a list, of which the head of the column says the kind."""
    return re.compile(rf"(?:^|[|:：、；])\s*{re.escape(word)}\s*(?:$|[|、；])", re.MULTILINE)

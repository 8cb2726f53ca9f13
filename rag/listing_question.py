"""Which questions ask for documents, and not for what stands in them."""

from __future__ import annotations

import re
from dataclasses import dataclass

import rjieba

from index.normal import fold
from rag.period import PERIOD, Period, period_of

# What documents are called. The others are words for contents too: 有什么办法, 提出了哪些意见.
_KINDS = "文件|材料|通知|公告|通告|公示|公报|会议纪要|纪要|新闻|报道|条例|工作报告"
_MEANS = "办法|细则|规划|预案"
_CONTENTS = "规定|意见|方案|决定|报告|指南"
_ISSUES = re.compile("发布|印发|颁布|下发|出台|公布")
_FORCE = "(?P<force>(?:现行|仍然|目前|现在)?有效|现行|在施行|生效中)的?"
_OFFICE = (
    "局|办事处|委员会|委|政府|办公室|办|厅|部|院|街道|集团|公司|中心"
    "|协会|联合会|商会|工会|银行|日报|大学|学校"
)
_ISSUER = rf"(?P<issuer>[\u4e00-\u9fff]{{0,18}}?(?:{_OFFICE})|我市|市里)"
_VERB = "(?P<verb>(?:一?共|总共|都|先后)?(?:发布|印发|出台|下发|制发|制定|颁布|公布|发|出)(?:了|过)?)"
_MANY = "(?:(?P<many>多少|几)|哪些|什么|哪几)(?P<counter>[份个件项部篇])?"
_TOPIC = "(?:关于|有关|涉及)(?P<topic>[^,，。？?、]{2,16}?)(?:方面|工作)?的"
_KIND = rf"(?:相关)?(?P<kind>{_KINDS}|{_MEANS}|{_CONTENTS})"
_WHEN = rf"(?:(?P<period>{PERIOD})(?:期间|里|中|内|度)?的?)"
_RECENT = "(?:最近|近期)"
_OF = rf"{_WHEN}?{_ISSUER}?{_RECENT}?(?:在?(?P<later>{PERIOD}))?"
_ALL = "(?:所有|全部)?的?"
_LEAD = re.compile(
    "(?:请问|请|麻烦|帮我|给我|我想知道|我想看看?|想问一下|告诉我|查一?下|查询)+"
    "|(?:目前|现在)?(?:文件库|知识库|库|文件夹|这里)(?:里|中)?(?=[收有一共])"
)
_TAIL = re.compile("[?？。!！吗呢啊]+$")
# A question asks for documents only when one of these takes all of it.
_SHAPES = [
    re.compile(shape)
    for shape in (
        # 2023年发了哪些通知; 云溪市民政局发布过哪些关于低保的文件
        rf"{_RECENT}?{_OF}{_VERB}{_MANY}(?:{_TOPIC})?{_KIND}",
        # 有哪些关于养犬的规定; 2022年有多少份公报; 一共收录了多少份文件
        rf"{_RECENT}?{_OF}(?:一?共|总共|都)?(?:收录了?|有){_MANY}(?:{_FORCE})?(?:{_TOPIC})?{_KIND}",
        # 最近的通知是哪份; 最新的关于低保的通知
        rf"(?P<last>最近|最新)(?:的?一[份个篇]|发布的?|的)?(?:{_TOPIC})?{_KIND}(?:是(?:哪一?[份个篇件]|(?P<what>什么)))?",
        # 列出现行有效的办法; 列出2023年民政局发布的通知
        rf"(?P<order>列出|列举|列一下|找出|查找){_ALL}(?:{_FORCE})?{_OF}(?:{_VERB})?的?{_ALL}(?:{_TOPIC})?{_KIND}",
        # 关于养犬的规定有哪些; 2023年发布的通知有多少份; 现行有效的办法有哪些
        rf"(?:{_FORCE})?{_OF}(?:{_VERB})?的?(?:{_TOPIC})?{_KIND}(?:一?共|总共|都)?有{_MANY}",
    )
]
_NO_ISSUER = re.compile("[需要的了吗哪何谁]|申请|办理|提交|根据|规定|参加|开展|关于|是否|按")
_STOPS = frozenset({"以及", "相关", "有关", "问题", "事项", "情况", "工作", "方面"})


@dataclass(frozen=True, slots=True)
class Listing:
    """Which documents are asked for. Empty words and None restrict nothing.

    `issued` says that the period is that of publication, not that of a title; `latest` asks for the newest
    alone.
    """

    kind: str
    period: Period | None = None
    issued: bool = False
    issuer: str = ""
    topics: tuple[str, ...] = ()
    latest: bool = False
    in_force: bool = False


def asked_listing(question: str, day: str | None = None) -> Listing | None:
    """Read a question for documents; None for one about contents, and whenever in doubt.

    今年 and 去年 count from `day` (ISO); without it such a question is no listing.
    """
    plain = _LEAD.sub("", _TAIL.sub("", re.sub(r"\s", "", fold(question))), count=1)
    for shape in _SHAPES:
        if match := shape.fullmatch(plain.replace(",", "")):
            return _read({k: v for k, v in match.groupdict().items() if v}, day)
    return None


def _read(said: dict[str, str], day: str | None) -> Listing | None:
    """Return the listing that the parts of a question make, None when they may ask for contents."""
    named = said.get("period") or said.get("later")
    period = period_of(named, day) if named else None
    topics = _words(said.get("topic", ""))
    issuer = said.get("issuer", "")
    unread = (named and not period) or ("topic" in said and not topics)
    if _of_contents(said) or unread or _NO_ISSUER.search(issuer):
        return None
    return Listing(
        kind=said["kind"],
        period=period,
        issued="verb" in said,
        issuer="" if issuer in ("我市", "市里") else issuer,
        topics=topics,
        latest="last" in said,
        in_force="force" in said,
    )


def _of_contents(said: dict[str, str]) -> bool:
    """Whether a word for documents may stand for what they say, as in 有什么办法."""
    kind = said["kind"]
    if kind in _KINDS.split("|"):
        return False
    if "what" in said or "topic" in said:
        return "what" in said
    sure = said.get("counter") in tuple("份部篇") or "order" in said or "force" in said
    return not (sure or (kind in _MEANS.split("|") and _ISSUES.search(said.get("verb", ""))))


def _words(topic: str) -> tuple[str, ...]:
    words = [w for w in rjieba.cut(topic) if w not in _STOPS and (len(w) > 1 or w.isalnum() and w.isascii())]
    return tuple(dict.fromkeys(words))

"""Evidence that is about another thing or place than the question, or lacks the party or address asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from index.normal import fold
from index.types import Document
from rag.compose import Quote
from rag.evidence import Candidate
from rag.question import Query
from rag.slots import asks_how
from rag.things import Thing, things_of

# Parts that an organisation plays, with other words for the same part.
_PARTS = (
    ("施工", "承建", "建造", "修建", "建设", "中标"),
    ("设计", "勘察"),
    ("监理",),
    ("主办", "举办"),
    ("承办",),
    ("协办",),
    ("运营", "经营"),
)
# Asked is the part right beside the asking words: 「建设工程的审查由谁负责」 asks for no builder.
_WHO = r"(?:谁|哪一?[家个][\u3400-\u9fff]{0,3}?|什么(?:公司|单位|企业|机构))"
_BODY = r"(?:公司|集团|企业|局|院|厂|队|中心|大学|银行|政府|委|部|办)"
_LEVELS = ("省", "市", "区", "县")
# A part stands beside the organisation that plays it.
_NEAR = 30
_ASKS_ADDRESS = re.compile(r"(?<!网站)(?<!网络)(?<!邮箱)(?<!邮件)(?<!ip)地址|哪一?条?[路街]|几号楼|门牌")
_ADDRESS = re.compile(r"[路街巷弄道村]|\d[号楼室座]|位于|地处|坐落|[a-z]座|[一二三四五六七八九\d]楼")


def other_subject(query: Query, quotes: Sequence[Quote]) -> str | None:
    """柳湾大桥 asked, and no quoted passage, nor the document of the best, names it."""
    things = things_of(query.folded)
    if not things:
        return None
    all_of_it = whole(quotes[0].candidate.document)
    texts = [*(q.candidate.context for q in quotes), all_of_it]
    lacking = [t.text for t in things if not any(t.stands_in(text) for text in texts)]
    return f"最接近的段落没有提到“{'、'.join(lacking)}”" if lacking else None


def names_another(query: Query, candidate: Candidate) -> bool:
    """Whether a sentence names another thing of an asked kind, in a passage without the asked one."""
    return any(
        thing.head in candidate.folded
        and not thing.stands_in(candidate.context)
        and not _without_its_place(thing, candidate)
        and any(other.head == thing.head for other in things_of(candidate.folded))
        for thing in things_of(query.folded)
    )


def _without_its_place(thing: Thing, candidate: Candidate) -> bool:
    """Whether a sentence has 市审计局, of a document on 锦川, for 锦川市审计局."""
    if not thing.name:
        return False
    place, _, rest = thing.text.partition(thing.name)
    is_one = not place and rest.startswith(_LEVELS) and rest in candidate.folded
    return is_one and thing.name in whole(candidate.document)


def unheld_party(query: Query, quotes: Sequence[Quote]) -> str | None:
    """The builder, designer, … asked, and no quote has an organisation in that part."""
    parts = next((p for p in _PARTS if any(_asking(word).search(query.folded) for word in p)), None)
    if parts is None:
        return None
    part = f"(?:{'|'.join(parts)})"
    played = re.compile(f"{part}.{{0,{_NEAR}}}{_BODY}|{_BODY}.{{0,{_NEAR}}}{part}", re.DOTALL)
    if any(played.search(fold(q.text)) for q in quotes):
        return None
    asked = next(word for word in parts if _asking(word).search(query.folded))
    return f"最接近的句子没有说由谁{asked}"


@cache
def _asking(part: str) -> re.Pattern[str]:
    return re.compile(rf"{_WHO}(?:来|负责)?{part}|{part}(?:单位|方|公司|商)?(?:的?是|为|由|有)?{_WHO}")


def unheld_place(query: Query, quotes: Sequence[Quote]) -> str | None:
    """An address asked, and no quote that is about the thing has one."""
    if not _ASKS_ADDRESS.search(query.folded) or asks_how(query.folded):
        return None
    things = things_of(query.folded)
    about = [q for q in quotes if all(t.stands_in(q.candidate.context) for t in things)] or quotes
    held = any(_ADDRESS.search(fold(q.text)) for q in about)
    return None if held else "最接近的句子里没有所问的地址"


def whole(document: Document) -> str:
    """A document with its labels, in normal form."""
    return fold(f"{document.title}\n{document.issuer or ''}\n{document.text}")

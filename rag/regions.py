"""Regions that a text names, and sentences that speak of another one than was asked about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from rag.evidence import Candidate
from rag.tagged import tagged
from rag.topic import places_of

_LEVELS = ("省", "市州", "区县旗", "镇乡")
_SUFFIXES = "".join(_LEVELS)
_PROVINCIAL = ("自治区", "特别行政区")
_NAMES = ("ns", "nr", "nt", "nz")
# 全市, 本区 and 我县 are of whoever speaks, 大洋区 is a kind.
_POINTING = (*"全本我各该某两", "大洋")
# The last one is a township in the dictionary, and what a bridge does everywhere else.
_WORDS = ("城镇", "乡镇", "村镇", "合龙")
_BUILT = tuple("桥路街站园塔厂院")  # 大桥 is in the dictionary of places

_LEADING = re.compile(r"[^\u4e00-\u9fff]*(?:[在对如而]|其中)?[^\u4e00-\u9fff]*")


@lru_cache(maxsize=4096)
def regions_of(text: str) -> tuple[str, ...]:
    """Names of places in a text, each once: 云溪市青岚区 are two."""
    places = (text[start:end] for start, end in places_of(text))
    return tuple(dict.fromkeys(p for p in places if _is_named(p)))


def other_region(asked: Iterable[str], candidate: Candidate) -> tuple[str, str] | None:
    """(the asked region, the one of the same level that a sentence is about instead), None when it is not.

    A sentence is about the region it begins with, else about that of its title, heading and issuer. In a
    passage that names the asked one, others further on in a sentence are only mentioned: 南接柳湾县.
    """
    asked, labels = tuple(asked), candidate.context.partition("\n")[0]
    for level in _LEVELS:
        regions = list(_of_level(asked, level))
        if not regions or _stands_in(regions, candidate.folded) or _stands_in(regions, labels):
            continue
        others = list(_of_level(regions_of(candidate.folded), level))
        if _stands_in(regions, candidate.context):
            others = [other for other in others if _begins(candidate.folded, other)]
        else:
            others += _of_level(regions_of(labels), level)
        if others:
            return regions[0], others[0]
    return None


def _stands_in(regions: Iterable[str], text: str) -> bool:
    """Whether a text names one of the regions, also without its suffix: 青岚院区, 广西."""
    return any(name_of(region) in text for region in regions)


def name_of(region: str) -> str:
    """A region without the suffix that tells its level."""
    if region.endswith(_PROVINCIAL):
        return region[: 3 if region.startswith("内蒙古") else 2]
    return region[:-1] if len(region) > 2 and region[-1] in _SUFFIXES else region


def _begins(text: str, region: str) -> bool:
    """Whether a sentence begins with a region, or with what that lies in."""
    before = text[: text.index(region)]
    for larger in regions_of(before):
        before = before.replace(larger, "")
    return _LEADING.fullmatch(before) is not None


def _of_level(regions: Iterable[str], level: str) -> Iterator[str]:
    """Regions with a suffix of the level and a name that tells."""
    return (r for r in regions if len(r) > 2 and _last(r) in level)


def _last(region: str) -> str:
    """The suffix that tells the level; 广西壮族自治区 is none below a province."""
    return "省" if region.endswith(_PROVINCIAL) else region[-1]


def _is_named(place: str) -> bool:
    """Whether the dictionary or its grammar knows the place for a name; 城区 and 开发区 are none."""
    if place.startswith(_POINTING) or place.endswith(_BUILT) or place in _WORDS:
        return False
    tokens = [*tagged(place), *tagged(place[:-1])]
    return any(t.tag.startswith(_NAMES) and len(t.text) > 1 for t in tokens)

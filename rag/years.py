"""Years that a text names, in figures or in words."""

from __future__ import annotations

import re
from functools import lru_cache

# 2000元 and 1950万 are no years; 2023人才招聘 and 2023张家界马拉松 begin with one.
_COUNTED = (
    r"\s*(?:[万亿元余个名户吨亩米辆套件株册幅]|多(?!样|元|彩)|公[里斤顷]|平方|千[米瓦克]|毫[米升克]|[美欧]元|小时|分钟|人次|余人|立方"
    r"|[人家台张座次场项所处条只头床](?=[,，。、；;:：)）|以的/]|$|左右|参))"
)
YEAR = re.compile(rf"(?<!\d)((?:19|20)\d{{2}})(?!{_COUNTED})(?=\s*(?:年|[-/.~至到、和]|$|[^\d.%]))")
_YEAR_IN_WORDS = re.compile(r"(?:一九|二[〇○零])[〇○零一二三四五六七八九]{2}(?=年)")
_FIGURES = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_KEPT = 8192  # texts; the sentences of some hundred passages, which questions come back to
_RIGHTS = re.compile(r"(?:©|copyright|\(c\)|版权所有)[^\u4e00-\u9fff\d]{0,12}\d{4}(?:\s*[-~至]\s*\d{4})?")


@lru_cache(_KEPT)
def year_places(folded: str) -> tuple[tuple[int, str], ...]:
    """(place, year) of the four-digit years named in a folded text; that of a copyright is about nothing."""
    rights = [m.span() for m in _RIGHTS.finditer(folded)]
    figures = ((m.start(), m[1]) for m in YEAR.finditer(folded))
    words = ((m.start(), m[0].translate(_FIGURES)) for m in _YEAR_IN_WORDS.finditer(folded))
    return tuple(
        (at, year) for at, year in (*figures, *words) if not any(start <= at < end for start, end in rights)
    )


def years_of(folded: str) -> frozenset[str]:
    """Four-digit years named in a folded text, see `year_places`."""
    return frozenset(year for _, year in year_places(folded))

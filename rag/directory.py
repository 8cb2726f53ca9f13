"""Which documents of an index a title or a number names. Read once for an opened index."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from index.catalog import Catalog
from rag.references import Clause, clause_of, compact, number_form, number_suffixes

_COUNTRY = "中华人民共和国"
# What may be left out behind a title; （七） in 刑法修正案（七） may not.
_OPTIONAL = re.compile(r"\([^()]*(?:试行|暂行|修[订正改]|\d{4}|稿|摘要|节选|摘录|全文|扫描件|版)[^()]*\)$")
_TRIAL = re.compile(r"暂行|试行")
_ISSUED = re.compile(r"关于(?:印发|发布|公布|颁布|转发|下发)(.+?)的(?:通知|公告|通告|决定|命令|令|函)$")
_KINDS = (
    "法|典|条例|办法|规定|细则|规则|规范|通知|公告|通告|意见|方案|决定|规划|预案|公报|纪要|报告|措施|标准|章程"
    "|解释|批复|修正案|指南|守则"
)
_KIND, _KIND_AFTER = (
    re.compile(rf"(?:{_KINDS})(?:\([一二三四五六七八九十]+\))?$"),
    re.compile(rf"[^《》]{{0,4}}(?:{_KINDS})"),
)
_PLACE = re.compile("[省市区县州旗]$")
_BEFORE = re.compile(r"(?:^|[省市区县州旗国]|关于|印发|转发|发布|公布|政府|办公室|[局委厅部院])$")
# What stands between a title and 第X条.
_JOINT = re.compile(r"(?:第[^第条]{1,6}章)?(?:[的中里]|中的|里的)?$")
_BEGINS = re.compile(
    r"(?:^|[^\u4e00-\u9fff]|请问|根据|依据|按照|依照|违反|适用|符合|关于|现行|我国|[按据在对和与及或的看查])$"
)
_AFTER = re.compile(r"的?(?:通知|公告|通告|决定|命令|令|函|全文)?")
_YEAR = re.compile(r"(?:19|20)\d{2}")
# A title this long means the same with other words before it; 合同法 does not mean 劳动合同法.
_TELLING = 6
_SHORT = 4


@dataclass(frozen=True, slots=True)
class _Name:
    """A title as it is compared: whole, and without what may be left out."""

    full: str
    core: str

    @classmethod
    def read(cls, title: str) -> _Name:
        full = core = compact(title).replace(_COUNTRY, "") or compact(title)
        while (shorter := _OPTIONAL.sub("", core)) not in ("", core):
            core = shorter
        return cls(full, core)

    @property
    def years(self) -> frozenset[str]:
        """Years in what may be left out."""
        return frozenset(_YEAR.findall(self.full[len(self.core) :]))


class Directory:
    """Titles, numbers and headings of all documents; holds no texts."""

    def __init__(self, catalog: Catalog) -> None:
        self.labels = tuple(catalog.labels())
        self._names = [_Name.read(label.title) for label in self.labels]
        by_full, by_core, by_loose = (defaultdict[str, list[int]](list) for _ in range(3))
        by_number: defaultdict[str, list[str]] = defaultdict(list)
        for i, (label, name) in enumerate(zip(self.labels, self._names, strict=True)):
            by_full[name.full].append(i)
            for core in _cores(name):
                by_core[core].append(i)
                by_loose[_TRIAL.sub("", core)].append(i)
            if number := number_form(label.doc_no or ""):
                by_number[number].append(label.id)
        self._by_full, self._by_core, self._by_loose = dict(by_full), dict(by_core), dict(by_loose)
        self._by_number: Mapping[str, list[str]] = dict(by_number)
        self._clauses = _by_clause(catalog.headings)

    def numbered(self, number: str) -> list[str]:
        """Ids of the documents of that number; words of the question may stand before it."""
        return next((self._by_number[n] for n in number_suffixes(number) if n in self._by_number), [])

    def titled(self, title: str) -> list[str]:
        """Ids of the documents that a title means: all of the same title, else of the nearest form of it.

        In this order: the whole title; without 中华人民共和国 and （…年修订）; the 暂行 or 试行 version; one
        title inside the other with nothing but a place, an office or a kind of notice besides.
        """
        name = _Name.read(title)
        if whole := self._by_full.get(name.full):
            return self._ids(whole)
        same = self._by_core.get(name.core) or self._by_loose.get(name.core)
        if same is None:
            same = [i for i, other in enumerate(self._names) if _means(name.core, other.core)]
        agreed = [i for i in same if not (name.years and self._names[i].years - name.years)]
        return self._ids(agreed)

    def spoken(self, before: str) -> tuple[list[str], bool]:
        """(ids, sure) of the documents of whose title a text ends, with no 《》; a place may be left out.

        The longest such title counts. It is sure when it is long, or the words before it begin it.
        """
        text = _JOINT.sub("", before)
        ends = [(end, core) for core in self._by_core if (end := _common_end(text, core))]
        if not ends:
            return [], False
        longest = max(end for end, _ in ends)
        found = [i for end, core in ends if end == longest for i in self._by_core[core]]
        sure = longest >= _TELLING or _BEGINS.search(text[: len(text) - longest].removesuffix(_COUNTRY))
        return self._ids(found), bool(sure)

    def standing(self, text: str) -> list[str]:
        """Ids of the documents whose title stands somewhere in a text, the longest such title."""
        inside = [core for core in self._by_core if len(core) >= _TELLING and core in text]
        return self._ids(self._by_core[max(inside, key=len)]) if inside else []

    def headings_of(self, clauses: Iterable[Clause]) -> set[int]:
        """Places, in the headings of the catalog, of the paths that end in one of the clauses."""
        return {place for clause in clauses for place in self._clauses.get(clause, [])}

    def _ids(self, places: Iterable[int]) -> list[str]:
        return [self.labels[i].id for i in dict.fromkeys(places)]


def title_form(title: str) -> str:
    """Return the form of a title that is looked for in texts: with （2023年修订）, without （试行）."""
    name = _Name.read(title)
    return name.full if name.years else name.core


def _cores(name: _Name) -> list[str]:
    """Names under which a document is found: its own, and that of what it issues."""
    issued = _ISSUED.search(name.core)
    return list(dict.fromkeys([name.core, _Name.read(issued[1]).core])) if issued else [name.core]


def _means(asked: str, title: str) -> bool:
    """Whether a title that is asked for means a document's title, one being inside the other."""
    if asked in title:
        before, after = title.split(asked, 1)
        if len(asked) >= _SHORT and not _KIND.search(asked):
            return _KIND_AFTER.fullmatch(after) is not None
        near = len(asked) >= _TELLING or _BEFORE.search(before)
        return bool(_AFTER.fullmatch(after) and near)
    if len(title) >= _SHORT and title in asked:
        before, after = asked.split(title, 1)
        return bool(_AFTER.fullmatch(after) and _BEFORE.search(before))
    return False


def _common_end(text: str, core: str) -> int:
    """Length of the title, or of the title without its place, that a text ends in; else 0."""
    if not _KIND.search(core) or text[-2:] != core[-2:]:
        return 0
    length = 2
    while length < min(len(text), len(core)) and text[-length - 1] == core[-length - 1]:
        length += 1
    rest, left = core[: len(core) - length], text[: len(text) - length]
    named = not rest or (length >= _SHORT and _PLACE.search(rest) and not _PLACE.search(left))
    return length if named else 0


def _by_clause(headings: Iterable[str]) -> Mapping[Clause, list[int]]:
    """Places of the heading paths that end in each clause."""
    places: defaultdict[Clause, list[int]] = defaultdict(list)
    for place, path in enumerate(headings):
        if clause := clause_of(path):
            places[clause].append(place)
    return dict(places)

"""Which document of the corpus a later one repeals."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from index.metadata import DOC_NO
from index.types import Document

_REPEALED = re.compile(
    r"(?<![未不])(?<!没有)(?<!并非)(?:(?:同时|予以|即行|[日起])(?:废止|停止执行|停止使用))"
)
_LIST = re.compile(r"(?:(?:下列|以下)[^。；：:\n]{0,40}废止|废止(?:下列|以下)[^。；：:\n]{0,20})[：:]\s*(.*)")
# What a sentence of repeal names besides: its ground, and what takes effect or stays.
_BESIDES = re.compile(r"根据|依据|按照|依照|遵照|起(?:正式)?(?:施行|实施|执行|生效)|继续有效|修订|修改")
_CLAUSE = re.compile(r"(?:《[^《》]*》|[^，,])+")
_NAMED = re.compile(
    rf"《([^《》]{{4,60}})》(?:的(?:通知|公告)》?)?(?:\s*[（(]\s*({DOC_NO.pattern}))?|({DOC_NO.pattern})"
)
# 2018年印发的学籍管理规定, without the marks of a title: the year and the rule.
_RULE = "规定|办法|细则|规则|条例|制度|规程|章程|守则|须知|标准|手册|指南|指引"
_OF_YEAR = re.compile(
    rf"((?:19|20)\d{{2}})年(?:印发|发布|公布|颁布|制定|制订|出台|下发|施行|实行)的(?:原?《)?([^《》，,、。；;\n]{{2,30}}(?:{_RULE}))"
)
# The year of the edition in a title: 学籍管理规定（2018年版）, 2018年版学籍管理规定.
_EDITION = re.compile(
    rf"(?:((?:19|20)\d{{2}})年?版)?(.+(?:{_RULE}))(?:[（(〔\[]((?:19|20)\d{{2}})年?(?:修订版|修订|修正|版)[）)〕\]])?"
)
_ISSUED = re.compile(r"关于(?:印发|发布|公布)(.+)的(?:通知|公告|决定)$")
_PLACE = re.compile(r"[\u4e00-\u9fff]{2,8}?[省市区县州旗]")
_YEAR = re.compile(r"[〔﹝【\[（(告]((?:19|20)\d{2})")
# Newspapers, answers and explanations report a repeal; they do not make it.
_REPORT = re.compile(r"(?:^|/)(?:news|faq)s?/|新闻|日报|记者|问答|解答|解读|常见问题", re.IGNORECASE)


def mark_superseded(documents: Sequence[Document]) -> list[Document]:
    """Set `superseded_by` where a later document names the 文号, 《title》 or year and name as repealed.

    Of several later documents the earliest counts. News and answers never supersede, nor does a document
    that has neither a number nor a day on which it takes effect. A rule with the year of its edition in its
    title takes the place of the one before, said or not.
    """
    by_number, by_title = _registers(documents)
    replaced: dict[str, str] = {}
    for new in sorted(filter(_can_repeal, documents), key=lambda d: _day(d) or ""):
        repealed = [
            *(old for named in _repealed(new.text) for old in _found(*named, new, by_number, by_title)),
            *_of_year(new, documents),
        ]
        for old in repealed:
            if _is_later(new, old):
                replaced.setdefault(old.id, new.id)
    for old, new in _editions(documents):
        replaced.setdefault(old.id, new.id)
    return [
        replace(d, superseded_by=replaced[d.id]) if d.id in replaced and not d.superseded_by else d
        for d in documents
    ]


_Register = Mapping[str, list[Document]]


def _registers(documents: Sequence[Document]) -> tuple[_Register, _Register]:
    by_number, by_title = defaultdict(list), defaultdict(list)
    for document in documents:
        if document.doc_no:
            by_number[_plain(document.doc_no)].append(document)
        for title in _titles(document.title):
            by_title[title].append(document)
    return by_number, by_title


def _can_repeal(document: Document) -> bool:
    stated = document.doc_no or document.effective
    return bool(stated) and not _REPORT.search(f"{document.id}\n{document.title}\n{document.source or ''}")


def _repealed(text: str) -> Iterator[tuple[str, str]]:
    """(title, number) of what a text names as repealed; one of the two may be empty."""
    for sentence in re.split(r"[。；;\n]", text):
        end = 0
        for verb in _REPEALED.finditer(sentence):
            yield from _named(sentence[end : verb.start()])
            end = verb.end()
    for first in _LIST.finditer(text):
        lines = [first[1], *text[first.end() :].split("\n")] if first[1] else text[first.end() :].split("\n")
        for line in filter(str.strip, lines):
            if not _NAMED.search(line):
                break
            yield from _named(line)


def _named(text: str) -> Iterator[tuple[str, str]]:
    for clause in _CLAUSE.findall(text):
        if not _BESIDES.search(_NAMED.sub("", clause)):
            yield from ((title, of or number) for title, of, number in _NAMED.findall(clause))


def _found(
    title: str, number: str, new: Document, by_number: _Register, by_title: _Register
) -> list[Document]:
    """Documents of that number, else of that title; a number that contradicts the title decides."""
    # 和云府规〔2019〕3号: a sentence puts words before a number that no blank separates.
    plain = _plain(number)
    for i in range(len(plain)):
        if (key := plain[i:]) in by_number:
            return by_number[key]
    place = _PLACE.match(new.title)
    names = {*_titles(title), *_titles((place.group() if place else "") + title)}
    same = [d for name in names for d in by_title.get(name, [])] if title else []
    return [d for d in same if not (number and d.doc_no)]


def _of_year(new: Document, documents: Sequence[Document]) -> Iterator[Document]:
    """What a text repeals by the year and the name that its own title has, too: 2018年印发的学籍管理规定."""
    name, _ = _edition(new.title)
    for named in _OF_YEAR.finditer(new.text):
        verb = _REPEALED.search(new.text, named.end())
        if verb and not re.search("[，,。；;\n]|继续", new.text[named.end() : verb.start()]):
            # 管理办法 alone may be of anything.
            same = (d for d in documents if name.endswith(named[2]) and _edition(d.title)[0] == name)
            yield from (d for d in same if (_day(d) or "").startswith(named[1]))


def _editions(documents: Sequence[Document]) -> Iterator[tuple[Document, Document]]:
    """(older, next) of the rules of one issuer whose titles differ in the year of their edition alone."""
    of_title = defaultdict(list)
    for document in documents:
        name, year = _edition(document.title)
        if year and not _REPORT.search(document.id):
            of_title[name].append((year, document))
    for found in of_title.values():
        found.sort(key=lambda of: of[0])
        for year, old in found:
            later = (other for of, other in found if of > year and _of_one_issuer(old, other))
            if new := next(later, None):
                yield old, new


def _edition(title: str) -> tuple[str, str]:
    """The name of a rule and the year of its edition; the whole title, and no year, of all else."""
    plain = re.sub(r"[\s《》]", "", title)
    edition = _EDITION.fullmatch(plain)
    return (edition[2], edition[1] or edition[3] or "") if edition else (plain, "")


def _of_one_issuer(one: Document, other: Document) -> bool:
    """By what they say, else where they lie."""
    if one.issuer and other.issuer:
        return one.issuer == other.issuer
    return one.id.rpartition("/")[0] == other.id.rpartition("/")[0]


def _titles(title: str) -> set[str]:
    """Return a title as it is compared, and that of the document that a notice issues."""
    plain = re.sub(r"[\s《》〈〉“”\"]", "", title)
    issued = _ISSUED.search(plain)
    return {plain, issued[1]} if issued else {plain}


def _is_later(new: Document, old: Document) -> bool:
    """Whether `new` took effect, or was published, after `old`; one of unknown age counts as older."""
    if new.id == old.id or (new.doc_no and old.doc_no and _plain(new.doc_no) == _plain(old.doc_no)):
        return False
    days = (new.effective, old.effective), (new.published, old.published), (_day(new), _day(old))
    return next((a > b for a, b in days if a and b), _day(old) is None)


def _day(document: Document) -> str | None:
    """Day on which a document took effect or was published, else the year of its number."""
    year = _YEAR.search(document.doc_no or "")
    return document.effective or document.published or (year[1] if year else None)


def _plain(doc_no: str) -> str:
    closed = re.sub(r"[〕﹞】\]）)]第?", "〕", re.sub(r"\s", "", doc_no))
    return re.sub(r"[〔﹝【\[（(]", "〔", closed)

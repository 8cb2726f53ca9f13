"""What a question names outright: numbers of documents (文号), 《titles》, 第X条."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.normal import fold

_NUMERAL = r"[〇零一二三四五六七八九十百千两\d]{1,9}"
# 第一条高铁 counts railways.
_NO_CLAUSE = (
    "(?!高|铁|地铁|公[路交]|隧道|通道|[线路街河船鱼]|航|跑道|生产|消息|新闻|主?干|定制|跨|建议|微博"
    "|措施|快速|有轨|道路)"
)
_CLAUSE = re.compile(
    rf"第(?P<run>{_NUMERAL}(?:[、,和至到-]{_NUMERAL})*)条(?:之(?P<inserted>{_NUMERAL}))?{_NO_CLAUSE}"
    rf"(?:[至到-]第(?P<last>{_NUMERAL})条)?"
)
_CHAPTER = re.compile(rf"第({_NUMERAL})章")
_HEADED = re.compile(rf"第({_NUMERAL})条(?:之({_NUMERAL}))?")
_DOC_NO = re.compile(
    r"(?P<word>[\u4e00-\u9fffa-z]{1,14})[〔\[(【](?P<year>(?:19|20)\d{2})[〕\])】]第?0*(?P<number>\d{1,5})号"
)
_BEFORE_NUMBER = re.compile(
    r".*(?:请问|查一?下|根据|依据|按照|依照|参照|关于|介绍|什么是|以及|[的和与])(?=..)"
)
_MARKS = re.compile(r"[\s《》〈〉“”‘’「」\"']")
# 《办法》 and 《本规定》 name the document of which one speaks, not one of that title.
_NO_TITLE = re.compile(
    r"(?:本|该|此|上述)?(?:管理|实施|暂行)?(?:办法|规定|通知|公告|意见|方案|条例|细则|决定|规则|规范|法|令)?"
)
_DIGITS = {c: i % 10 for i, c in enumerate("零一二三四五六七八九〇")} | {"两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_LONGEST_RANGE = 50
Clause = tuple[int, int]


@dataclass(frozen=True, slots=True)
class References:
    """What a question names, each thing once.

    `text` is the question folded, without blanks and marks of titles, `before` its part in front of the first
    clause. `numbers` are in the form of `number_form`, with the words before them that no blank separates;
    `titles` as the question writes them, `pairs` those with the number in brackets behind them; a clause is
    (number, number behind 之 or 0).
    """

    text: str
    before: str = ""
    numbers: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    clauses: tuple[Clause, ...] = ()
    chapters: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.numbers or self.titles or self.clauses)


def references(question: str) -> References:
    """Find what a question names."""
    titles = tuple(dict.fromkeys(_titles(question)))
    plain = compact(question)
    # 《刑法第三条释义》 is a title, and names no clause.
    outside = compact(re.sub("《[^《》]*》", "《》", question)) if titles else plain
    first = _CLAUSE.search(plain)
    return References(
        plain,
        plain[: first.start()] if first else "",
        tuple(dict.fromkeys(number_forms(question))),
        titles,
        tuple((t, n) for t in titles if (n := _number_behind(question, t))),
        tuple(dict.fromkeys(_clauses(outside))),
        tuple(dict.fromkeys(numeral(n) for n in _CHAPTER.findall(outside))),
    )


def compact(text: str) -> str:
    """Return a folded text without blanks and without marks of titles and quotations."""
    return _MARKS.sub("", fold(text))


def number_form(doc_no: str) -> str | None:
    """Return a 文号 in the form in which it is compared, 云府规〔2023〕5号; None when it is none."""
    return next(iter(number_forms(doc_no)), None)


def number_forms(text: str) -> list[str]:
    """Return all 文号 of a text, each with the words before it that no blank or mark separates."""
    return [
        f"{match['word']}〔{match['year']}〕{int(match['number'])}号"
        for match in _DOC_NO.finditer(re.sub(r"\s", "", fold(text)))
    ]


def number_suffixes(number: str) -> Iterator[str]:
    """Return a number without 0, 1, … of the characters before its year, two of them at least left."""
    word = number.index("〔")
    return (number[i:] for i in range(max(word - 1, 1)))


def shown_number(number: str) -> str:
    """Return a number of a question without the words that introduce it."""
    return _BEFORE_NUMBER.sub("", number, count=1)


def clause_of(heading: str) -> Clause | None:
    """Clause that a heading path ends in: 第二章 登记 > 第六条之一 is (6, 1)."""
    match = _HEADED.fullmatch(compact(heading.rpartition(" > ")[2]))
    return (numeral(match[1]), numeral(match[2] or "零")) if match else None


def chapters_of(heading: str) -> list[int]:
    """Return the numbers of the chapters in a heading path."""
    return [numeral(m[1]) for part in heading.split(" > ") if (m := _CHAPTER.match(fold(part).strip()))]


def numeral(text: str) -> int:
    """Value of a folded numeral below 10,000: 12, 十二, 一百零三, 一〇三."""
    if text.isdigit():
        return int(text)
    if not any(c in _UNITS for c in text):
        return int("".join(str(_DIGITS.get(c, c)) for c in text))
    total, digit = 0, ""
    for char in text:
        if char in _UNITS:
            total += int(digit or 1) * _UNITS[char]
            digit = ""
        else:
            digit = str(_DIGITS.get(char, char)) if _DIGITS.get(char, char) else ""
    return total + int(digit or 0)


def _titles(question: str) -> Iterator[str]:
    """Titles between 《 and its own 》; others may stand inside."""
    depth = start = 0
    for place, char in enumerate(question):
        if char == "《":
            start = start if depth else place + 1
            depth += 1
        elif char == "》" and depth:
            depth -= 1
            title = question[start:place].strip()
            if not depth and not _NO_TITLE.fullmatch(compact(title)):
                yield title


def _number_behind(question: str, title: str) -> str | None:
    """Return the number of 《title》（云府规〔2019〕3号）."""
    rest = re.sub(r"\s", "", fold(question.partition(f"《{title}》")[2]))
    match = _DOC_NO.match(rest, 1)
    return number_form(match.group()) if match and rest[0] in "([" else None


def _clauses(text: str) -> Iterator[Clause]:
    for match in _CLAUSE.finditer(text):
        values = [numeral(n) for n in re.findall(_NUMERAL, match["run"])]
        inserted = numeral(match["inserted"] or "零")
        last = numeral(match["last"]) if match["last"] else values[-1]
        through = match["last"] or re.search("[至到-]", match["run"])
        if through and values[0] < last <= values[0] + _LONGEST_RANGE:
            yield from ((n, 0) for n in range(values[0], last + 1))
        else:
            yield from ((n, inserted) for n in values)
            if match["last"]:
                yield last, 0

"""From which day to which a document says that it is in force."""

from __future__ import annotations

import re
from datetime import MAXYEAR, date, timedelta

from index.dates import find_date

_KINDS = "办法|通知|规定|细则|措施|意见|方案|规则|条例|决定|公告|预案|规划|标准|制度|指引|准则|文件|政策"
_DAY = r"(?=[12１２一二])"
_SINCE = re.compile(rf"[自从于]\s{{0,2}}{_DAY}")
# 自2019年1月1日起施行以来 and 起施行的 look back on another document.
_IN_FORCE = re.compile(r"\s*(?:零时)?起?(?:正式)?(?:施行|实施|执行|生效|试行)(?!以来|的|[前后])")
# The document speaks of itself. 本办法所称居住证 and 本办法第五条 are its topics.
_SELF = rf"本(?:暂行|试行|管理|实施|若干)?(?:{_KINDS})"
_OWN = re.compile(
    rf"{_SELF}(?!所称|中|第|规定)|(?:施行|实施|执行|印发|发布|公布)之日"
    r"|[日起](?:正式)?(?:施行|实施|执行|生效)(?!以来|的)"
)
_TERM = r"(?:有效期限?|(?:执行|实施|试行)期限?)(?:为|是)?\s*"
_UNTIL = re.compile(rf"{_TERM}(?:(?:[自从]|{_DAY})[^，。；;\n至到]{{1,20}})?(?:至|到|截至|截止到?)\s*{_DAY}")
_FOR_YEARS = re.compile(rf"{_TERM}(?:自[^，。；;\n]{{1,20}}起\s*)?(?:计算)?\s*([1-9一二两三四五])\s*年")
# 本通知自2023年3月1日起执行，至2025年2月28日止.
_RUNS_UNTIL = re.compile(rf"(?:施行|实施|执行|生效)[，,]\s*(?:执行|有效)?(?:至|到)\s*{_DAY}")
# What a head states in a line of its own: 施行日期：2023-03-01.
_AT_LABEL = r"(?:^|[\s|【\[])"
_COLON = r"\s*[】\]：:|]\s*"
_EFFECTIVE_LABEL = re.compile(rf"{_AT_LABEL}(?:施行|实施|生效)(?:日期|时间){_COLON}{_DAY}", re.MULTILINE)
_EXPIRES_LABEL = re.compile(
    rf"{_AT_LABEL}(?:(?:失效|废止)(?:日期|时间)|有效期限?(?:至|截至|截止)?){_COLON}"
    rf"(?:{_DAY}[^，。；;\n至到]{{1,20}}(?:至|到)\s*)?{_DAY}",
    re.MULTILINE,
)
_HEAD = 600
_NUMBERS = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5}
_BORDER = re.compile(r"[。；;\n]")
# The longest date, 二〇二三年十二月三十一日, with blanks between its parts.
_DATE_LENGTH = 20
_REACH = 100


def effective_date(text: str, start: int) -> str | None:
    """Day from which the document is in force: that of 本办法自…起施行, else of the first 自…起施行."""
    if day := _labelled(_EFFECTIVE_LABEL, text, start):
        return day
    first = None
    for match in _SINCE.finditer(text, start):
        found = find_date(text, match.end(), match.end() + _DATE_LENGTH)
        if not found or found[1] != match.end() or not _IN_FORCE.match(text, found[2]):
            continue
        if re.search(_SELF, _before(text, start, match.start())):
            return found[0]
        if match.group().startswith("自"):  # 于2023年3月1日实施 is said of projects too
            first = first or found[0]
    return first


def stated_expiry(text: str, start: int) -> str | None:
    """Last day on which the document is in force, where it names that day.

    有效期 counts only where the document speaks of itself: permits have one too.
    """
    if day := _labelled(_EXPIRES_LABEL, text, start):
        return day
    for pattern in (_UNTIL, _RUNS_UNTIL):
        for match in pattern.finditer(text, start):
            found = find_date(text, match.end(), match.end() + _DATE_LENGTH)
            if found and found[1] == match.end() and _is_own(text, start, match, pattern is _RUNS_UNTIL):
                return found[0]
    return None


def _labelled(label: re.Pattern[str], text: str, start: int) -> str | None:
    match = label.search(text, start, start + _HEAD)
    found = find_date(text, match.end(), match.end() + _DATE_LENGTH) if match else None
    return found[0] if match and found and found[1] == match.end() else None


def counted_expiry(text: str, start: int, begins: str | None) -> str | None:
    """Last day of a term in years, counted from the day it names, else from `begins`, if known."""
    for match in _FOR_YEARS.finditer(text, start):
        since = find_date(text, match.start(), match.end())
        first = since[0] if since else begins
        if first and _is_own(text, start, match):
            return _eve(date.fromisoformat(first), _NUMBERS.get(match[1]) or int(match[1]))
    return None


def _is_own(text: str, start: int, match: re.Match[str], named: bool = False) -> bool:
    """Whether the document speaks of itself; `named` asks for its name (本办法) before the match."""
    before = _before(text, start, match.start())
    if named:
        return re.search(_SELF, before) is not None
    if not before.strip() and text[match.start() - 1 : match.start()] != "\n":
        # 本办法自…起施行。有效期5年。
        before = _before(text, start, match.start() - 1 - len(before))
    after = _BORDER.split(text[match.start() : match.end() + _REACH], maxsplit=1)[0]
    return _OWN.search(before + after) is not None


def _before(text: str, start: int, end: int) -> str:
    """Return the part before `end` of the sentence that it stands in."""
    return _BORDER.split(text[max(start, end - _REACH) : max(start, end)])[-1]


def _eve(first: date, years: int) -> str | None:
    """Eve of the anniversary; that of 29 February is 1 March in a year without one."""
    if first.year + years > MAXYEAR:
        return None
    try:
        anniversary = first.replace(year=first.year + years)
    except ValueError:
        anniversary = date(first.year + years, 3, 1)
    return (anniversary - timedelta(days=1)).isoformat()

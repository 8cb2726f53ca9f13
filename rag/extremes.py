"""「哪个镇的补贴金额最多」: the row of a table that has the most, the least or the first of what is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from index.normal import fold
from index.tables import find_tables, is_named_row
from index.tokens import bigrams
from rag.evidence import Candidate, likely
from rag.question import Query
from rag.times import moments

_MOST = r"最(?:多|高|大|长|贵|重|久|远|烧钱|费钱|花钱)|居首|排第一"
_LEAST = r"最(?:少|低|小|短|便宜|轻|近|省钱)|垫底|排最后|倒数第一"
_WHICH = r"(?:哪(?![里儿些怕])|谁|什么(?:人|车|项目|地方|岗位))"
_EITHER = f"(?:{_MOST}|{_LEAST})"
# 「最多能借几本」 asks for a limit, not for the row with the most.
_ASKS = re.compile(
    rf"{_WHICH}[^,。;?]{{0,16}}{_EITHER}(?=$|[,。?的是])|{_EITHER}的?[^,。;?]{{0,8}}?是?{_WHICH}"
)
# 「哪条路最早完工」; 「最晚哪天交」 asks for a day.
_EARLIEST = r"最[早先]|头一个|率先"
_LATEST = r"最[晚迟后]"
_OF_SEVERAL = r"哪(?:个(?!月)|[家条座所种类片处栋行款项]|一[个家条座所种类项])"
_ASKS_DATE = re.compile(
    rf"{_OF_SEVERAL}[^,。;?]{{0,12}}(?:{_EARLIEST}|{_LATEST})[^,。;?]{{0,8}}(?:$|[,。?])"
    rf"|(?:{_EARLIEST}|{_LATEST})[^,。;?]{{0,10}}?的?是?{_OF_SEVERAL}"
)
# A row that says so itself is not compared with others.
_SAID = re.compile(f"{_EARLIEST}|{_LATEST}|最[多高少低大小]")
_IS_LEAST = re.compile(f"{_LEAST}|{_EARLIEST}")
# What is done on a day, as a question and as the head of a column of days may say it. Columns tell apart what
# is one stage for `rag.events`: 完工 and 投用.
_DONE = tuple(
    re.compile(words)
    for words in (
        "完工|竣工|建成|完成|结束|收尾|工期",
        "使用|用上|投用|启用|开放|开园|开业|通车|交付",
        "开工|动工|开始|启动|开建|围起来|封",
        "截止|关门|截至|停止|过期",
        "公布|公示|发布|开标|公告",
        "首班|发车|开门",
    )
)
_CELL = re.compile(r"(?:每[^\d\s]?|[约近超])?(\d[\d,]*(?:\.\d+)?)\s*([万亿]?)([^\d\s]{0,6})")
_SCALES = {"": 1.0, "万": 1e4, "亿": 1e8}
# What a question counts, and what the head or the cells of such a column say.
_KINDS = tuple(
    (re.compile(asked), re.compile(told))
    for asked, told in (
        ("[钱贵宜]|金额|补[贴助]|资金|投资|价|费|拿|给", "元|金额|价|费|投资|补[贴助]|标准"),
        ("人|名额", "人|名额"),
        ("[远长]", "米|公里|长"),
        ("比例|率", "%|比例|率"),
    )
)
# The kind of thing that is asked for says nothing about a row: 哪个片区.
_ASKED_KIND = re.compile(rf"{_WHICH}[一几]?[个种类家座条年项]?([\u4e00-\u9fff]{{0,4}})")
# Rows over all others.
_SUM = re.compile("合计|总计|小计|共计|总数|平均|全[国省市县区]")
# Days without a year are all counted into the year that ends here; beside the day a cell may say 前 or 上旬.
_ANY_YEAR = "2000-12-31"
_BESIDE = 3
_RANGE = re.compile(r"\d{4}年?(?:到|至|[-~—])\d{4}|之间")


@dataclass(frozen=True, slots=True)
class _Row:
    """A row with where it stands, and its folded cells by the head of their column."""

    start: int
    end: int
    cells: dict[str, str]


def of_extreme(query: Query, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    """Put the rows first that have the most or the least of what is asked, without others of their table.

    As they were where none is asked, or it is not plain which column is, or which rows are meant.
    """
    if not asks_extreme(query):
        return candidates
    for best in likely(candidates):
        if rows := _table(best):
            spans = [(row.start, row.end) for row in _extreme(query, rows, best.context.partition("\n")[0])]
            # Whether the table answers is told by its likeliest row; the question leaves open which.
            first = [
                replace(c, features=best.features, score=best.score)
                for c in candidates
                if _is_in(c, best, spans)
            ]
            table = [(rows[0].start, rows[-1].end)]
            rest = [c for c in candidates if not _is_in(c, best, table)]
            return [*first, *rest] if first else candidates
    return candidates


def asks_extreme(query: Query) -> bool:
    """Whether a question asks which one has the most, the least, or comes first or last."""
    return bool(_ASKS.search(query.folded) or _ASKS_DATE.search(query.folded))


def undecided(query: Query, best: Candidate) -> bool:
    """Whether such a row is asked for, and nothing tells whether the likeliest, one of a table, is it."""
    rows = _table(best) if asks_extreme(query) and not _SAID.search(best.folded) else []
    value_of = _value if _ASKS.search(query.folded) else _date
    is_compared = any(value_of(cell) is not None for row in rows for cell in row.cells.values())
    return is_compared and not _extreme(query, rows, best.context.partition("\n")[0])


def _is_in(candidate: Candidate, best: Candidate, spans: Sequence[tuple[int, int]]) -> bool:
    same = candidate.document.id == best.document.id
    return same and any(start <= candidate.sentence.start < end for start, end in spans)


def _table(candidate: Candidate) -> list[_Row]:
    """The rows of the table that a sentence is a row of, without its head; none for any other sentence."""
    text, place = candidate.document.text, candidate.sentence.start
    if is_named_row(candidate.text):
        return list(_named_rows(text, place))
    for table in find_tables(text) if "|" in candidate.folded else ():
        if table.start <= place < table.end:
            heads = _cells(text[slice(*table.head)])
            lines = _lines(text, table.head[1] + 1, table.end)
            rows = [_Row(s, e, dict(zip(heads, _cells(text[s:e]), strict=False))) for s, e in lines]
            return [row for row in rows if any(map(str.isalnum, "".join(row.cells.values())))]
    return []


def _cells(line: str) -> list[str]:
    return [fold(cell).strip() for cell in line.strip().strip("|").split("|")]


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for line in text[start:end].split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


def _named_rows(text: str, place: int) -> Iterator[_Row]:
    """Lines around a place that name the same columns: 镇街：石门镇；金额：12.5 and the like."""
    lines = [line for line in _lines(text, 0, len(text)) if is_named_row(text[slice(*line)])]
    found = [_Row(start, end, _by_head(text[start:end])) for start, end in lines]
    own = next((row for row in found if row.start <= place < row.end), None)
    return (row for row in found if own and list(row.cells) == list(own.cells))


def _by_head(line: str) -> dict[str, str]:
    pairs = (part.partition("：") for part in line.strip().rstrip("。").split("；"))
    return {fold(head).strip(): fold(cell).strip() for head, _, cell in pairs}


def _extreme(query: Query, rows: Sequence[_Row], labels: str) -> list[_Row]:
    """The rows with the most or the least in the asked column, where nothing speaks for a part of them.

    What the `labels` of the passage say is said of all rows.
    """
    is_date = _ASKS.search(query.folded) is None
    column, value_of = (_date_column(query, rows), _date) if is_date else (_column(query, rows), _value)
    if column is None:
        return []
    each = [row for row in rows if not any(map(_SUM.fullmatch, row.cells.values()))]
    valued = [(value, row) for row in each if (value := value_of(row.cells.get(column, ""))) is not None]
    pick = min if _IS_LEAST.search(query.folded) else max
    found = [row for value, row in valued if value == pick(v for v, _ in valued)]
    meant = _meant(query, rows, labels)
    return found if all(row in meant for row in found) else []


def _meant(query: Query, rows: Sequence[_Row], labels: str) -> list[_Row]:
    """The rows that a word of the question names where it does not name all, or none; else all."""
    kind = _ASKED_KIND.search(query.folded)
    words = [w for w in query.words if w.noun and not (kind and w.text in kind[1])]
    words = [w for w in words if not w.stands_in(labels)]
    if not _RANGE.search(query.folded):
        words += [w for w in query.words if w.text.isdigit()]
    meant = list(rows)
    for word in words:
        naming = [row for row in rows if word.stands_in(" ".join(row.cells.values()))]
        if naming and len(naming) < len(rows):
            meant = [row for row in meant if row in naming]
    return meant


def _column(query: Query, rows: Sequence[_Row]) -> str | None:
    """The head of the column of numbers that fits the question best; None where two fit alike."""
    heads = [h for h in rows[0].cells if all(_value(row.cells.get(h, "")) is not None for row in rows)]
    fits = [(kind, told) for kind, told in _KINDS if kind.search(query.folded)]
    fitting = [h for h in heads if any(told.search(f"{h}{rows[0].cells[h]}") for _, told in fits)]
    heads = fitting if fits else heads
    shared = {head: sum(gram in query.folded for gram in set(bigrams(head))) for head in heads}
    best = max(shared.values(), default=0)
    named = [head for head in heads if shared[head] == best]
    return named[0] if len(named) == 1 and (fits or best) else None


def _date_column(query: Query, rows: Sequence[_Row]) -> str | None:
    """The head of the column of days that is asked; None where two may be."""
    heads = [h for h in rows[0].cells if all(_date(row.cells.get(h, "")) is not None for row in rows)]
    done = [words for words in _DONE if words.search(query.folded)]
    named = [h for h in heads if any(words.search(h) for words in done)] if done else heads
    return named[0] if len(named) == 1 else None


def _date(cell: str) -> float | None:
    """The first of the days that a cell is, counted from an unsaid year where it has none."""
    named = moments(cell, _ANY_YEAR)
    if len(named) != 1 or len(cell) - (named[0].end - named[0].start) > _BESIDE:
        return None
    return float(date.fromisoformat(named[0].first).toordinal())


def _value(cell: str) -> float | None:
    """The number that a cell is, 15元 or 300元/千瓦; None of a date, a range or words."""
    match = _CELL.fullmatch(cell)
    if not match or "年" in cell or "月" in match[3]:
        return None
    return float(match[1].replace(",", "")) * _SCALES[match[2]]

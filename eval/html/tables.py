"""Measures by category, as tables of what belongs together, each measure with what it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from eval.run import Row
from eval.summary import Summary, by_category

# Titles -> measures, by their names in `eval.summary` -> what they are.
GROUPS: Mapping[str, Mapping[str, str]] = {
    "答案": {
        "accuracy": "有答案的题里答全要点的比例",
        "answered": "有答案的题里作答的比例",
        "false refusals": "有答案的题里拒答的比例（越低越好）",
        "F1": "答案与依据按字计的 F1",
        "citation recall": "引文含有的要点占全部要点的比例",
        "citation precision": "含有要点的引文占全部引文的比例",
        "conflict shown": "文件互相矛盾的题里说明了矛盾的比例",
    },
    "引文": {
        "exact": "每条引文都与原文逐字相同的答案",
        "whole": "每条引文都由完整分句组成的答案",
        "numbers": "每个数字和文号都在引文里的答案",
        "quoted": "只由引文组成的答案",
        "characters": "答案的平均字数",
    },
    "检索：段落": {
        "R@1": "第 1 段含有的要点的比例",
        "R@5": "前 5 段含有的要点的比例",
        "R@10": "前 10 段含有的要点的比例",
        "RR@10": "首个含要点的段落名次的倒数",
        "nDCG@10": "按名次折扣的得分",
    },
    "检索：文件": {
        "document R@1": "第 1 份文件含有的要点的比例",
        "document R@5": "前 5 份文件含有的要点的比例",
        "document R@10": "前 10 份文件含有的要点的比例",
        "document RR@10": "首份含要点的文件名次的倒数",
        "document nDCG@10": "按名次折扣的得分",
    },
    "拒答": {
        "refusal recall": "没有答案的题里拒答的比例",
        "refusal precision": "拒答的题里没有答案的比例",
        "AURC": "风险—覆盖率曲线下的面积（越低越好）",
        "coverage at 95%": "按可信度取题，答对 95% 时最多能答的比例",
        "calibration error": "可信度与实际答对比例的平均差距（越低越好）",
    },
}
OTHERS = "其他"
# The same as `refusal recall`, under the name that it has in a row.
_REPEATED = {"refused"}


@dataclass(frozen=True, slots=True)
class Line:
    """One category of a table, or the `whole`; a cell is `—` where a measure does not apply."""

    name: str
    whole: bool
    questions: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Columns are (measure, what it says)."""

    title: str
    columns: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]


def tables(rows: Sequence[Row]) -> list[Table]:
    """Every measure of the summaries by category; columns, lines and tables without figures are left out."""
    summaries = by_category(rows)
    return [table for title, measures in _groups(summaries) if (table := _table(title, measures, summaries))]


def figure(name: str, value: float) -> str:
    """A mean as it is shown; `—` for nan."""
    if value != value:
        return "—"
    return f"{value:.0f}" if name == "characters" else f"{value:.3f}"


def _groups(summaries: Sequence[Summary]) -> Iterator[tuple[str, Mapping[str, str]]]:
    yield from GROUPS.items()
    known = _REPEATED.union(*GROUPS.values())
    measured = dict.fromkeys(name for summary in summaries for name in summary.means)
    yield OTHERS, {name: "" for name in measured if name not in known}


def _table(title: str, measures: Mapping[str, str], summaries: Sequence[Summary]) -> Table | None:
    columns = tuple((n, said) for n, said in measures.items() if any(n in s.means for s in summaries))
    lines = tuple(
        Line(
            s.name, s is summaries[-1], s.questions, tuple(figure(name, s.mean(name)) for name, _ in columns)
        )
        for s in summaries
        if any(name in s.means for name, _ in columns)
    )
    return Table(title, columns, lines) if columns else None

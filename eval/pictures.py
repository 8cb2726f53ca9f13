"""The plots of a run, each with what it says in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval import plot
from eval.latency import stages
from eval.metrics.ranking import first_places
from eval.metrics.selective import aurc, coverage_at, risk_coverage
from eval.paired import Estimate, wilson
from eval.reliability import calibration_error, reliability
from eval.run import Row
from eval.summary import ACCURATE, mean

_RANKS = 10
# Those that are kept beside a saved report; `page.reports` has titles for them.
SAVED = ("risk-coverage", "calibration", "categories", "latency")


@dataclass(frozen=True, slots=True)
class Picture:
    """A plot and what it says to those who do not see it: `said` in a sentence, `figures` point by point."""

    name: str
    title: str
    said: str
    figures: tuple[str, ...]
    svg: str


def pictures(rows: Sequence[Row]) -> list[Picture]:
    """Every plot that the rows have figures for. Raises WenjuError when matplotlib is absent."""
    found = (_risk_coverage(rows), _calibration(rows), _recall(rows), _categories(rows), _latency(rows))
    return [picture for picture in found if picture]


def save_pictures(rows: Sequence[Row], folder: Path, stem: str) -> None:
    """Keep plots as `<stem>-<name>.svg`. Raises OSError, and WenjuError when matplotlib is absent."""
    for picture in pictures(rows):
        if picture.name in SAVED:
            (folder / f"{stem}-{picture.name}.svg").write_text(picture.svg, encoding="utf-8")


def recalls(rows: Sequence[Row]) -> list[float]:
    """R@1 to R@10 of the passages: the mean share of the items of a question that the first k hold."""
    places = [first_places(row.evidence, len(row.case.need_all)) for row in rows if row.case.gold]
    return [
        mean([mean([p is not None and p <= k for p in own]) for own in places]) for k in range(1, _RANKS + 1)
    ]


def shares(rows: Sequence[Row]) -> Iterator[plot.Bar]:
    """For each category how many were right, of those that have an answer, and refused, of the others."""
    for category in sorted({row.case.category for row in rows}):
        own = [row for row in rows if row.case.category == category]
        for kind, answerable in (("accuracy", True), ("refused", False)):
            good = [row.good for row in own if row.case.answerable == answerable]
            if good:
                yield plot.Bar(category or "-", kind, len(good), wilson(sum(good), len(good)))


def _risk_coverage(rows: Sequence[Row]) -> Picture | None:
    if not rows:
        return None
    decisions = [row.decision for row in rows]
    curve = risk_coverage(decisions)
    points = dict(zip(*curve, strict=True))
    sure, answered = coverage_at(decisions, ACCURATE), mean([d.answered for d in decisions])
    named = {"95 % right": sure, "as answered": answered}
    marks = {name: (coverage, points[coverage]) for name, coverage in named.items() if coverage in points}
    said = (
        f"横轴是作答的比例，可信度高的在先；纵轴是其中答错的比例。AURC {aurc(decisions):.3f}（越低越好）；"
        f"要答对 {ACCURATE:.0%}，最多答 {sure:.1%} 的题；本次作答 {answered:.1%}。"
    )
    figures = tuple(f"作答 {c:.1%}：答错 {r:.1%}" for c, r in _tenths(*curve))
    return Picture(
        "risk-coverage", "风险—覆盖率（risk-coverage）", said, figures, plot.risk_coverage(*curve, marks)
    )


def _tenths(coverages: Sequence[float], risks: Sequence[float]) -> Iterator[tuple[float, float]]:
    """The points of a curve next at or after each tenth of the coverage."""
    points = list(zip(coverages, risks, strict=True))
    ends = [next(p for p in points if p[0] >= tenth / 10 - 1e-12) for tenth in range(1, 11)]
    yield from dict.fromkeys(ends)


def _calibration(rows: Sequence[Row]) -> Picture | None:
    if not rows:
        return None
    confidences = [row.answer.confidence for row in rows]
    right = [row.right for row in rows]
    bins = reliability(confidences, right)
    said = (
        f"可信度相近的题里实际答对的比例，越近对角线越可信；拒答的题也在内，算没有答对。"
        f"calibration error {calibration_error(confidences, right):.3f}。"
    )
    figures = tuple(
        f"可信度 {b.low:.1f}–{b.high:.1f}：{b.count} 题，平均 {b.confidence:.2f}，答对 {_interval(b.right)}"
        for b in bins
    )
    return Picture(
        "calibration", "可信度校准（calibration）", said, figures, plot.reliability(bins, "this run")
    )


def _recall(rows: Sequence[Row]) -> Picture | None:
    means = recalls(rows)
    if means[0] != means[0]:  # no question has evidence
        return None
    said = f"前 k 个段落里找到的答案要点：R@1 {means[0]:.3f}，R@5 {means[4]:.3f}，R@10 {means[9]:.3f}。"
    figures = tuple(f"R@{k} {value:.3f}" for k, value in enumerate(means, start=1))
    return Picture("recall", "段落召回率（R@k）", said, figures, plot.recall(means))


def _categories(rows: Sequence[Row]) -> Picture | None:
    bars = list(shares(rows))
    if not bars:
        return None
    said = "各类题答对（accuracy）或该拒答而拒答（refused）的比例，横线是 95 % Wilson 区间，名称后是题数。"
    names = {"accuracy": "答对", "refused": "拒答"}
    figures = tuple(f"{b.name}：{b.count} 题，{names[b.kind]} {_interval(b.share)}" for b in bars)
    return Picture("categories", "各类题目", said, figures, plot.categories(bars))


def _latency(rows: Sequence[Row]) -> Picture | None:
    timed = stages(rows)
    if not timed:
        return None
    said = "各步骤在多少毫秒内完成了多少比例的题（横轴是对数）。"
    figures = tuple(f"{s.name}：p50 {s.median:.1f} ms，p95 {s.late:.1f} ms" for s in timed)
    svg = plot.latency({s.name: s.taken for s in timed})
    return Picture("latency", "耗时（latency）", said, figures, svg)


def _interval(share: Estimate) -> str:
    return f"{share.value:.1%}（{share.low:.1%}–{share.high:.1%}）"

"""How the means of the evaluation went over the commits, from the results that are kept of them."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval import plot
from eval.commit import commits, versions
from eval.pictures import Picture
from eval.summary import mean
from index.errors import WenjuError

RESULTS = Path(__file__).parent / "results"
MEASURES = ("accuracy", "refused", "R@5", "citation precision")
_LABEL = 12


@dataclass(frozen=True, slots=True)
class Point:
    """The means of one run, by measure; `label` is its commit, or the name of its file."""

    label: str
    means: Mapping[str, float]


def read_history(folder: Path, order: Sequence[str] | None = None) -> list[Point]:
    """Points of the result files `*.json` of a folder, in the `order` of commits (without it, git's).

    A file is named by its commit, or says it under `commit`; of any other each version that was committed
    is a point. What belongs to no known commit comes last, by name. Raises WenjuError for a file that is no
    JSON; JSON without questions is no result and is passed by.
    """
    known = commits() if order is None else order
    points = [point for path in sorted(folder.glob("*.json")) for point in _points(path, known)]
    return sorted(points, key=lambda point: _place(point.label, known))


def draw_history(points: Sequence[Point]) -> str:
    """SVG of the means over the runs, nothing where a run has none. Raises WenjuError without matplotlib."""
    series = {name: [point.means.get(name, math.nan) for point in points] for name in MEASURES}
    return plot.history([point.label[:_LABEL] for point in points], series)


def history_picture(points: Sequence[Point]) -> Picture:
    """The same with its words."""
    said = "历次提交的平均值，旧的在左。accuracy：答对；refused：该拒答而拒答。"
    figures = tuple(
        f"{point.label[:_LABEL]}："
        + "，".join(f"{n} {point.means[n]:.3f}" for n in MEASURES if n in point.means)
        for point in points
    )
    return Picture("history", "历次结果", said, figures, draw_history(points))


def means_of(result: Mapping[str, Any]) -> dict[str, float]:
    """Means of a result, by measure: of each over the questions that have it."""
    found: dict[str, list[float]] = {}
    for measures in _measured(result):
        for name, value in measures.items():
            if isinstance(value, int | float) and math.isfinite(value):
                found.setdefault(str(name), []).append(float(value))
    return {name: mean(values) for name, values in found.items()}


def _measured(result: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Measures of every question; the list of these is called `outcomes` or `questions`."""
    for name in ("outcomes", "questions"):
        lines = result.get(name)
        for line in lines if isinstance(lines, list) else ():
            measures = line.get("measures") if isinstance(line, dict) else None
            if isinstance(measures, dict):
                yield measures


def _points(path: Path, known: Sequence[str]) -> Iterator[Point]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise WenjuError(f"评测结果读不出来：{path}（{error}）。请删除它，或重新评测") from error
    now = _point(path.stem, text, path)
    if now and _place(now.label, known)[0] < len(known):
        yield now
        return
    committed = versions(path)
    yield from (p for commit, old in committed if (p := _point(commit, old, path)))
    if now and text.strip() not in {old.strip() for _, old in committed[-1:]}:
        yield now


def _point(label: str, text: str, path: Path) -> Point | None:
    try:
        result = json.loads(text)
    except ValueError as error:
        raise WenjuError(f"评测结果读不出来：{path}（{error}）。请删除它，或重新评测") from error
    means = means_of(result) if isinstance(result, dict) else {}
    return Point(str(result.get("commit") or label), means) if means else None


def _place(label: str, known: Sequence[str]) -> tuple[int, str]:
    """Where the commit stands whose short or full name a label is."""
    named = label.rstrip("+").casefold()
    places = (i for i, name in enumerate(known) if len(named) >= 4 and name.startswith(named))
    return next(places, len(known)), label

"""Reports of the evaluation, as `wenju eval --save` leaves them in the data folder, and its plots."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from page.escape import escape
from page.records.render import local_time
from page.texts import ZH, Texts

FOLDER = "reports"
COMMAND = "wenju eval --save"
# The plot of the calibration that comes with the source, not with an installed package.
_RELIABILITY = Path(__file__).parents[1] / "eval" / "reliability.svg"
# Plots of a report, `<its stem>-<name>.svg`, in the order in which they are shown -> their titles.
_TITLES = {
    "categories": "plot_categories",
    "risk-coverage": "plot_risk_coverage",
    "calibration": "plot_calibration",
    "latency": "plot_latency",
}
_LARGEST_PLOT = 2_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """Means over a category; None where nothing of the kind was asked."""

    name: str
    questions: int
    accuracy: float | None
    recall: float | None
    refused: float | None
    exact: float | None
    characters: float | None


@dataclass(frozen=True, slots=True)
class Report:
    """One run. `made` is an ISO time, `generation` the name of the index that was measured."""

    made: str
    questions: str
    generation: str
    rows: tuple[Row, ...]


_HEADS = (
    "head_category",
    "head_questions",
    "head_accuracy",
    "head_recall",
    "head_refused",
    "head_exact",
    "head_length",
)


@dataclass(frozen=True, slots=True)
class Plot:
    """An SVG file and the name of the text that says what is to be seen on it."""

    title: str
    path: Path


def last_report(folder: Path) -> Report | None:
    """The newest report of the data folder that can be read; a file that is none is passed by."""
    newest = _newest(folder)
    return newest and newest[1]


def plots(folder: Path) -> list[Plot]:
    """Plots of the newest report, and that of the reliability where the program runs from its source."""
    newest = _newest(folder)
    own = [Plot(t, _plot(newest[0], name)) for name, t in _TITLES.items()] if newest else []
    reliability = Plot("reliability", _RELIABILITY)
    return [p for p in (*own, reliability) if p.path.is_file() and p.path.stat().st_size <= _LARGEST_PLOT]


def _newest(folder: Path) -> tuple[Path, Report] | None:
    for path in sorted((folder / FOLDER).glob("*.json"), reverse=True):
        try:
            stated = json.loads(path.read_text(encoding="utf-8"))
            rows = tuple(Row(**row) for row in stated.pop("rows"))
            report = Report(rows=rows, **stated)
            local_time(report.made)  # a time that is none
            return path, report
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            continue
    return None


def _plot(report: Path, name: str) -> Path:
    return report.with_name(f"{report.stem}-{name}.svg")


def render_report(report: Report | None, texts: Texts = ZH) -> str:
    """The table of a report, or the command that makes one."""
    title = f"<h2>{texts('evaluation')}</h2>"
    if report is None:
        said = texts("evaluation_none", command=f"<code>{COMMAND}</code>")
        return f'<section>{title}<p class="wj-none">{said}</p></section>'
    facts = texts(
        "evaluation_of",
        time=local_time(report.made),
        questions=report.questions,
        generation=report.generation or texts("not_stated"),
    )
    head = "".join(_cell("th", texts(name), number=position > 0) for position, name in enumerate(_HEADS))
    rows = "".join(f"<tr>{_figures(row, texts)}</tr>" for row in report.rows)
    return (
        f'<section tabindex="0">{title}<p>{escape(facts)}</p>'
        f'<table aria-label="{texts("evaluation_table")}">'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></section>"
    )


def render_plots(found: Sequence[Plot], texts: Texts = ZH) -> str:
    """The plots as pictures: in a picture no script of an SVG runs and nothing is fetched."""
    figures = "".join(_figure(plot, texts) for plot in found)
    return f"<section><h2>{texts('plots')}</h2>{figures}</section>" if figures else ""


def _figure(plot: Plot, texts: Texts) -> str:
    title = escape(texts(plot.title))
    content = base64.b64encode(plot.path.read_bytes()).decode()
    return (
        f'<figure><img alt="{title}" src="data:image/svg+xml;base64,{content}">'
        f"<figcaption>{title}</figcaption></figure>"
    )


def _figures(row: Row, texts: Texts) -> str:
    name = texts("all_categories") if row.name == "all" else row.name
    shares = [_share(value) for value in (row.accuracy, row.recall, row.refused, row.exact)]
    length = "—" if row.characters is None else f"{row.characters:.0f}"
    figures = (f"{row.questions:,}", *shares, length)
    return _cell("td", name) + "".join(_cell("td", figure, number=True) for figure in figures)


def _share(value: float | None) -> str:
    return "—" if value is None or math.isnan(value) else f"{value:.1%}"


def _cell(tag: str, text: str, number: bool = False) -> str:
    style = ' class="wj-number"' if number else ""
    return f"<{tag}{style}>{escape(text)}</{tag}>"

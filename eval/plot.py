"""Plots as SVG, the same bytes from the same figures: the only module that knows matplotlib.

Words in the plots are English, as the measures are. Each colour has a meaning, so that a page can give it
another value in the dark, see `eval.html.inline`.
"""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from eval.paired import Estimate
from eval.reliability import Bin
from index.errors import WenjuError
from index.extras import installing

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PAPER, INK, LINE = "#ffffff", "#1d2529", "#cfd5d9"
# Told apart by their dashes or fillings, too.
SERIES = ("#0b6e69", "#8a4b08", "#2b5fa8", "#7a3b8f")
_CYCLE = f"cycler('color', {list(SERIES)}) + cycler('linestyle', ['-', '--', '-.', ':'])"
_STYLE = {
    "svg.hashsalt": "wenju",  # ids of elements are hashed with a random salt unless one is set
    "svg.fonttype": "none",
    "figure.facecolor": PAPER,
    "axes.facecolor": "none",
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.prop_cycle": _CYCLE,
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "grid.color": LINE,
    "legend.frameon": False,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}
_WIDTH = 5.0  # inches: on a phone the ten points of a letter stay ten pixels
_EM = 0.14  # inches of a character of full width
_LONGEST_LABEL = 26
_FASTEST_MS = 0.01  # timings are rounded to it, and a logarithm needs more than 0


@dataclass(frozen=True, slots=True)
class Bar:
    """A share of some questions, by name; `kind` says which share, `accuracy` or `refused`."""

    name: str
    kind: str
    count: int
    share: Estimate


def plots_available() -> bool:
    """Whether a plot can be drawn."""
    return find_spec("matplotlib") is not None


def require_plots() -> None:
    """Raise WenjuError when no plot can be drawn; to be called before anything long is run for one."""
    if not plots_available():
        raise WenjuError(f"a plot needs matplotlib, which is not installed; run: {installing('eval')}")


def draw_reliability(bins: Sequence[Bin], path: Path) -> None:
    """Write the SVG of a confidence judged out of folds. Raises WenjuError when matplotlib is absent."""
    path.write_text(reliability(bins, "out of folds"), encoding="utf-8")


def reliability(bins: Sequence[Bin], label: str) -> str:
    """Share right over mean confidence with Wilson intervals, and how many are in each bin."""

    def draw(figure: Figure) -> None:
        above, below = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
        sure, right = [b.confidence for b in bins], [b.right.value for b in bins]
        above.plot((0, 1), (0, 1), color=INK, linestyle=":", linewidth=1, label="as sure as right")
        off = _offsets([b.right for b in bins])
        above.errorbar(sure, right, yerr=off, fmt="none", ecolor=SERIES[0], capsize=3)
        above.plot(sure, right, "o-", color=SERIES[0], label=_wilson(label), gid="reliability")
        above.set(xlim=(0, 1), ylim=(0, 1), ylabel="share right")
        above.legend(loc="lower right")
        lows, widths = [b.low for b in bins], [b.high - b.low for b in bins]
        counts = [b.count for b in bins]
        drawn = below.bar(lows, counts, widths, align="edge", color=SERIES[0], edgecolor=PAPER)
        below.bar_label(drawn, fontsize=8)
        below.set(xlabel="confidence", ylabel="questions")
        below.margins(y=0.2)

    return _svg(draw, 6)


def risk_coverage(
    coverages: Sequence[float], risks: Sequence[float], marks: Mapping[str, tuple[float, float]]
) -> str:
    """Share wrong over share answered, the surest first, as steps; `marks` are named points of them."""

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        steps = [0.0, *coverages], [risks[0], *risks]
        axes.fill_between(*steps, step="pre", color=SERIES[0], alpha=0.15, linewidth=0)
        axes.plot(*steps, drawstyle="steps-pre", color=SERIES[0], gid="risk-coverage")
        for (name, point), marker, colour in zip(marks.items(), "sD^v", SERIES[1:], strict=False):
            axes.plot(*point, marker, color=colour, label=name)
        axes.set(xlim=(0, 1), xlabel="coverage (share answered, the surest first)")
        axes.set_ylim(0, max(0.1, 1.25 * max(risks)))
        axes.set_ylabel("risk (share of them wrong)")
        if marks:
            axes.legend(loc="upper left")

    return _svg(draw, 4)


def recall(means: Sequence[float]) -> str:
    """R@1, R@2, and so on, of the passages."""

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        ranks = range(1, len(means) + 1)
        axes.plot(ranks, means, "o-", color=SERIES[0], gid="recall")
        for rank, value in zip(ranks, means, strict=True):
            axes.annotate(f"{value:.2f}", (rank, value), (0, 7), textcoords="offset points", ha="center")
        axes.set(xticks=ranks, ylim=(0, 1.1), xlabel="k (passages)", ylabel="R@k")

    return _svg(draw, 3.5)


def categories(bars: Sequence[Bar]) -> str:
    """A bar for each share with its Wilson interval, the first on top."""

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        places = range(len(bars))
        labels = [f"{_shortened(b.name)}  {b.count}" for b in bars]
        for number, kind in enumerate(dict.fromkeys(b.kind for b in bars)):
            own = [place for place in places if bars[place].kind == kind]
            shares = [bars[place].share.value for place in own]
            face = (SERIES[number], 0.4 if number == 0 else 0)
            axes.barh(own, shares, 0.7, label=kind, facecolor=face, edgecolor=SERIES[number])
        off = _offsets([b.share for b in bars])
        axes.errorbar([b.share.value for b in bars], places, xerr=off, fmt="none", ecolor=INK, capsize=2)
        # A name is no formula, whatever dollar signs it has.
        axes.set_yticks(list(places), labels, parse_math=False)
        axes.grid(visible=False, axis="y")
        axes.set(xlim=(0, 1), ylim=(len(bars) - 0.4, -0.6))
        axes.legend(loc="lower center", bbox_to_anchor=(0.4, 1), ncols=2)
        # The library measures letters that its font lacks too small, so the room is counted here.
        left = (max(map(_em, labels)) * _EM + 0.2) / _WIDTH
        figure.subplots_adjust(left=left, right=0.96, bottom=0.4 / height, top=1 - 0.4 / height)

    height = 0.26 * len(bars) + 0.9
    return _svg(draw, height, constrained=False)


def latency(stages: Mapping[str, Sequence[float]]) -> str:
    """Share of the questions whose stage took at most so many ms, a line for each stage."""

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        for name, taken in stages.items():
            axes.ecdf([max(ms, _FASTEST_MS) for ms in taken], label=name, linewidth=1.8)
        axes.set_xscale("log")
        axes.xaxis.set_major_formatter("{x:g}")
        axes.set(ylim=(0, 1), yticks=(0, 0.25, 0.5, 0.75, 0.95), xlabel="ms", ylabel="share of the questions")
        axes.legend(loc="lower right")

    return _svg(draw, 3.5)


def history(labels: Sequence[str], series: Mapping[str, Sequence[float]]) -> str:
    """Means over the runs in their order, a line for each measure; nan where a run has none."""

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        places = range(len(labels))
        for number, (name, values) in enumerate(series.items()):
            axes.plot(places, values, marker="o", markersize=4, label=name, gid=f"line-{number}")
        shown = list(map(_shortened, labels))
        axes.set_xticks(list(places), shown, rotation=60, ha="right", parse_math=False)
        axes.set_ylim(0, 1.02)
        axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2)

    return _svg(draw, 4)


def _svg(draw: Callable[[Figure], None], height: float, constrained: bool = True) -> str:
    require_plots()
    from matplotlib import style
    from matplotlib.figure import Figure

    with style.context(["default", _STYLE]), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from font")  # the reader's fonts show the text
        figure = Figure(figsize=(_WIDTH, height), layout="constrained" if constrained else None)
        draw(figure)
        written = io.StringIO()
        figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None})
    return written.getvalue()


def _offsets(estimates: Sequence[Estimate]) -> tuple[list[float], list[float]]:
    """How far the interval goes below and above each, as error bars want it."""
    return [e.value - e.low for e in estimates], [e.high - e.value for e in estimates]


def _wilson(label: str) -> str:
    return f"{label}, 95 % Wilson intervals"


def _shortened(label: str) -> str:
    return label if len(label) <= _LONGEST_LABEL else f"{label[: _LONGEST_LABEL - 1]}…"


def _em(label: str) -> float:
    return math.fsum(1 if east_asian_width(c) in "WFA" else 0.62 for c in label)

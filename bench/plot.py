"""How times and sizes grow with the number of passages, as an SVG with both axes in logarithms."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import numpy as np

_TIMES = (
    "question p50 ms",
    "question p95 ms",
    "dense p50 ms",
    "lexical p50 ms",
    "lexical p95 ms",
    "bare encoder p50 ms",
)
_SIZES = ("index GiB", "build s", "anonymous MiB")
_STYLE: dict[Any, Any] = {
    "svg.hashsalt": "wenju",
    "svg.fonttype": "none",
    "axes.grid": True,
    "legend.frameon": False,
}


def draw_growth(found: Mapping[int, Mapping[str, float]]) -> str:
    """One line a measure; behind its name the slope between the last two sizes."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    sizes = sorted(found)
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(7, 8), layout="constrained")
        for axes, names in zip(figure.subplots(2, 1, sharex=True), (_TIMES, _SIZES), strict=True):
            for name in names:
                values = [max(found[size][name], 1e-3) for size in sizes]
                axes.plot(sizes, values, "o-", label=f"{name}, slope {_slope(sizes, values):.2f}")
            axes.set(xscale="log", yscale="log")
            axes.legend(fontsize=8)
        axes.set_xlabel("passages")
        written = io.StringIO()
        figure.savefig(written, format="svg", metadata={"Date": None})
    return "\n".join(line.rstrip() for line in written.getvalue().splitlines()) + "\n"


def _slope(sizes: list[int], values: list[float]) -> float:
    """The exponent of the growth between the last two sizes."""
    if len(sizes) < 2:
        return 0.0
    return float(np.log(values[-1] / values[-2]) / np.log(sizes[-1] / sizes[-2]))

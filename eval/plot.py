"""The reliability of a confidence as a picture: the only module that knows matplotlib."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from eval.reliability import Bin
from index.errors import WenjuError


def require_plots() -> None:
    """Raise WenjuError when no plot can be drawn; to be called before anything long is run for one."""
    if find_spec("matplotlib") is None:
        raise WenjuError("a plot needs matplotlib, which is not installed; run: pip install 'wenju[eval]'")


def draw_reliability(bins: Sequence[Bin], path: Path) -> None:
    """Write an SVG: share right over mean confidence with Wilson intervals, and how many are in each bin.

    The same bins give the same bytes. Raises WenjuError when matplotlib is absent.
    """
    require_plots()
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    # Ids of the elements are hashed with a random salt unless one is set.
    with rc_context({"svg.hashsalt": "wenju", "svg.fonttype": "none"}):
        figure = Figure(figsize=(5, 6), layout="constrained")
        above, below = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
        sure, right = [b.confidence for b in bins], [b.right.value for b in bins]
        above.plot((0, 1), (0, 1), color="0.7", linestyle="--", label="as sure as right")
        off = ([b.right.value - b.right.low for b in bins], [b.right.high - b.right.value for b in bins])
        above.errorbar(sure, right, yerr=off, fmt="none", ecolor="C0", capsize=3)
        (points,) = above.plot(sure, right, "o-", color="C0", label="out of folds, 95 % Wilson intervals")
        points.set_gid("reliability")
        above.set(xlim=(0, 1), ylim=(0, 1), ylabel="share right")
        above.legend(loc="upper left", frameon=False)
        drawn = below.bar(
            [b.low for b in bins],
            [b.count for b in bins],
            [b.high - b.low for b in bins],
            align="edge",
            color="C0",
            edgecolor="white",
        )
        below.bar_label(drawn, fontsize=8)
        below.set(xlabel="confidence", ylabel="questions")
        below.margins(y=0.2)
        figure.savefig(path, format="svg", metadata={"Date": None, "Creator": None})

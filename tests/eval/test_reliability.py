import re
from xml.etree import ElementTree

import numpy as np
import pytest

from eval import plot
from eval.__main__ import main
from eval.paired import exchanged, wilson
from eval.plot import draw_reliability
from eval.reliability import auroc, calibration_error, reliability
from index.errors import WenjuError
from index.extras import installing

SVG = "{http://www.w3.org/2000/svg}"


def test_right_ones_are_surer():
    # Of the four pairs of a right and a wrong one, two are in order and one is tied.
    assert auroc([0.9, 0.8, 0.3, 0.3], [1, 0, 1, 0]) == 2.5 / 4
    assert np.isnan(auroc([0.9, 0.8], [1, 1]))


def test_the_calibration_error_weighs_each_bin_by_its_questions():
    confidences, right = [0.92, 0.98, 0.5, 0.05], [1, 0, 1, 0]
    bins = (2 * abs(0.95 - 0.5), abs(0.5 - 1), abs(0.05 - 0))
    assert calibration_error(confidences, right) == pytest.approx(sum(bins) / 4)


def test_bins_begin_with_their_lower_edge():
    bins = reliability([0.3, 0.39, 0.4, 1.0], [1, 0, 1, 1])
    assert [(b.low, b.high, b.count) for b in bins] == [(0.3, 0.4, 2), (0.4, 0.5, 1), (0.9, 1.0, 1)]
    assert bins[0].confidence == pytest.approx(0.345)
    assert [b.right.value for b in bins] == [0.5, 1, 1]


def test_the_wilson_interval():
    # Centre (.8 + z2/20) / (1 + z2/10), half width z sqrt(.8 x .2/10 + z2/400) / (1 + z2/10), z2 = 3.8415.
    found = wilson(8, 10)
    assert (found.value, found.low, found.high) == pytest.approx((0.8, 0.4902, 0.9433), abs=1e-4)
    assert wilson(3, 3).high == 1


def test_kin_are_exchanged_together():
    better, worse = np.ones((4, 1)), np.zeros((4, 1))

    def p(kin):
        return exchanged(lambda rows: float(rows.mean()), better, worse, kin)

    # All the same way round: 2 of 2^4 exchanges, 2 of 2^2, 2 of 2^1.
    assert p(["a", "b", "c", "d"]) == pytest.approx(2 / 16, abs=0.03)
    assert p(["a", "a", "b", "b"]) == pytest.approx(2 / 4, abs=0.05)
    assert p(["a", "a", "a", "a"]) == 1
    assert exchanged(np.mean, better, better, ["a", "b", "c", "d"]) == 1


def test_a_plot_holds_its_points_and_counts(tmp_path):
    bins = reliability([0.25] * 17 + [0.5] * 23 + [0.75] * 31, [0] * 17 + [0, *[1] * 22] + [1] * 31)
    draw_reliability(bins, tmp_path / "plot.svg")
    root = ElementTree.parse(tmp_path / "plot.svg").getroot()
    points = [
        (float(use.get("x", "nan")), float(use.get("y", "nan")))
        for group in root.iter(f"{SVG}g")
        if group.get("id") == "reliability"
        for use in group.iter(f"{SVG}use")
    ]
    (x0, y0), (x1, y1), (x2, y2) = points
    assert x0 < x1 and x1 - x0 == pytest.approx(x2 - x1)
    # 0, 22 of 23, all; down is less.
    assert (y0 - y1) / (y0 - y2) == pytest.approx(22 / 23)
    said = {text.text for text in root.iter(f"{SVG}text")}
    assert {"17", "23", "31"} <= said


def test_the_same_bins_are_the_same_bytes(tmp_path):
    bins = reliability([0.2, 0.9, 0.95], [0, 1, 1])
    for name in ("one.svg", "two.svg"):
        draw_reliability(bins, tmp_path / name)
    drawn = (tmp_path / "one.svg").read_text(encoding="utf-8")
    assert drawn == (tmp_path / "two.svg").read_text(encoding="utf-8")
    assert not re.search(r"20\d\d-\d\d-\d\d", drawn)


@pytest.mark.parametrize("command", ["fit", "ablate"])
def test_without_the_library_a_plot_is_refused_before_anything_is_run(command, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(plot, "find_spec", lambda name: None)
    with pytest.raises(WenjuError):
        draw_reliability([], tmp_path / "plot.svg")
    assert main([command, "--given", "no such file", "--plot", str(tmp_path / "plot.svg")]) == 1
    assert capsys.readouterr().err.splitlines() == [
        f"eval: a plot needs matplotlib, which is not installed; run: {installing('eval')}"
    ]

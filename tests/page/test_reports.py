import json
import re
from html import unescape

from page.reports import FOLDER, Row, last_report, plots, render_plots, render_report
from page.texts import EN

ROW = {"name": "all", "questions": 98, "accuracy": 0.79, "recall": 0.94, "refused": None, "exact": 1.0}


def write(folder, name, made):
    (folder / FOLDER).mkdir(exist_ok=True)
    report = {"made": made, "questions": "<b>.jsonl", "generation": "", "rows": [{**ROW, "characters": 63.4}]}
    (folder / FOLDER / name).write_text(json.dumps(report), encoding="utf-8")


def test_the_newest_report_that_can_be_read_is_shown(tmp_path):
    write(tmp_path, "20230101T000000Z.json", "2023-01-01T00:00:00+00:00")
    write(tmp_path, "20230102T000000Z.json", "2023-01-02T00:00:00+00:00")
    for name, content in (("3.json", "{"), ("4.json", "[]"), ("5.json", '{"rows": [{}]}')):
        (tmp_path / FOLDER / name).write_text(content, encoding="utf-8")
    write(tmp_path, "6.json", "gestern")
    report = last_report(tmp_path)
    assert report.made == "2023-01-02T00:00:00+00:00"
    assert report.rows == (Row(**ROW, characters=63.4),)
    markup = render_report(report)
    assert "79&#46;0&#37;" in markup and "—" in markup and "全部" in markup
    assert "<b>" not in markup


def test_without_a_report_the_command_is_named(tmp_path):
    assert last_report(tmp_path) is None
    assert "wenju eval --save" in render_report(None)


def test_a_report_speaks_english(tmp_path):
    write(tmp_path, "1.json", "2023-01-01T00:00:00+00:00")
    for name in ("categories", "risk-coverage", "calibration", "latency"):
        (tmp_path / FOLDER / f"1-{name}.svg").write_text("<svg/>", encoding="utf-8")
    markup = unescape(render_report(last_report(tmp_path), EN))
    assert "index not stated" in markup and "Evidence found" in markup and "<td>All</td>" in markup
    markup += render_report(None, EN) + re.sub('src="[^"]*"', "", render_plots(plots(tmp_path), EN))
    assert "Run <code>wenju eval --save</code>, and" in markup
    assert re.findall("[\u4e00-\u9fff，；：。]+", markup) == []


def test_plots_are_pictures_of_the_newest_report(tmp_path):
    for stem in ("20230101T000000Z", "20230102T000000Z"):
        write(tmp_path, f"{stem}.json", "2023-01-02T00:00:00+00:00")
        for name in ("latency", "risk-coverage", "图<b>"):
            (tmp_path / FOLDER / f"{stem}-{name}.svg").write_text("<svg onload='x'/>", encoding="utf-8")
    (tmp_path / FOLDER / "20230103T000000Z-latency.svg").write_text("<svg/>", encoding="utf-8")  # no report
    found = plots(tmp_path)
    assert [plot.path.name for plot in found] == [
        "20230102T000000Z-risk-coverage.svg",
        "20230102T000000Z-latency.svg",
        "reliability.svg",
    ]
    markup = render_plots(found)
    assert markup.count('src="data:image/svg+xml;base64,') == 3
    assert "<svg" not in markup


def test_without_a_report_the_plot_of_the_source_is_left(tmp_path):
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "20230101T000000Z-latency.svg").write_text("<svg/>", encoding="utf-8")
    assert [plot.path.name for plot in plots(tmp_path)] == ["reliability.svg"]

import json
import os
import shutil
import subprocess
from xml.etree import ElementTree

import pytest

from eval.__main__ import main
from eval.commit import commit, commits
from eval.history import Point, draw_history, history_picture, means_of, read_history
from index.errors import WenjuError

SVG = "{http://www.w3.org/2000/svg}"
OUTCOMES = [
    {"id": "1", "measures": {"accuracy": 1.0, "R@5": 0.5}},
    {"id": "2", "measures": {"accuracy": 0, "citation precision": None}},
    {"id": "3", "measures": {"refused": 1.0}},
    {"id": "4"},
]


def write(folder, name, content):
    (folder / name).write_text(json.dumps(content), encoding="utf-8")


@pytest.mark.parametrize("name", ["outcomes", "questions"])
def test_a_mean_is_that_of_the_questions_that_have_it(name):
    assert means_of({"questions": "q.jsonl", name: OUTCOMES}) == {"accuracy": 0.5, "R@5": 0.5, "refused": 1}


def test_results_stand_in_the_order_of_their_commits(tmp_path):
    for name in ("bbbb222.json", "aaaa111.json", "later.json", "cccc333+.json"):
        write(tmp_path, name, {"outcomes": OUTCOMES})
    write(tmp_path, "0.json", {"commit": "dddd4444", "outcomes": OUTCOMES})
    write(tmp_path, "none.json", ["no result"])
    write(tmp_path, "empty.json", {"outcomes": []})
    order = ("bbbb222000", "cccc333000", "aaaa111000", "dddd444400")
    found = read_history(tmp_path, order)
    assert [p.label for p in found] == ["bbbb222", "cccc333+", "aaaa111", "dddd4444", "later"]
    assert read_history(tmp_path / "none") == []


def git(folder, *arguments):
    who = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    done = subprocess.run(
        ["git", "-C", str(folder), *who, *arguments], check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


@pytest.mark.skipif(shutil.which("git") is None, reason="no git")
def test_a_file_that_is_written_anew_has_a_point_for_each_commit(tmp_path, monkeypatch):
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)  # in a hook they name another repository
    monkeypatch.setattr("eval.commit._SOURCE", tmp_path)
    git(tmp_path, "init", "-q")
    names = []
    for accuracy in (0.25, 0.5):
        write(tmp_path, "baseline.json", {"outcomes": [{"measures": {"accuracy": accuracy}}]})
        git(tmp_path, "add", ".")
        git(tmp_path, "commit", "-qm", "x")
        names.append(git(tmp_path, "rev-parse", "HEAD"))
    assert read_history(tmp_path) == [Point(names[0], {"accuracy": 0.25}), Point(names[1], {"accuracy": 0.5})]
    assert commit() == names[1][:12]
    write(tmp_path, "baseline.json", {"outcomes": [{"measures": {"accuracy": 0.75}}]})
    assert read_history(tmp_path)[-1] == Point("baseline", {"accuracy": 0.75})
    assert commit() == f"{names[1][:12]}+"


def test_a_broken_result_is_named(tmp_path):
    (tmp_path / "a.json").write_text("{", encoding="utf-8")
    with pytest.raises(WenjuError, match=r"a\.json"):
        read_history(tmp_path, ())


def test_the_plot_has_a_line_for_each_measure_and_gaps(tmp_path):
    points = [Point("aaaa", {"accuracy": 0.5, "R@5": 1}), Point("bbbb", {"accuracy": 0.75}), Point("$c$", {})]
    root = ElementTree.fromstring(draw_history(points))
    marks = {
        group.get("id"): [float(use.get("y")) for use in group.iter(f"{SVG}use")]
        for group in root.iter(f"{SVG}g")
        if group.get("id", "").startswith("line-")
    }
    assert {name: len(ys) for name, ys in marks.items()} == {
        "line-0": 2,
        "line-1": 0,
        "line-2": 1,
        "line-3": 0,
    }
    # 0.5, 0.75 and 1 are as far from each other.
    low, high, top = *marks["line-0"], *marks["line-2"]
    assert low - high == pytest.approx(high - top)
    assert {"aaaa", "bbbb", "$c$", "R@5"} <= {text.text for text in root.iter(f"{SVG}text")}
    assert history_picture(points).figures[:2] == ("aaaa：accuracy 0.500，R@5 1.000", "bbbb：accuracy 0.750")


def test_the_command_draws_what_is_kept(tmp_path, capsys):
    file = tmp_path / "history.svg"
    assert main(["history", str(file), "--results", str(tmp_path)]) == 1
    assert "no results" in capsys.readouterr().err
    write(tmp_path, "aaaa111.json", {"outcomes": OUTCOMES})
    assert main(["history", str(file), "--results", str(tmp_path)]) == 0
    assert "aaaa111" in file.read_text(encoding="utf-8")


def test_the_commit_is_said_where_there_is_one(monkeypatch, tmp_path):
    if name := commit():  # not where the source was copied without its history
        assert commits()[-1].startswith(name.rstrip("+"))
    monkeypatch.setattr("eval.commit._SOURCE", tmp_path)
    assert (commit(), commits()) == (None, [])
    (tmp_path / ".git").mkdir()
    monkeypatch.setenv("PATH", "")
    assert (commit(), commits()) == (None, [])

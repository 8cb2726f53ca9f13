import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from eval.cases import Case
from eval.grid import parse_grid
from eval.processes import pool
from eval.sweep import Asking, Combination, Grid, sweep, table
from index.build import silent
from index.errors import IndexUnusableError, ModelError
from tests.fakes import FakeEncoder

CASES = (
    Case("1", "黄茅海大桥西塔何时封顶", (("4月",),), gold=(("bridge.txt", "西塔预计今年4月封顶"),)),
    Case("2", "停车每小时收费多少钱", (("5元",),), gold=(("new.txt", "每小时收费5元"),)),
    Case("3", "火星基地的面积是多少", ()),
)
GRID = Grid((100, 300), (0.0, 1.0), (None, "other"))
ROOT = Path(__file__).parents[2]


class Other(FakeEncoder):
    name = "other@1"


def fake_encoder(model):
    """Load a fake; one that is called slow takes its time and says who it is."""
    if model == "none":
        raise ModelError("没有这个模型")
    if model and model.startswith("slow:"):
        (Path(model.removeprefix("slow:")) / f"{os.getpid()}.pid").touch()
        time.sleep(60)
    return Other() if model else FakeEncoder()


def asking(index_dir):
    return Asking(index_dir, CASES, 200, opener=fake_encoder)


def figures(measured):
    """All but the time."""
    return [{k: v for k, v in m.figures.items() if k != "ms"} for m in measured]


def interrupted(index_dir, folder):
    """What the test of an interruption runs in a process of its own."""
    sweep(asking(Path(index_dir)), Grid((100, 300), (0.0,), (f"slow:{folder}",)), silent, 2)


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """The folder of temporary files."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr("tempfile.tempdir", None)
    return folder


def left(temporary):
    """Folders of a sweep that are still there."""
    return list(temporary.glob("wenju-*"))


def test_every_combination_is_measured_in_the_order_of_the_grid(index_dir, temporary):
    steps = []
    found = sweep(asking(index_dir), GRID, lambda stage, total: steps.append(total) or steps.append, 1)
    assert [m.combination for m in found] == [
        Combination(chunk, weight, model)
        for chunk in (100, 300)
        for weight in (0.0, 1.0)
        for model in (None, "other")
    ]
    assert steps == [8 + 4, *[1] * 12]
    assert {name for m in found for name in m.figures} == {
        *("accuracy", "R@5", "RR@10", "refused", "falsely", "chars", "ms")
    }
    assert found[0].figures["R@5"] == 1.0
    assert left(temporary) == []
    head, *lines = table(found).splitlines()
    assert head.split() == [
        "chunk",
        "weight",
        "accuracy",
        "R@5",
        "RR@10",
        "refused",
        "falsely",
        "chars",
        "ms",
    ]
    assert [(line.split()[:2], line.split()[-1]) for line in lines[:2]] == [
        (["100", "0"], "default"),
        (["100", "0"], "other"),
    ]


def test_an_index_is_made_once_for_all_weights_and_reuses_what_is_encoded(index_dir, monkeypatch):
    made = []
    monkeypatch.setattr(
        FakeEncoder,
        "encode_passages",
        lambda self, texts, progress=None: made.append(list(texts)) or self.encode_queries(texts),
    )
    found = sweep(asking(index_dir), Grid((300,), (0.0, 0.5, 1.0), (None,)), silent, 1)
    assert len(found) == 3
    assert made == []  # nothing is new


@pytest.mark.slow
def test_processes_find_what_one_process_finds(index_dir, temporary):
    one = sweep(asking(index_dir), GRID, silent, 1)
    several = sweep(asking(index_dir), GRID, silent, 2)
    assert [m.combination for m in several] == [m.combination for m in one]
    assert figures(several) == figures(one)
    assert left(temporary) == []


@pytest.mark.parametrize("processes", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_an_error_leaves_nothing_behind(index_dir, temporary, processes):
    with pytest.raises(ModelError, match="没有这个模型"):
        sweep(asking(index_dir), Grid((100, 300), (0.5,), ("none",)), silent, processes)
    assert left(temporary) == []
    with pytest.raises(IndexUnusableError):
        sweep(asking(temporary / "none"), GRID, silent, processes)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_an_interruption_leaves_no_file_and_no_process(index_dir, temporary, tmp_path):
    # A shell's background job would pass on that interrupts are ignored.
    code = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        f"from tests.eval.test_sweep import interrupted; interrupted({str(index_dir)!r}, {str(tmp_path)!r})"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stderr=subprocess.PIPE, text=True
    ) as running:
        until = time.monotonic() + 50
        while len(pids := list(tmp_path.glob("*.pid"))) < 2 and time.monotonic() < until:
            time.sleep(0.1)
        assert len(pids) == 2 and left(temporary)
        running.send_signal(signal.SIGINT)
        assert running.stderr
        assert "KeyboardInterrupt" in running.stderr.read()
    assert left(temporary) == []
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(int(pid.stem), 0)


def threads(number):
    return os.environ["WENJU_THREADS"]


def test_processes_share_the_cores(monkeypatch):
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    monkeypatch.delenv("WENJU_THREADS", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 6)
    with pool(2) as workers:
        assert list(workers.each(threads, [(1,)])) == ["3"]
    assert "WENJU_THREADS" not in os.environ
    monkeypatch.setenv("WENJU_THREADS", "5")
    with pool(2) as workers:
        assert list(workers.each(threads, [(1,)])) == ["5"]


def test_a_grid_is_read_as_it_is_typed():
    assert parse_grid(["chunk=200, 300,200", "weight=0.5,.6", "model=a,b"]) == Grid(
        (200, 300), (0.5, 0.6), ("a", "b")
    )
    assert parse_grid(["chunk=200"], "m") == Grid((200,), (0.6,), ("m",))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("size=3", "认不出"),
        ("chunk", "没有值"),
        ("chunk=", "没有值"),
        ("chunk=20", "50 到 2000"),
        ("chunk=2e2", "50 到 2000"),
        ("weight=1.5", "0 到 1"),
        ("weight=x", "0 到 1"),
        ("weight=nan", "0 到 1"),
    ],
)
def test_a_wrong_grid_is_said(typed, said):
    with pytest.raises(ValueError, match=said):
        parse_grid([typed])
    with pytest.raises(ValueError, match="各一次"):
        parse_grid(["chunk=200", "chunk=300"])

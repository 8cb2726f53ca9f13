import logging
import os
import shutil
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from index.model import shared
from index.model.folder import ONNX_FILE
from index.model.locate import shipped_folder
from index.model.shared import SharedGraph
from index.model.threads import cores

PATIENCE = 60
IDS = np.random.default_rng(0).integers(5, 15_000, (1, 23))
FEEDS = {"input_ids": IDS, "attention_mask": np.ones_like(IDS)}

RESIDENT = """
import os
from pathlib import Path
from index.model.shared import SharedGraph

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
"""


class Counted:
    """A session that says how often it ran; the first run waits inside until it is let go."""

    def __init__(self, session, is_held):
        self.session, self.runs = session, 0
        self.is_in, self.may_end = threading.Event(), threading.Event()
        if not is_held:
            self.may_end.set()

    def run(self, *arguments):
        self.runs += 1
        self.is_in.set()
        if self.runs == 1:
            assert self.may_end.wait(PATIENCE)
        return self.session.run(*arguments)


class Opened:
    """In the place of `shared._session`: what was opened, with how many threads."""

    def __init__(self):
        self.threads, self.sessions, self._open = [], [], shared._session

    def __call__(self, path, threads):
        self.threads.append(threads)
        self.sessions.append(Counted(self._open(path, threads), is_held=not self.sessions))
        return self.sessions[-1]


@pytest.fixture
def opened(monkeypatch):
    made = Opened()
    monkeypatch.setattr(shared, "_session", made)
    return made


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return shutil.copy(shipped_folder() / ONNX_FILE, tmp_path_factory.mktemp("graph") / "model.onnx")


def run(graph):
    return graph.run("token_embeddings", FEEDS)


def overlapping(graph, opened):
    """Outputs of a run, and of two that begin and end while it is under way."""
    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(run, graph)
        try:
            assert opened.sessions[0].is_in.wait(PATIENCE)
            beside = [run(graph), run(graph)]
        finally:
            opened.sessions[0].may_end.set()
        return [held.result(PATIENCE), *beside]


def test_what_overlaps_runs_in_a_second_session_of_half_the_threads_with_the_same_numbers(path, opened):
    graph = SharedGraph(path, 2)
    found = overlapping(graph, opened)
    assert opened.threads == [2, 1] and [session.runs for session in opened.sessions] == [1, 2]
    assert all(np.array_equal(states, found[0]) for states in found) and found[0].shape == (1, 23, 384)
    run(graph)  # alone again
    assert [session.runs for session in opened.sessions] == [2, 2]


@pytest.mark.parametrize(("threads", "fewer"), [(0, cores() // 2), (1, 0), (5, 2)])
def test_one_core_has_no_second_session(path, opened, threads, fewer):
    overlapping(SharedGraph(path, threads), opened)
    assert opened.threads == ([threads, fewer] if fewer else [threads])


def test_a_run_that_fails_counts_no_longer(path, opened):
    graph = SharedGraph(path, 2)
    opened.sessions[0].may_end.set()
    with pytest.raises(Exception, match="no_such_output"):
        graph.run("no_such_output", FEEDS)
    run(graph)
    assert opened.threads == [2]


def test_a_file_that_changed_is_not_opened_again(path, opened, tmp_path):
    own = shutil.copy(path, tmp_path / "model.onnx")
    graph = SharedGraph(own, 2)
    os.utime(own, ns=(1, 1))
    found = overlapping(graph, opened)
    assert opened.threads == [2] and opened.sessions[0].runs == 3
    own.unlink()
    assert np.array_equal(run(graph), found[0])


def test_one_that_cannot_be_opened_is_named_and_the_first_answers(path, opened, monkeypatch, caplog):
    graph = SharedGraph(path, 2)

    def fails(path, threads):
        raise MemoryError("no room")

    monkeypatch.setattr(shared, "_session", fails)
    with caplog.at_level(logging.WARNING):
        overlapping(graph, opened)
    assert opened.sessions[0].runs == 3
    assert [record.getMessage() for record in caplog.records] == ["no second session: no room"]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_memory_that_the_loading_took_is_given_back(path):
    script = (
        f"{RESIDENT}\nbefore = resident()\nSharedGraph(Path({str(path)!r}), 1)\nprint(resident() - before)"
    )
    grown = int(subprocess.run([sys.executable, "-c", script], capture_output=True, check=True).stdout)
    assert grown < 4 * path.stat().st_size  # 120 MB for 40 MB packed, and 340 where nothing is given back

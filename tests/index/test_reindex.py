import threading

import pytest

from index.build import build_index
from index.errors import CorpusError
from index.generation import current_generation
from index.lock import exclusive
from index.reindex import Reindex, Step
from index.types import IndexReport
from tests.fakes import FakeEncoder

REPORT = IndexReport((), 0, 0, 0, "000001-a", 0.0)


class Gate:
    """A build that stops until it is let through, and remembers how often it ran."""

    def __init__(self, error=None):
        self.entered, self.open = threading.Semaphore(0), threading.Semaphore(0)
        self.runs, self.error = 0, error

    def __call__(self, meter):
        progress = meter("读取", 4)
        progress(1)
        self.entered.release()
        assert self.open.acquire(timeout=10)
        self.runs += 1
        if self.error:
            raise self.error
        return IndexReport((), 0, 0, 0, f"00000{self.runs + 1}-b", 0.0)

    def passed(self):
        assert self.entered.acquire(timeout=10)
        self.open.release()


def ended(reindex, run):
    for _ in range(1000):
        state = reindex.state()
        if state.finished >= run and state.step is None:
            return state
        threading.Event().wait(0.01)
    raise AssertionError("the run did not end")


def test_requests_during_a_run_become_one_more():
    gate = Gate()
    reindex = Reindex(gate, REPORT)
    assert reindex.request() == 1
    assert gate.entered.acquire(timeout=10)
    assert [reindex.request() for _ in range(3)] == [2, 2, 2]
    assert reindex.state().waiting
    gate.open.release()
    gate.passed()
    state = ended(reindex, 2)
    assert (gate.runs, state.finished, state.succeeded, state.waiting) == (2, 2, 2, False)
    assert state.report.generation == "000003-b"


def test_a_step_says_how_far_it_is_and_how_long_it_takes():
    now = [0.0]
    gate = Gate()
    reindex = Reindex(gate, REPORT, clock=lambda: now[0])
    reindex.request()
    assert gate.entered.acquire(timeout=10)
    now[0] = 2.0
    assert reindex.state().step == Step("读取", 1, 1, 4, 6.0)
    gate.open.release()
    assert ended(reindex, 1).step is None


@pytest.mark.parametrize(
    ("error", "said"),
    [(CorpusError("空的"), "空的"), (ZeroDivisionError("inner"), "更新索引时出错，详情见服务的日志")],
)
def test_an_error_is_one_line_and_the_report_stays(error, said):
    gate = Gate(error)
    reindex = Reindex(gate, REPORT)
    reindex.request()
    gate.passed()
    state = ended(reindex, 1)
    assert (state.error, state.report, state.succeeded) == (said, REPORT, 0)
    gate.error = None
    reindex.request()
    gate.passed()
    assert ended(reindex, 2).error == ""


def test_the_lock_of_another_process_is_said_and_the_old_index_stays(corpus, index_dir):
    before = current_generation(index_dir)
    (corpus / "more.txt").write_text("新增的文件。", encoding="utf-8")
    reindex = Reindex(lambda meter: build_index(corpus, index_dir, FakeEncoder(), meter=meter), REPORT)
    with exclusive(index_dir):
        reindex.request()
        error = ended(reindex, 1).error
        assert "另一个进程" in error and "正在更新索引" in error
    assert current_generation(index_dir) == before
    reindex.request()
    state = ended(reindex, 2)
    assert (state.error, state.report.documents) == ("", 5)


def test_the_stages_of_a_real_run_are_counted(corpus, index_dir):
    stages = []
    reindex = None

    def build(meter):
        def watched(stage, total):
            advance = meter(stage, total)
            stages.append(reindex.state().step)
            return advance

        return build_index(corpus, index_dir, FakeEncoder(), meter=watched)

    reindex = Reindex(build, REPORT)
    (corpus / "more.txt").write_text("新增的文件。", encoding="utf-8")
    reindex.request()
    ended(reindex, 1)
    assert [(s.stage, s.number, s.total) for s in stages] == [
        ("读取", 1, 5),
        ("编码段落", 2, 1),
        ("编码句子", 3, 1),
    ]

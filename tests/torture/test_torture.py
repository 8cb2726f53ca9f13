"""The runs themselves: a fault that is planted must be found."""

import errno
import os
import signal
import sqlite3
from collections import Counter

import pytest

from tests.torture import crash, faults
from tests.torture.__main__ import BEGIN, END, write
from tests.torture.attack import API, POSTS
from tests.torture.attacks_searched import search
from tests.torture.child import in_child, value_of
from tests.torture.scenes import Scene
from tests.torture.stage import staged

pytestmark = pytest.mark.skipif(os.name != "posix", reason="fork")


def test_a_child_ends_by_value_error_or_signal():
    assert value_of(lambda: {"a": [1]}) == {"a": [1]}
    assert "ZeroDivisionError" in in_child(lambda: 1 / 0).error
    assert in_child(lambda: faults.kill("")).signal == signal.SIGKILL
    assert in_child(lambda: signal.pause(), kill_after=0.05).signal == signal.SIGKILL
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        value_of(lambda: 1 / 0)


def careless(root):
    """Writes over a file in place, and says so first."""
    (root / "said").write_text("kept")
    (root / "file").write_text("new" * 1000)


def careful(root):
    (root / "file.new").write_text("new" * 1000)
    (root / "file.new").replace(root / "file")
    (root / "said").write_text("kept")


def scene(operate):
    def prepare(root):
        (root / "file").write_text("old")
        return "old"

    def check(root, known):
        found, said = (root / "file").read_text(), (root / "said").exists()
        whole = found in (known, "new" * 1000) and not (said and found == known)
        return [] if whole else [f"half a file: {len(found)}"]

    return Scene("planted", prepare, operate, check)


@pytest.mark.parametrize(("operate", "is_lost"), [(careless, True), (careful, False)])
@pytest.mark.parametrize("kills", ["_named", "_torn"])
def test_kills_find_what_is_written_in_place(operate, is_lost, kills):
    import random

    planted, tried = scene(operate), Counter()
    more = (1,) if kills == "_named" else (random.Random(1), 20)
    with staged(planted.prepare) as stage:
        lost = getattr(crash, kills)(planted, stage, tried, *more)
    assert bool(lost) == is_lost
    assert tried.total() >= 2


def test_every_change_of_the_disk_is_a_point(tmp_path):
    def operate():
        with faults.listed() as names:
            (tmp_path / "a").write_text("a")
            (tmp_path / "a").read_text()
            (tmp_path / "a").replace(tmp_path / "b")
            (tmp_path / "c").mkdir()
            (tmp_path / "b").unlink()
            database = sqlite3.connect(tmp_path / "d")
            database.execute("CREATE TABLE t (x)")
            database.close()
            handle = os.open(tmp_path, os.O_RDONLY)
            os.fsync(handle)
            os.close(handle)
        return [name.split()[0] for name in names]

    assert value_of(operate) == ["open", "rename", "mkdir", "remove", "sql", "fsync"]


def test_a_point_can_be_refused(tmp_path):
    def operate():
        with faults.at(2, faults.refuse(errno.ENOSPC)):
            (tmp_path / "a").write_text("a")
            try:
                (tmp_path / "b").write_text("b")
            except OSError as error:
                return [error.errno, (tmp_path / "a").exists(), (tmp_path / "b").exists()]

    assert value_of(operate) == [errno.ENOSPC, True, False]


def test_a_file_can_be_stopped_at_a_size(tmp_path):
    def operate(fatal):
        faults.torn(3, fatal=fatal)
        try:
            (tmp_path / "a").write_text("abcdef")
        except OSError as error:
            return error.errno

    assert in_child(lambda: operate(True)).signal == signal.SIGXFSZ
    assert (tmp_path / "a").read_text() == "abc"
    assert value_of(lambda: operate(False)) == errno.EFBIG


def test_figures_take_the_place_of_those_of_their_name(tmp_path):
    file = tmp_path / "R.md"
    file.write_text(f"head\n{BEGIN}\n{END}\ntail\n", encoding="utf-8")
    for name, line in (("crash", "1 / 1"), ("soak", "2"), ("crash", "3 / 3")):
        write(file, name, line)
    assert file.read_text(encoding="utf-8") == (
        f"head\n{BEGIN}\n| run | figures |\n|---|---|\n| soak | 2 |\n| crash | 3 / 3 |\n{END}\ntail\n"
    )


def test_calls_are_searched_for_the_smallest_that_goes_wrong():
    config = {
        "components": [{"id": 7, "props": {"server_fns": ["open_place"]}}],
        "dependencies": [{"id": 3, "backend_fn": True, "inputs": [1, 2]}, {"id": 4, "backend_fn": False}],
    }
    seen = []

    def tried(attack):
        seen.append(attack)
        body = attack.more.get("content")
        return (
            ["answered 500"] if isinstance(body, str) and '"fn_index": 3' in body and "true" in body else []
        )

    made, problems = search(config, tried, 40)
    assert made == len(seen)
    assert {a.path for a in seen if a.method == "POST"} >= {*POSTS}
    assert any(a.is_markup and '"open_place"' in a.more["content"] for a in seen)
    (problem,) = problems
    assert problem.startswith(f"answered 500 to POST {API}/queue/join")
    assert "[true, null]" in problem or "[null, true]" in problem


def test_what_goes_wrong_once_is_told():
    seen = []

    def tried(attack):
        seen.append(attack)
        return ["answered 500"] if len(seen) == 3 else []

    _, problems = search({"components": [], "dependencies": []}, tried, 10)
    assert len(problems) == 1 and problems[0].startswith("answered 500 to POST")

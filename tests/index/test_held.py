import os
from pathlib import Path

import pytest

from index.errors import IndexUnusableError
from index.held import Held


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "index" / "generations" / "000001-a"
    (made / "lexical").mkdir(parents=True)
    for name in ("v.npy", "lexical/a.idx", "lexical/.x.lock"):
        (made / name).write_bytes(b"sound")
    return made


def rewrite(path):
    before = path.stat()
    path.write_bytes(b"other")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns + 1))


@pytest.mark.parametrize("name", ["v.npy", "lexical/a.idx"])
def test_a_file_that_is_written_to_is_named_with_the_command(folder, name):
    held = Held(folder)
    held.check()
    rewrite(folder / name)
    with pytest.raises(IndexUnusableError, match=f"{name}.*--repair --index-dir {folder.parents[1]}"):
        held.check()
    held.close()


def test_a_check_of_a_moment_ago_will_do_where_one_says_so(folder):
    held = Held(folder)
    held.check(3600)  # there was none yet
    rewrite(folder / "v.npy")
    held.check(3600)
    for seconds in (0, 3600):  # what was found is not forgotten
        with pytest.raises(IndexUnusableError, match="v.npy"):
            held.check(seconds)
    held.close()


def test_a_shorter_file_is_refused(folder):
    held = Held(folder)
    os.truncate(folder / "v.npy", 2)
    with pytest.raises(IndexUnusableError, match="v.npy"):
        held.check()
    held.close()


def test_the_name_of_a_file_may_change_but_not_what_is_in_it(folder):
    held = Held(folder)
    (folder / "lexical" / ".x.lock").write_bytes(b"")
    moved = folder.rename(folder.parent / "quarantine")
    (moved / "lexical" / "a.idx").unlink()
    held.check()
    rewrite(moved / "v.npy")
    with pytest.raises(IndexUnusableError):
        held.check()
    held.close()


def test_its_files_are_released(folder):
    own = Path("/proc/self/fd")
    before = len(list(own.iterdir())) if own.exists() else None
    held = Held(folder)
    held.close()
    held.close()
    Held(folder)  # nobody keeps it
    if before is not None:
        assert len(list(own.iterdir())) == before

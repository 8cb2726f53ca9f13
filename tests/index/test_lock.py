import os

import pytest

from index.errors import IndexUnusableError
from index.lock import exclusive


def test_one_writer_at_a_time(tmp_path):
    with exclusive(tmp_path):
        owner = f"另一个进程（进程号 {os.getpid()}，在 .* 上，20.* 开始）正在更新索引 {tmp_path}，请等它完成"
        with pytest.raises(IndexUnusableError, match=owner), exclusive(tmp_path):
            pass
        assert (tmp_path / ".lock").exists()


def test_the_lock_is_released_after_a_failure(tmp_path):
    with pytest.raises(ZeroDivisionError), exclusive(tmp_path):
        raise ZeroDivisionError
    entered = []
    with exclusive(tmp_path):
        entered.append(True)
    assert entered == [True]


def test_an_index_folder_is_made(tmp_path):
    with exclusive(tmp_path / "a" / "b"):
        assert (tmp_path / "a" / "b").is_dir()


@pytest.mark.parametrize("name", ["file", "file/below"])
def test_an_index_folder_that_cannot_be_made(tmp_path, name):
    (tmp_path / "file").touch()
    with (
        pytest.raises(IndexUnusableError, match="无法写入索引文件夹 .*--index-dir"),
        exclusive(tmp_path / name),
    ):
        pass


def test_without_a_word_of_the_owner_the_lock_holds_all_the_same(tmp_path):
    with exclusive(tmp_path):
        (tmp_path / ".lock-owner").write_bytes(b"\xff")
        with pytest.raises(IndexUnusableError, match="另一个进程正在更新索引"), exclusive(tmp_path):
            pass


def test_the_owner_of_a_killed_build_is_not_told(tmp_path):
    (tmp_path / ".lock-owner").write_text("1，x，y", encoding="utf-8")
    with (
        exclusive(tmp_path),
        pytest.raises(IndexUnusableError, match=f"进程号 {os.getpid()}，"),
        exclusive(tmp_path),
    ):
        pass
    assert not (tmp_path / ".lock-owner").exists()

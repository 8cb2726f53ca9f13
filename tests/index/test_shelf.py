import os
import time
import zipfile
from pathlib import Path

import pytest

from index.errors import CorpusError
from index.shelf import MAX_FILE_BYTES, Shelf


@pytest.fixture
def shelf(tmp_path):
    (tmp_path / "corpus" / "news").mkdir(parents=True)
    (tmp_path / "corpus" / "news" / "a.txt").write_text("甲", encoding="utf-8")
    return Shelf(tmp_path / "corpus", tmp_path / "index" / "trash")


@pytest.fixture
def handed(tmp_path):
    def hand(text):
        file = tmp_path / "handed"
        file.write_text(text, encoding="utf-8")
        return file

    return hand


def names(folder):
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def test_a_file_is_moved_in_whole(shelf, handed):
    file = handed("乙")
    added = shelf.add(file, "通知.txt")
    assert (added.path, added.remark) == ("上传/通知.txt", "")
    assert (shelf.corpus / added.path).read_text(encoding="utf-8") == "乙"
    assert not file.exists()
    assert names(shelf.corpus) == ["news/a.txt", "上传/通知.txt"]


def test_one_of_the_same_name_stays_and_the_new_one_gets_a_number(shelf, handed):
    shelf.add(handed("乙"), "通知.txt")
    assert shelf.add(handed("丙"), "通知.txt").path == "上传/通知（2）.txt"
    added = shelf.add(handed("丁"), "通知.txt")
    assert (added.path, added.remark) == ("上传/通知（3）.txt", "已有同名文件，存为 通知（3）.txt")
    assert (shelf.corpus / "上传/通知.txt").read_text(encoding="utf-8") == "乙"


def test_the_same_file_again_is_not_written_twice(shelf, handed):
    shelf.add(handed("乙"), "通知.txt")
    again = handed("乙")
    assert "内容相同" in shelf.add(again, "通知.txt").remark
    assert names(shelf.corpus) == ["news/a.txt", "上传/通知.txt"]
    assert not again.exists()


def test_replacing_sends_the_old_one_to_the_trash(shelf, handed):
    shelf.add(handed("乙"), "通知.txt")
    assert "替换" in shelf.add(handed("丙"), "通知.txt", replace=True).remark
    assert (shelf.corpus / "上传/通知.txt").read_text(encoding="utf-8") == "丙"
    (old,) = shelf.trash.glob("*/上传/通知.txt")
    assert old.read_text(encoding="utf-8") == "乙"


def test_a_file_too_large_and_a_hostile_name_write_nothing(shelf, handed):
    file = handed("")
    with file.open("wb") as stream:
        stream.truncate(MAX_FILE_BYTES + 1)
    with pytest.raises(CorpusError, match="超过 100 MB"):
        shelf.add(file, "大.txt")
    with pytest.raises(CorpusError, match="路径"):
        shelf.add(handed("乙"), "../乙.txt")
    assert names(shelf.corpus) == ["news/a.txt"]


def test_a_folder_that_leads_out_is_not_written_into(shelf, handed, tmp_path):
    (tmp_path / "outside").mkdir()
    (shelf.corpus / "上传").symlink_to(tmp_path / "outside")
    with pytest.raises(CorpusError, match="之外"):
        shelf.add(handed("乙"), "乙.txt")
    assert names(tmp_path / "outside") == []


def test_what_is_deleted_goes_to_the_trash_with_its_metadata_and_comes_back(shelf):
    (shelf.corpus / "news" / "a.txt.meta.toml").write_text("title = '甲'", encoding="utf-8")
    discarded = shelf.discard("news/a.txt")
    assert discarded.path == "news/a.txt"
    assert names(shelf.corpus) == []
    assert names(shelf.trash / discarded.token) == ["news/a.txt", "news/a.txt.meta.toml"]
    assert shelf.restore(discarded.token) == "news/a.txt"
    assert names(shelf.corpus) == ["news/a.txt", "news/a.txt.meta.toml"]
    assert list(shelf.trash.iterdir()) == []


def test_what_comes_back_is_named_by_its_document(shelf):
    (shelf.corpus / "news" / "a.meta.toml").write_text("title = '甲'", encoding="utf-8")
    assert shelf.restore(shelf.discard("news/a.txt").token) == "news/a.txt"


def test_a_document_of_an_archive_goes_with_it(shelf):
    with zipfile.ZipFile(shelf.corpus / "材料.zip", "w") as archive:
        archive.writestr("通知/停水.txt", "停水")
    assert shelf.discard("材料.zip/通知/停水.txt").path == "材料.zip"


@pytest.mark.parametrize("identity", ["../handed", "/etc/passwd", "news", "", "news/../news/a.txt", "无.txt"])
def test_an_id_is_never_used_as_a_path(shelf, handed, identity):
    handed("乙")
    with pytest.raises(CorpusError, match="已经没有"):
        shelf.discard(identity)
    assert names(shelf.corpus) == ["news/a.txt"]


@pytest.mark.parametrize("token", ["", ".", "..", "../../corpus", "none"])
def test_only_what_is_in_the_trash_is_put_back(shelf, token):
    shelf.discard("news/a.txt")
    with pytest.raises(CorpusError, match="已经没有"):
        shelf.restore(token)


def test_what_stands_in_the_place_is_not_overwritten(shelf):
    discarded = shelf.discard("news/a.txt")
    (shelf.corpus / "news" / "a.txt").write_text("新", encoding="utf-8")
    with pytest.raises(CorpusError, match="已有同名文件 news/a.txt"):
        shelf.restore(discarded.token)
    assert (shelf.corpus / "news" / "a.txt").read_text(encoding="utf-8") == "新"


def test_what_is_replaced_is_never_away(shelf, handed, monkeypatch):
    shelf.add(handed("乙"), "通知.txt")
    target, replaced = shelf.corpus / "上传" / "通知.txt", Path.replace

    def cut_off(path, to):
        assert target.read_text(encoding="utf-8") == "乙"
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch, pytest.raises(CorpusError, match="No space left"):
        patch.setattr(Path, "replace", cut_off)
        shelf.add(handed("丙"), "通知.txt", replace=True)
    assert Path.replace is replaced
    assert names(shelf.corpus) == ["news/a.txt", "上传/通知.txt"]


def test_a_copying_that_was_cut_off_long_ago_is_cleared_away(shelf, handed):
    (shelf.corpus / "上传").mkdir()
    for name, age in ((".old.part", 25 * 3600), (".new.part", 60)):
        part = shelf.corpus / "上传" / name
        part.touch()
        os.utime(part, (time.time() - age,) * 2)
    shelf.add(handed("乙"), "通知.txt")
    assert names(shelf.corpus) == ["news/a.txt", "上传/.new.part", "上传/通知.txt"]


def test_a_deletion_that_was_cut_off_is_taken_back_in_two_steps(shelf):
    (shelf.corpus / "news" / "a.txt.meta.toml").write_text("title = '甲'", encoding="utf-8")
    token = shelf.discard("news/a.txt").token
    (shelf.trash / token / "news" / "a.txt").rename(shelf.corpus / "news" / "a.txt")
    shelf.restore(token)
    assert names(shelf.corpus) == ["news/a.txt", "news/a.txt.meta.toml"]


def test_a_link_can_be_deleted(shelf, tmp_path):
    (shelf.corpus / "b.txt").symlink_to(tmp_path / "none")
    token = shelf.discard("b.txt").token
    assert (shelf.trash / token / "b.txt").is_symlink()

import os
from pathlib import Path

import pytest

from index.errors import CorpusError
from index.files import fingerprints, list_files, printable, read_file


def names(corpus):
    return [p.relative_to(corpus).as_posix() for p in list_files(corpus)]


def test_an_unreadable_file_is_named(tmp_path, monkeypatch):
    def deny(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", deny)
    (tmp_path / "a.txt").touch()
    with pytest.raises(CorpusError, match="无法读取：Permission denied"):
        read_file(tmp_path / "a.txt", tmp_path)


def test_a_file_too_large_is_named(tmp_path):
    path = tmp_path / "a.txt"
    path.touch()
    os.truncate(path, 300 << 20)
    with pytest.raises(CorpusError, match="超过 256 MiB"):
        read_file(path, tmp_path)


def test_a_link_out_of_the_corpus_is_not_followed(tmp_path):
    (tmp_path / "secret.txt").write_text("密")
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.txt").symlink_to("../secret.txt")
    with pytest.raises(CorpusError, match="语料文件夹之外"):
        read_file(corpus / "a.txt", corpus)


def test_a_link_inside_the_corpus_is_a_file(tmp_path):
    (tmp_path / "a.txt").write_text("甲。")
    (tmp_path / "b.txt").symlink_to("a.txt")
    assert read_file(tmp_path / "b.txt", tmp_path) == "甲。".encode()


def test_a_link_to_nothing_is_named(tmp_path):
    (tmp_path / "a.txt").symlink_to("b.txt")
    assert names(tmp_path) == ["a.txt"]
    with pytest.raises(CorpusError, match="不是普通文件"):
        read_file(tmp_path / "a.txt", tmp_path)


def test_a_fifo_is_named_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.txt")
    assert names(tmp_path) == ["a.txt"]
    with pytest.raises(CorpusError, match="不是普通文件"):
        read_file(tmp_path / "a.txt", tmp_path)


def test_files_are_listed_by_name_whatever_their_format(tmp_path):
    for name in ["b.txt", "a/乙.md", "a/甲.pdf", "x.txt/c.html", "a.txt"]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert names(tmp_path) == ["a/乙.md", "a/甲.pdf", "a.txt", "b.txt", "x.txt/c.html"]


def test_hidden_files_and_lock_files_are_no_documents(tmp_path):
    corpus = tmp_path / ".hidden" / "corpus"
    for name in [".git/a.txt", ".a.txt", "~$甲.docx", "a.txt", "a~$.txt"]:
        (corpus / name).parent.mkdir(parents=True, exist_ok=True)
        (corpus / name).touch()
    assert names(corpus) == ["a.txt", "a~$.txt"]


def test_a_corpus_that_is_missing_or_no_folder(tmp_path):
    with pytest.raises(CorpusError, match="找不到语料文件夹：.*nowhere"):
        list_files(tmp_path / "nowhere")
    (tmp_path / "a.txt").touch()
    with pytest.raises(CorpusError, match="应是文件夹，而不是文件"):
        list_files(tmp_path / "a.txt")


def test_a_corpus_that_cannot_be_listed(tmp_path, monkeypatch):
    deny_scandir(monkeypatch, tmp_path)
    with pytest.raises(CorpusError, match="无法读取语料文件夹 .*Permission denied"):
        list_files(tmp_path)


def test_a_folder_that_cannot_be_listed_is_not_skipped_in_silence(tmp_path, monkeypatch):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.txt").write_text("甲。")
    (tmp_path / "b.txt").write_text("乙。")
    deny_scandir(monkeypatch, tmp_path / "sub")
    try:
        assert "sub" in {name.split("/")[0] for name in names(tmp_path)}
    except CorpusError as error:
        assert "sub" in str(error)


def test_a_link_to_a_folder_is_not_skipped_in_silence(tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "a.txt").write_text("甲。")
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "link").symlink_to("../other")
    assert [name.split("/")[0] for name in names(corpus)] == ["link"]


def deny_scandir(monkeypatch, folder):
    scandir = os.scandir

    def guarded(path="."):
        if Path(path) == folder:
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", guarded)


def test_a_link_to_a_folder_is_a_named_failure(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "link").symlink_to("sub")
    with pytest.raises(CorpusError, match="指向文件夹的链接"):
        read_file(tmp_path / "link", tmp_path)
    with pytest.raises(CorpusError, match="无法读取此文件夹"):
        read_file(tmp_path / "sub", tmp_path)


def test_a_name_of_other_bytes_is_named_printably(tmp_path):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + "人才.txt".encode("gbk")))
    path.write_text("正文。")
    assert list_files(tmp_path) == [path]
    with pytest.raises(CorpusError, match="文件名不是 UTF-8 编码"):
        read_file(path, tmp_path)
    assert printable(path.name) == "\\udcc8˲\\udcc5.txt"


def test_fingerprints_are_hashes_or_reasons(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"abc")
    (tmp_path / "b.txt").symlink_to("/etc/hostname")
    assert fingerprints(tmp_path) == {
        "a.txt": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "b.txt": "链接指向语料文件夹之外，未读取",
    }

import hashlib
import os
from pathlib import Path

import pytest

from index.errors import CorpusError
from index.load import list_files, load_document, make_document, printable
from tests.index.texts import PROSE


def load(corpus, name, data=b""):
    path = corpus / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return load_document(path, corpus)


def names(corpus):
    return [p.relative_to(corpus).as_posix() for p in list_files(corpus)]


def test_a_document_is_its_file(tmp_path):
    data = "停水通知\r\n\r\n甲　乙。\r".encode("gb18030")
    document = load(tmp_path, "notice/2023-08-10_停水.TXT", data)
    assert document.id == "notice/2023-08-10_停水.TXT"
    assert document.text == "停水通知\n\n甲　乙。\n"
    assert (document.title, document.published) == ("停水通知", "2023-08-10")
    assert (document.codec, document.sha256) == ("gb18030", hashlib.sha256(data).hexdigest())


def test_front_matter_stays_in_the_text(tmp_path):
    text = "---\ntitle: 甲\n---\n正文。"
    document = load(tmp_path, "a.md", text.encode())
    assert (document.text, document.text[document.body_start :], document.title) == (text, "正文。", "甲")


def test_a_page_is_read_as_a_page(tmp_path):
    page = "<html><head><meta charset=gb2312></head><body><h1>标题</h1><p>" + PROSE + "</p></body></html>"
    document = load(tmp_path, "a.htm", page.encode("gb18030"))
    assert (document.codec, document.text.split("\n")[0]) == ("gb18030", "标题")


def test_a_title_from_the_file_name(tmp_path):
    assert load(tmp_path, "2023-01-29_短讯.txt", "一句完整的话。".encode()).title == "短讯"


@pytest.mark.parametrize("name", ["a.xyz", "a.pdf~", "a", "a.txt.bak"])
def test_an_unknown_format_is_named(tmp_path, name):
    with pytest.raises(CorpusError, match=f"暂不支持 {Path(name).suffix or '无扩展名'} 格式.*\\.txt、\\.md"):
        load(tmp_path, name, b"a")


@pytest.mark.parametrize("data", [b"", b" \r\n\t", "　\n".encode(), b"\xef\xbb\xbf"])
def test_an_empty_file_is_named(tmp_path, data):
    with pytest.raises(CorpusError, match="文件是空的"):
        load(tmp_path, "a.txt", data)


def test_an_unreadable_file_is_named(tmp_path, monkeypatch):
    def deny(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", deny)
    with pytest.raises(CorpusError, match="无法读取：Permission denied"):
        load(tmp_path, "a.txt", b"a")


def test_a_file_too_large_is_named(tmp_path):
    path = tmp_path / "a.txt"
    path.touch()
    os.truncate(path, 64 * 1024 * 1024 + 1)
    with pytest.raises(CorpusError, match="超过 64 MiB"):
        load_document(path, tmp_path)


def test_a_link_out_of_the_corpus_is_not_followed(tmp_path):
    (tmp_path / "secret.txt").write_text("密")
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.txt").symlink_to("../secret.txt")
    with pytest.raises(CorpusError, match="语料文件夹之外"):
        load_document(corpus / "a.txt", corpus)


def test_a_link_inside_the_corpus_is_a_document(tmp_path):
    (tmp_path / "a.txt").write_text("甲。")
    (tmp_path / "b.txt").symlink_to("a.txt")
    assert load_document(tmp_path / "b.txt", tmp_path).id == "b.txt"


def test_a_link_to_nothing_is_named(tmp_path):
    (tmp_path / "a.txt").symlink_to("b.txt")
    assert names(tmp_path) == ["a.txt"]
    with pytest.raises(CorpusError, match="不是普通文件"):
        load_document(tmp_path / "a.txt", tmp_path)


def test_a_fifo_is_named_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.txt")
    assert names(tmp_path) == ["a.txt"]
    with pytest.raises(CorpusError, match="不是普通文件"):
        load_document(tmp_path / "a.txt", tmp_path)


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


def test_make_document_takes_the_number_from_the_name():
    document = make_document("policy/云府规〔2023〕5号_办法.txt", "正文是一句话。", "0")
    assert (document.doc_no, document.title) == ("云府规〔2023〕5号", "云府规〔2023〕5号_办法")


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
        load_document(tmp_path / "link", tmp_path)
    with pytest.raises(CorpusError, match="无法读取此文件夹"):
        load_document(tmp_path / "sub", tmp_path)


def test_a_name_of_other_bytes_is_named_printably(tmp_path):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + "人才.txt".encode("gbk")))
    path.write_text("正文。")
    assert list_files(tmp_path) == [path]
    with pytest.raises(CorpusError, match="文件名不是 UTF-8 编码"):
        load_document(path, tmp_path)
    assert printable(path.name) == "\\udcc8˲\\udcc5.txt"

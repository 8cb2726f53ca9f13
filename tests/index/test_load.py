import hashlib
import zipfile
from pathlib import PurePosixPath

import pytest

from index.errors import CorpusError
from index.extract import Extractor
from index.load import Nothing, Part, load_document, make_document, parts_of
from index.types import Extracted, Metadata
from tests.index.texts import PROSE


@pytest.fixture(scope="module")
def extractor():
    with Extractor() as made:
        yield made


@pytest.fixture
def load(extractor):
    return lambda name, data=b"": load_document(Part(name, data), Metadata(), Nothing(), extractor)


def test_a_document_is_its_file(load):
    data = "停水通知\r\n\r\n甲　乙。\r".encode("gb18030")
    document = load("notice/2023-08-10_停水.TXT", data)
    assert document.id == "notice/2023-08-10_停水.TXT"
    assert document.text == "停水通知\n\n甲　乙。\n"
    assert (document.title, document.published) == ("停水通知", "2023-08-10")
    assert (document.codec, document.sha256) == ("gb18030", hashlib.sha256(data).hexdigest())


def test_front_matter_stays_in_the_text(load):
    text = "---\ntitle: 甲\n---\n正文。"
    document = load("a.md", text.encode())
    assert (document.text, document.text[document.body_start :], document.title) == (text, "正文。", "甲")


def test_a_page_is_read_as_a_page(load):
    page = "<html><head><meta charset=gb2312></head><body><h1>标题</h1><p>" + PROSE + "</p></body></html>"
    document = load("a.htm", page.encode("gb18030"))
    assert (document.codec, document.text.split("\n")[0]) == ("gb18030", "标题")


def test_a_title_from_the_file_name(load):
    assert load("2023-01-29_短讯.txt", "一句完整的话。".encode()).title == "短讯"


@pytest.mark.parametrize("name", ["a.xyz", "a.pdf~", "a", "a.txt.bak"])
def test_an_unknown_format_is_named(load, name):
    with pytest.raises(
        CorpusError, match=f"暂不支持 {PurePosixPath(name).suffix or '无扩展名'} 格式.*\\.txt、\\.md"
    ):
        load(name, b"a")


@pytest.mark.parametrize("data", [b"", b" \r\n\t", "　\n".encode(), b"\xef\xbb\xbf"])
def test_an_empty_file_is_named(load, data):
    with pytest.raises(CorpusError, match="文件是空的"):
        load("a.txt", data)


def test_make_document_takes_the_number_from_the_name():
    document = make_document("policy/云府规〔2023〕5号_办法.txt", "正文是一句话。", "0")
    assert (document.doc_no, document.title) == ("云府规〔2023〕5号", "云府规〔2023〕5号_办法")


def test_a_file_is_one_part(tmp_path):
    (tmp_path / "a.txt").write_text("甲。")
    assert list(parts_of(tmp_path / "a.txt", tmp_path)) == [Part("a.txt", "甲。".encode())]


def test_an_archive_is_its_members(tmp_path):
    (tmp_path / "sub").mkdir()
    with zipfile.ZipFile(tmp_path / "sub" / "材料.ZIP", "w") as archive:
        archive.writestr("通知/停水.txt", "甲。")
        archive.writestr("b.txt", "乙。")
    assert list(parts_of(tmp_path / "sub" / "材料.ZIP", tmp_path)) == [
        Part("sub/材料.ZIP/通知/停水.txt", "甲。".encode()),
        Part("sub/材料.ZIP/b.txt", "乙。".encode()),
    ]


def test_a_part_without_data_is_its_reason(load):
    with pytest.raises(CorpusError, match="^已加密$"):
        load_document(Part("a.zip/b.txt", None, "已加密"), Metadata(), Nothing(), None)


class Remembered(Nothing):
    def text(self, sha256, ending):
        same = (sha256, ending) == (hashlib.sha256(b"scan").hexdigest(), ".pdf")
        return Extracted("停水通知\n正文。", "pdf+ocr", (0,)) if same else None

    def failure(self, sha256, document_id):
        return "已加密" if document_id == "b.pdf" else None


def test_what_was_read_before_is_not_read_again():
    document = load_document(Part("z/2023-08-10.PDF", b"scan"), Metadata(), Remembered(), None)
    assert (document.text, document.codec, document.pages) == ("停水通知\n正文。", "pdf+ocr", (0,))
    assert (document.published, document.title) == ("2023-08-10", "停水通知")


def test_what_failed_before_is_not_tried_again():
    with pytest.raises(CorpusError, match="^已加密$"):
        load_document(Part("b.pdf", b"other"), Metadata(), Remembered(), None)

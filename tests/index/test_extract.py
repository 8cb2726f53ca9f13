import io
import threading
import zipfile

import pytest
from pptx import Presentation

from index import worker
from index.errors import CorpusError
from index.extract import Extractor, Limits
from index.formats import table
from index.types import Extracted
from tests.index.formats.making import saved


@pytest.fixture(scope="module")
def extractor():
    with Extractor() as made:
        yield made


def test_a_page_is_read_in_another_process(extractor):
    assert extractor.read(".html", "<h1>标题</h1><p>甲乙</p>".encode()) == Extracted("标题\n甲乙", "utf-8")


def test_the_reason_of_a_failure_comes_back(extractor):
    with pytest.raises(CorpusError, match="^网页里没有可读的正文$"):
        extractor.read(".html", b"<p></p>")


def test_an_unknown_format_is_named(extractor):
    with pytest.raises(CorpusError, match=r"^暂不支持 \.xyz 格式（支持 \.txt、\.md"):
        extractor.read(".xyz", b"a")


def test_an_office_file_with_a_damaged_part_is_called_damaged(extractor):
    data = bytearray(saved(Presentation()))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        at = package.getinfo("ppt/theme/theme1.xml").header_offset
    data[at + 200] ^= 0xFF
    with pytest.raises(CorpusError, match="^文件已损坏或不完整"):
        extractor.read(".pptx", bytes(data))


def test_nothing_is_started_for_plain_text(monkeypatch):
    monkeypatch.setattr("index.extract._Worker", None)
    with Extractor() as made:
        assert made.read(".txt", "甲".encode("gb18030")).text == "甲"


def test_a_reader_that_is_silent_too_long_is_ended_and_the_next_file_read():
    slow = b"<div>" * 400_000
    stopped = pytest.raises(CorpusError, match="^读取超过 0 秒仍未完成，已停止")
    with Extractor(Limits(silence=0.05)) as made, stopped:
        made.read(".html", slow)
    with Extractor() as made:
        assert made.read(".html", "<p>甲</p>".encode()).text == "甲"


def test_a_reader_that_needs_too_much_memory_fails_alone():
    with Extractor(Limits(memory=300 << 20)) as made:
        with pytest.raises(CorpusError, match="内存"):
            made.read(".html", b"<p>" + b"a<b>" * 6_000_000)
        assert made.read(".html", "<p>甲</p>".encode()).text == "甲"


def test_a_process_that_dies_is_a_failure_and_the_next_file_is_read():
    with Extractor() as made:
        made.read(".html", "<p>甲</p>".encode())
        made._worker._process.kill()
        with pytest.raises(CorpusError, match="^读取此文件的进程意外终止"):
            made.read(".html", "<p>乙</p>".encode())
        assert made.read(".html", "<p>丙</p>".encode()).text == "丙"


def test_nothing_is_left_running():
    before = threading.active_count()
    with Extractor() as made:
        made.read(".html", "<p>甲</p>".encode())
        process = made._worker._process
    assert process.returncode is not None
    assert threading.active_count() == before


def test_every_format_has_a_reader_of_its_own_kind():
    assert all(ending == ending.lower() and ending.startswith(".") for ending in table.READERS)


def test_a_text_too_long_is_named_whoever_reads_it(monkeypatch):
    monkeypatch.setattr("index.formats.reading.MAX_CHARACTERS", 3)
    with Extractor() as made, pytest.raises(CorpusError, match="^有 4 字，超过 3 字，请拆分后重试$"):
        made.read(".txt", "甲乙丙丁".encode())
    read = {".x": lambda data, beat: Extracted(data.decode(), "x")}
    monkeypatch.setattr(table, "READERS", read)
    assert "有 4 字" in worker._answer(".x", b"abcd", io.BytesIO())["reason"]
    assert worker._answer(".x", b"abc", io.BytesIO())["text"] == "abc"


def test_a_text_file_that_must_be_too_long_is_not_even_decoded(monkeypatch):
    monkeypatch.setattr("index.formats.plain.MAX_CHARACTERS", 1 << 20)
    monkeypatch.setattr("index.formats.plain.decode", None)
    with Extractor() as made, pytest.raises(CorpusError, match="^文件有 4 MiB，超过 1,048,576 字"):
        made.read(".txt", bytes((4 << 20) + 1))

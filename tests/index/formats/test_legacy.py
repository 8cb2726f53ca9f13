import subprocess

import pytest
from docx.shared import Cm

from index.errors import CorpusError
from index.formats import office
from index.formats.legacy import read_legacy_slides, read_legacy_text
from index.formats.office import office_found
from tests.index.formats.making import saved, still, word

needs_office = pytest.mark.skipif(not office_found(), reason="LibreOffice is not installed")


@pytest.fixture
def old(tmp_path):
    """Makes a file of an older format from a new one."""

    def convert(data, to):
        (tmp_path / "new.docx").write_bytes(data)
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        command = [
            "soffice",
            profile,
            "--headless",
            "--convert-to",
            to,
            "--outdir",
            tmp_path,
            tmp_path / "new.docx",
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return (tmp_path / f"new.{to}").read_bytes()

    return convert


@needs_office
@pytest.mark.parametrize("ending", ["doc", "rtf", "odt"])
def test_an_older_document_is_converted(old, ending):
    document = word("云溪市停水通知", "青岚街道停水8小时。")
    table = document.add_table(2, 2, style="Table Grid")
    for cell, text in zip(table._cells, ["镇街", "时长", "青岚", "8小时"], strict=True):
        cell.text, cell.width = text, Cm(5)
    document.add_paragraph("特此通知。")
    found = read_legacy_text(old(saved(document), ending), still)
    assert found.text == "云溪市停水通知\n青岚街道停水8小时。\n镇街 | 时长\n青岚 | 8小时\n特此通知。"


@needs_office
def test_a_damaged_document_is_named():
    with pytest.raises(CorpusError, match="无法转换|已损坏|没有"):
        read_legacy_slides(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(5000), still)


def test_without_the_program_the_user_is_told_what_to_do(monkeypatch):
    monkeypatch.setattr(office.shutil, "which", lambda name: None)
    assert not office_found()
    with pytest.raises(CorpusError, match="另存为 docx 后重试，或安装 LibreOffice"):
        read_legacy_text(bytes.fromhex("d0cf11e0a1b11ae1"), still)


def test_what_is_only_called_so_is_read_as_what_it_is():
    assert (
        read_legacy_text("<html><body><h1>通知</h1><p>甲。</p></body></html>".encode("gb18030"), still).text
        == "通知\n甲。"
    )
    assert read_legacy_text(saved(word("甲。")), still).text == "甲。"


@pytest.mark.parametrize(
    ("data", "written"),
    [
        (b"\xef\xbb\xbf<html><body><p>" + "甲乙。".encode() + b"</p></body></html>", "甲乙。"),
        (b"<meta charset=gb2312><div><p>" + "停水通知，请储水。".encode("gb18030"), "停水通知，请储水。"),
        ("暑期實習計劃公告\n請同學踴躍報名參加。".encode("big5"), "暑期實習計劃公告\n請同學踴躍報名參加。"),
        ("停水通知\n请镕喆路的居民提前储水。".encode("gb18030"), "停水通知\n请镕喆路的居民提前储水。"),
    ],
    ids=["marked page", "page without frame", "big5", "gb18030"],
)
def test_pages_and_texts_that_systems_call_doc_need_no_program(data, written, monkeypatch):
    monkeypatch.setattr(office.shutil, "which", lambda name: None)
    assert read_legacy_text(data, still).text == written


def test_a_program_that_does_not_end_is_ended(monkeypatch):
    beats = []
    monkeypatch.setattr(office, "_STEP_SECONDS", 0.05)
    monkeypatch.setattr(office, "_STEPS", 2)
    with pytest.raises(CorpusError, match="超过"):
        office._run(["sleep", "60"], lambda: beats.append(1))
    assert beats == [1, 1]

"""A folder as offices have it, from the files to the index: the promises of the offline side together."""

import io
import os
import zipfile

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption

from index.build import build_index, unchanged
from index.errors import CorpusError
from index.reader import open_catalog
from tests.fakes import FakeEncoder
from tests.index.formats.making import archive, saved, word
from tests.index.formats.test_pdf import made


def build(root, encoder=None):
    return build_index(root / "corpus", root / "index", encoder or FakeEncoder())


def paragraphs(n):
    return [
        f"第{n}号文件第{i}段，{n * 31 + i}户居民完成了登记，办理窗口设在{n}号楼{i}层。" for i in range(12)
    ]


def test_of_two_hundred_files_one_paragraph_alone_is_encoded_anew(tmp_path):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for n in range(200):
        (corpus / f"{n:03}.txt").write_text(f"第{n}号通知\n" + "\n".join(paragraphs(n)), encoding="utf-8")
    first = FakeEncoder()
    build(tmp_path, first)
    path = corpus / "123.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("123号楼5层", "123号楼6层"), encoding="utf-8")
    again = FakeEncoder()
    report = build(tmp_path, again)
    assert 0 < len(again.encoded) <= 2 < len(first.encoded)
    assert (report.encoded, report.documents) == (len(again.encoded), 200)
    (corpus / "124.txt").unlink()
    path.rename(corpus / "renamed.txt")
    moved = FakeEncoder()
    assert build(tmp_path, moved).documents == 199
    assert moved.encoded == []
    catalog = open_catalog(tmp_path / "index")
    assert "renamed.txt" in catalog and "124.txt" not in catalog
    catalog.close()


def test_a_run_without_change_reads_and_encodes_nothing(tmp_path, monkeypatch):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.docx").write_bytes(saved(word("通知", "甲乙丙。")))
    (corpus / "b.pdf").write_bytes(b"%PDF-1.7 broken")
    first = build(tmp_path)
    monkeypatch.setattr("index.build.load_corpus", None)
    encoder = FakeEncoder()
    again = build(tmp_path, encoder)
    assert (encoder.encoded, again.files, again.generation) == ([], first.files, first.generation)
    known = unchanged(corpus, tmp_path / "index", encoder.name)
    assert known and (known.files, known.generation) == (first.files, first.generation)
    assert unchanged(corpus, tmp_path / "index", "another") is None
    (corpus / "c.txt").write_text("新的文件。", encoding="utf-8")
    assert unchanged(corpus, tmp_path / "index", encoder.name) is None


def test_every_bad_file_has_its_line_and_the_rest_is_indexed(tmp_path):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    good = saved(word("云溪市停水通知", "青岚街道停水8小时。"))
    (corpus / "good.docx").write_bytes(good)
    pdf = made([(60, 300, "甲乙丙丁。")])
    bad = {
        "corrupt.docx": good[:300] + b"\0" * 200 + good[500:],
        "cut.docx": good[:-500],
        "cut.pdf": pdf[: len(pdf) // 3],
        "locked.docx": bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"),
        "locked.pdf": made([(60, 300, "甲")], encrypt=StandardEncryption("secret", canPrint=0)),
        "empty.pdf": b"",
        "empty.xlsx": b"",
        "bomb.docx": archive(**{"word/document.xml": bytes(500 << 20)}),
        "bomb.zip": archive(**{"a.txt": bytes(500 << 20)}),
        "cut.zip": archive(**{"a.txt": b"1" * 90})[:-40],
        "noise.pptx": os.urandom(5000),
        "noise.jpg": os.urandom(5000),
    }
    for name, data in bad.items():
        (corpus / name).write_bytes(data)
    with (corpus / "huge.pdf").open("wb") as file:
        file.truncate(300 << 20)
    report = build(tmp_path)
    assert [f.path for f in report.indexed] == ["good.docx"]
    assert {f.path for f in report.failures} == {*bad, "huge.pdf"}
    reasons = {f.path: f.reason for f in report.failures}
    assert all(reasons.values()) and not any("Error" in r for r in reasons.values()), reasons
    assert "超过 256 MiB" in reasons["huge.pdf"] and "压缩炸弹" in reasons["bomb.zip"]
    assert "已加密" in reasons["locked.docx"] and "已加密" in reasons["locked.pdf"]


def test_an_archive_of_many_formats_is_its_documents(tmp_path):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        packed.writestr("通知/停水.docx", saved(word("停水通知", "青岚街道停水。")))
        packed.writestr("表.csv", "镇街,金额\n青岚,9\n".encode("gb18030"))
        packed.writestr("坏.pdf", b"%PDF")
    (corpus / "材料.zip").write_bytes(buffer.getvalue())
    report = build(tmp_path)
    assert [(f.path, f.indexed, f.codec) for f in report.files] == [
        ("材料.zip/坏.pdf", False, ""),
        ("材料.zip/表.csv", True, "gb18030"),
        ("材料.zip/通知/停水.docx", True, "docx"),
    ]


@pytest.mark.parametrize("name", ["a.meta.toml", "材料.zip"])
def test_a_folder_without_a_document_of_its_own_says_so(tmp_path, name):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / name).write_bytes(archive() if name.endswith("zip") else "title = '甲'".encode())
    with pytest.raises(CorpusError, match="语料文件夹是空的|都无法收录"):
        build(tmp_path)

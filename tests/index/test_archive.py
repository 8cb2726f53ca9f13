import io
import stat
import zipfile

import pytest

from index.archive import Member, open_archive
from index.errors import CorpusError


def packed(*members, flags=None):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return buffer.getvalue()


def test_files_in_their_order_without_folders_and_hidden_ones():
    data = packed(
        ("通知/", b""),
        ("通知/停水.txt", b"1"),
        ("__MACOSX/a", b"2"),
        ("a/.DS_Store", b"3"),
        ("~$a.docx", b""),
        ("b.txt", b"4"),
    )
    assert list(open_archive(data)) == [Member("通知/停水.txt", b"1"), Member("b.txt", b"4")]


@pytest.mark.parametrize(
    ("codec", "name"),
    [("gb18030", "通知/停水镕喆.txt"), ("utf-8", "停水通知.txt"), ("big5", "暑期實習計劃公告.txt")],
)
def test_names_without_a_mark_are_read_as_they_were_written(codec, name):
    raw = name.encode(codec)
    data = packed(("x" * len(raw), b"1")).replace(b"x" * len(raw), raw)
    assert [m.name for m in open_archive(data)] == [name]


def test_an_archive_in_an_archive_is_opened_once():
    inner = packed(("甲.txt", b"1"), ("z.zip", packed(("乙.txt", b"2"))))
    assert list(open_archive(packed(("内.zip", inner)))) == [
        Member("内.zip/甲.txt", b"1"),
        Member("内.zip/z.zip", None, "压缩包套叠超过 2 层，请解压后重试"),
    ]
    assert list(open_archive(packed(("坏.zip", b"PK")))) == [
        Member("坏.zip", None, "压缩包已损坏或不完整，请重新下载或压缩后重试")
    ]


@pytest.mark.parametrize("name", ["../a.txt", "/etc/a.txt", "a/../../b.txt", "C:/a.txt"])
def test_a_path_out_of_the_archive_is_not_read(name):
    assert list(open_archive(packed((name, b"1"), ("b.txt", b"2")))) == [
        Member(name, None, "压缩包里的路径指向包外，未读取"),
        Member("b.txt", b"2"),
    ]


def test_a_link_is_not_read():
    info = zipfile.ZipInfo("a.txt")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert list(open_archive(packed((info, b"/etc/passwd")))) == [
        Member("a.txt", None, "压缩包里的链接，未读取")
    ]


def test_two_files_of_one_name_are_both_read():
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = packed(("a.txt", b"1"), ("a.txt", b"2"))
    assert list(open_archive(data)) == [Member("a.txt", b"1"), Member("a（重名）.txt", b"2")]


def test_names_are_split_by_slashes_and_begin_nowhere():
    data = packed(("./a.txt", b"1"), ("目录\\b.txt", b"2"), ("c\\d.txt", b"3"))
    assert [m.name for m in open_archive(data)] == ["a.txt", "目录/b.txt", "c/d.txt"]


@pytest.mark.parametrize("members", [[], [("空/", b"")], [("__MACOSX/a", b"1")]])
def test_an_archive_without_files_is_named(members):
    with pytest.raises(CorpusError, match="压缩包里没有文件"):
        list(open_archive(packed(*members)))


def test_a_damaged_member_of_another_method_fails_alone():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a.txt", "甲乙丙丁" * 50)
    data = bytearray(buffer.getvalue())
    data[45:60] = bytes(b ^ 0xFF for b in data[45:60])
    assert [m.reason for m in open_archive(bytes(data))] == ["压缩包里的这个文件已损坏，请解压后重试"]


def test_a_damaged_member_fails_alone():
    data = bytearray(packed(("a.txt", "甲乙丙丁".encode() * 50), ("b.txt", b"2")))
    data[45] ^= 0xFF
    first, second = open_archive(bytes(data))
    assert (first.data, first.reason, second) == (
        None,
        "压缩包里的这个文件已损坏，请解压后重试",
        Member("b.txt", b"2"),
    )


def test_an_encrypted_member_fails_alone():
    data = bytearray(packed(("a.txt", b"1")))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    assert list(open_archive(bytes(data))) == [Member("a.txt", None, "已加密，请解压并解除密码后重试")]


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04", packed(("a", b"1" * 500))[:-30]], ids=["empty", "mark alone", "cut short"]
)
def test_what_is_no_archive_is_named(data):
    with pytest.raises(CorpusError, match="压缩包已损坏"):
        list(open_archive(data))


def test_a_bomb_is_not_unpacked():
    with pytest.raises(CorpusError, match="疑似压缩炸弹"):
        list(open_archive(packed(("a.txt", bytes(700 << 20)))))


def test_too_many_files_are_refused():
    with pytest.raises(CorpusError, match="10001 个文件"):
        list(open_archive(packed(*((f"{i}.txt", b"") for i in range(10_001)))))


def test_a_size_that_lies_is_a_damaged_member():
    data = bytearray(packed(("a.txt", bytes(5000))))
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = (10).to_bytes(4, "little")
    assert [m.reason for m in open_archive(bytes(data))] == ["压缩包里的这个文件已损坏，请解压后重试"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_names_that_repeat_without_end_are_numbered():
    found = [m.name for m in open_archive(packed(*[("a/b.txt", b"")] * 2000, ("a/b（重名7）.txt", b"")))]
    assert found[:3] == ["a/b.txt", "a/b（重名）.txt", "a/b（重名2）.txt"]
    assert len(set(found)) == 2001
    assert max(map(len, found)) < 20


def test_an_archive_of_millions_of_entries_is_refused_before_they_are_parsed(monkeypatch):
    monkeypatch.setattr("index.archive._MAX_ENTRIES", 3)
    assert len(list(open_archive(packed(*[(f"{n}.txt", b"") for n in range(3)])))) == 3
    monkeypatch.setattr("zipfile.ZipFile", None)
    with pytest.raises(CorpusError, match="有 4 个文件"):
        list(open_archive(b"PK\x01\x02" * 4))

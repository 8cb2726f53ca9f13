import pytest

from index.errors import CorpusError
from index.names import MAX_BYTES, numbered, safe_name


def refusal(name):
    with pytest.raises(CorpusError) as caught:
        safe_name(name)
    message = str(caught.value)
    assert "\n" not in message
    return message


@pytest.mark.parametrize(
    "name",
    [
        "通知.docx",
        "a b.TXT",
        "2023年（第1号）.pdf",
        "a..b.txt",
        "附件.zip",
        "通知.docx.meta.toml",
        "CONS.txt",
    ],
)
def test_a_usual_name_stays_as_it_is(name):
    assert safe_name(name) == name


def test_blanks_around_and_split_characters_are_put_right():
    assert safe_name(" 通知.txt ") == "通知.txt"
    assert safe_name("e\u0301.txt") == "\u00e9.txt"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "没有名字"),
        ("   ", "没有名字"),
        ("../x.txt", "路径"),
        ("a/b.txt", "路径"),
        ("a\\b.txt", "路径"),
        ("/etc/x.txt", "路径"),
        ("C:\\x.txt", "路径"),
        ("C:x.txt", "里有 :"),
        ("..", "隐藏"),
        (".hidden", "隐藏"),
        (".hidden.txt", "隐藏"),
        ("~$通知.docx", "隐藏"),
        ("通知\u202etxt.exe.txt", "U+202E"),
        ("通知\n.txt", "U+000A"),
        ("通知\x00.txt", "U+0000"),
        ("通知\u200b.txt", "U+200B"),
        ("通知\udc80.txt", "U+DC80"),
        ("a?.txt", "里有 ?"),
        ("<b>.txt", "里有 <"),
        ("CON", "设备名"),
        ("con.txt", "设备名"),
        ("LPT1.docx.txt", "设备名"),
        ("程序.exe", "暂不支持 .exe"),
        ("通知", "无扩展名"),
        ("通知.txt.", "暂不支持"),
    ],
)
def test_a_hostile_name_is_refused_with_its_reason(name, reason):
    assert reason in refusal(name)


def test_a_name_has_at_most_255_bytes():
    longest = "文" * 83 + "ab.txt"
    assert len(longest.encode()) == MAX_BYTES
    assert safe_name(longest) == longest
    assert "256 字节" in refusal(f"a{longest}")
    with pytest.raises(CorpusError, match="太长"):
        numbered(longest, 2)


def test_a_number_stands_before_the_ending():
    assert numbered("通知.v1.txt", 2) == "通知.v1（2）.txt"
    with pytest.raises(CorpusError, match="说明文件"):
        numbered("通知.txt.meta.toml", 2)

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.decode import decode
from index.errors import CorpusError
from tests.index.texts import PROPERTY, PROSE

RARE = PROSE * 12 + "朱镕基、李喆，二〇二三年，㭎头村。"
TRADITIONAL = "雲溪市政府公告：為辦理港澳青年暑期實習計劃，請於四月三十日前提出申請，逾期不予受理。"
# What GB18030 can hold, without line breaks, private use and what `decode` takes for damage.
ANY = st.characters(exclude_categories=["Cs", "Co", "Cc"], exclude_characters="\ufffd\ufeff")


@pytest.mark.parametrize(
    ("mark", "encoding", "codec"),
    [
        (codecs.BOM_UTF8, "utf-8", "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16"),
        (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32-be", "utf-32"),
    ],
)
def test_byte_order_mark_settles_the_codec_and_is_not_text(mark, encoding, codec):
    assert decode(mark + "镕〇喆a".encode(encoding)) == ("镕〇喆a", codec)


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "utf-16-le", "utf-16-be"])
def test_rare_characters_beyond_the_first_1024_bytes_survive(codec):
    data = RARE.encode(codec)
    assert data.index("镕".encode(codec)) > 1024
    assert decode(data) == (RARE, codec)


def test_big5_is_told_from_gb18030_by_its_text():
    data = TRADITIONAL.encode("big5")
    assert data.decode("gb18030") != TRADITIONAL
    assert decode(data) == (TRADITIONAL, "big5")


def test_traditional_text_in_gb18030_is_not_taken_for_big5():
    assert decode(TRADITIONAL.encode("gb18030")) == (TRADITIONAL, "gb18030")


@PROPERTY
@given(st.text(ANY, max_size=20), st.sampled_from(["utf-8", "gb18030"]))
def test_prose_with_any_character_comes_back_whole(odd, codec):
    assert decode((PROSE * 3 + odd).encode(codec)) == (PROSE * 3 + odd, codec)


@PROPERTY
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffd\0\ufeff")))
def test_newlines_become_line_feeds_and_nothing_else_changes(text):
    # With a Chinese character, as a short file without one may also be GBK.
    read = "甲" + text.replace("\r\n", "\n").replace("\r", "\n")
    assert decode(f"甲{text}".encode()) == (read, "utf-8")


def test_each_kind_of_newline():
    assert decode("甲\r\n乙\r丙\n\r丁\x85\u2028\x0b 　".encode())[0] == "甲\n乙\n丙\n\n丁\x85\u2028\x0b 　"


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0",
        b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0" + bytes(range(256)),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64),
        bytes(range(256)),
        "云溪市\0人民政府".encode(),
        b"caf\xe9 r\xe9sum\xe9 na\xefve",
        PROSE.encode()[:-2],
        PROSE.encode("gb18030")[:-2],
        PROSE.encode() + PROSE.encode("gb18030"),
    ],
    ids=["png", "docx", "doc", "all bytes", "NUL", "latin-1", "cut UTF-8", "cut GB18030", "two codecs"],
)
def test_what_no_codec_fits_is_refused(data):
    with pytest.raises(CorpusError, match="无法确定文字编码.*请另存为 UTF-8"):
        decode(data)


@pytest.mark.parametrize(
    ("data", "codec", "byte"), [(b"\xff\xfeN", "utf-16", 2), (b"\xff\xfe\0\0a", "utf-32", 4)]
)
def test_a_mark_that_the_bytes_belie_is_refused(data, codec, byte):
    with pytest.raises(CorpusError, match=f"以 {codec} 标记开头，但第 {byte} 字节"):
        decode(data)


@pytest.mark.parametrize("lost", ["\ufffd", "\ufffe", "\uffff"])
def test_a_few_characters_lost_earlier_are_kept_as_they_stand(lost):
    text = "甲" * 99 + lost
    assert decode(text.encode()) == (text, "utf-8")


@pytest.mark.parametrize("lost", ["\ufffd", "\ufffe", "\uffff"])
def test_a_text_with_many_characters_lost_is_refused(lost):
    with pytest.raises(CorpusError, match="有 2 个无法识别的字符（按 utf-8 解码）"):
        decode(("甲" * 99 + lost * 2).encode())


def test_a_nul_after_a_mark_is_refused():
    with pytest.raises(CorpusError, match="不像文本：含有空字符（按 utf-16 解码）"):
        decode(codecs.BOM_UTF16_LE + "甲\0乙".encode("utf-16-le"))


def test_private_use_is_kept_as_it_stands():
    assert decode((PROSE + "\ue5e5").encode("gb18030")) == (PROSE + "\ue5e5", "gb18030")


def test_empty_file_is_empty_text():
    assert decode(b"") == ("", "utf-8")


@pytest.mark.parametrize("text", ["│甲│乙│\n├─┼─┤\n│一│二│\n", PROSE + "□是　□否　①②③④⑤℃×→★■" * 3])
def test_ruled_tables_and_forms_in_gb18030_are_text(text):
    assert decode(text.encode("gb18030")) == (text, "gb18030")


def test_gb18030_mark_is_not_text():
    assert decode(b"\x84\x31\x95\x33" + PROSE.encode("gb18030"))[0] == PROSE


def test_position_of_a_bad_byte_after_a_utf8_mark():
    with pytest.raises(CorpusError, match="第 4 字节"):
        decode(codecs.BOM_UTF8 + b"a\xff")


@pytest.mark.parametrize("text", ["通知", "停水", "停水通知\n", "通知 2023-01-29"])
def test_a_short_file_in_gb18030(text):
    assert decode(text.encode("gb18030")) == (text, "gb18030")


@pytest.mark.parametrize("text", ["café", "naïve", "Résumé", "Привет", "通知", "停"])
def test_a_short_file_in_utf8(text):
    assert decode(text.encode()) == (text, "utf-8")


@pytest.mark.parametrize("data", [b"na\xe9l", b"r\xe9sum\xe9s", b"\xc9cole"])
def test_a_short_latin_file_is_not_read_as_chinese(data):
    with pytest.raises(CorpusError, match="无法确定文字编码"):
        decode(data)

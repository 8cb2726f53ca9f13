"""Bytes to text, without a guess that hides loss."""

from __future__ import annotations

import codecs
import re
import unicodedata

from index.errors import CorpusError
from index.normal import simplify

# A byte order mark settles the codec. UTF-32 is looked for before UTF-16, whose mark it begins with.
# (mark, name in the report, codec of what follows the mark)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32", "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16", "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030", "gb18030"),
)
# Codecs without a mark, in the order of trust. GB18030 and Big5 overlap: the text decides.
_UNMARKED = ("utf-8", "gb18030", "big5", "utf-16-le", "utf-16-be")
# Marks of text that was lost before it was saved. A few stand in many files of the web; more is no text.
_LOST = "\ufffd\ufffe\uffff"
_MAX_LOST = 0.01
# Share of letters that are everyday Chinese characters (GB 2312 level 1). Real prose has > .95, the
# same bytes read in a wrong codec < .6; see tests/index/test_decode.py.
_PLAUSIBLE = 0.8
# GBK bytes of a few characters can be UTF-8 too: 通知 reads as two accents without a letter. In a file this
# short, a UTF-8 reading of characters below U+0800 only gives way to one of everyday Chinese words.
_SHORT = 64
_TWO_BYTES = re.compile(r"[^\u0800-\U0010ffff]*[\x80-\u07ff][^\u0800-\U0010ffff]*")
_HAN_WORD = re.compile(r"[\u4e00-\u9fff]{2}")
# Latin-1 accents read as GB18030 turn into single characters inside Latin words: na飗e.
_IN_LATIN = re.compile(r"(?<=[a-z])[\u3400-\u9fff]|[\u3400-\u9fff](?=[a-z])")


def decode(data: bytes) -> tuple[str, str]:
    """Decode a whole file strictly; newlines become line feeds, nothing else changes.

    Returns (text, codec). Raises CorpusError when no codec fits or the result is not text.
    """
    text, codec = _decode_strictly(data)
    if "\0" in text:
        raise CorpusError(f"内容不像文本：含有空字符（按 {codec} 解码），请另存为 UTF-8 后重试")
    lost = sum(map(text.count, _LOST))
    if lost > _MAX_LOST * len(text):
        raise CorpusError(
            f"内容不像文本：有 {lost} 个无法识别的字符（按 {codec} 解码），请另存为 UTF-8 后重试"
        )
    return text.replace("\r\n", "\n").replace("\r", "\n"), codec


def _decode_strictly(data: bytes) -> tuple[str, str]:
    for mark, name, codec in _MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(codec), name
            except UnicodeDecodeError as error:
                place = len(mark) + error.start
                raise CorpusError(f"文件以 {name} 标记开头，但第 {place} 字节不合此编码") from error
    candidates = [(text, codec) for codec in _UNMARKED if (text := _try(data, codec)) is not None]
    if candidates and (candidates[0][1] == "utf-8" and "\0" not in candidates[0][0]):
        return candidates[1] if _is_short_gbk(data, candidates) else candidates[0]
    for text, codec in candidates:
        if plausibility(text) >= _PLAUSIBLE:
            return text, codec
    raise CorpusError("无法确定文字编码（UTF-8、GB18030、Big5、UTF-16 都不像），请另存为 UTF-8 后重试")


def _try(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _is_short_gbk(data: bytes, candidates: list[tuple[str, str]]) -> bool:
    if len(data) > _SHORT or len(candidates) < 2 or candidates[1][1] != "gb18030":
        return False
    text = candidates[1][0]
    return bool(
        _TWO_BYTES.fullmatch(candidates[0][0]) and _HAN_WORD.search(text) and plausibility(text) == 1.0
    )


def plausibility(text: str) -> float:
    """Share of everyday characters among the letters and what is no character; 0 for binary text."""
    sample = simplify(text[:20_000])
    if "\0" in sample:
        return 0.0
    foreign = [c for c in sample if ord(c) > 0x7F and _is_counted(c)]
    if foreign and len(_IN_LATIN.findall(sample)) == len(foreign):
        return 0.0
    return sum(map(_is_everyday, foreign)) / len(foreign) if foreign else 1.0


def _is_counted(char: str) -> bool:
    """Letters, and control, private or unassigned code points; not the symbols of rules and forms."""
    category = unicodedata.category(char)
    return category[0] in "LC" and category != "Cf"


def _is_everyday(char: str) -> bool:
    encoded = char.encode("gb2312", errors="namereplace")
    return len(encoded) == 2 and 0xB0 <= encoded[0] <= 0xD7

"""Bytes to text, without a guess that hides loss."""

from __future__ import annotations

import codecs

from index.errors import CorpusError
from index.normal import simplify

# A byte order mark settles the codec. UTF-32 is looked for before UTF-16, whose mark it begins with.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Codecs without a mark, in the order of trust. GB18030 and Big5 overlap: the text decides.
_UNMARKED = ("utf-8", "gb18030", "big5", "utf-16-le", "utf-16-be")
# Marks of text that was lost before it was saved. A few stand in many files of the web; more is no text.
_LOST = "\ufffd\ufffe\uffff"
_MAX_LOST = 0.01
# Share of Han characters that are everyday ones (GB 2312 level 1). Real prose has > .95, the
# same bytes read in a wrong codec < .6; see tests/index/test_decode.py.
_PLAUSIBLE = 0.8


def decode(data: bytes) -> tuple[str, str]:
    """Decode a whole file strictly; newlines become line feeds, nothing else changes.

    Returns (text, codec). Raises CorpusError when no codec fits or the result is not text.
    """
    text, codec = _decode_strictly(data)
    lost = sum(map(text.count, _LOST))
    if "\0" in text or lost > _MAX_LOST * len(text):
        raise CorpusError(
            f"内容不像文本：有 {lost} 个无法识别的字符（按 {codec} 解码），请另存为 UTF-8 后重试"
        )
    return text.replace("\r\n", "\n").replace("\r", "\n"), codec


def _decode_strictly(data: bytes) -> tuple[str, str]:
    for mark, codec in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(codec), codec
            except UnicodeDecodeError as error:
                raise CorpusError(f"文件以 {codec} 标记开头，但第 {error.start} 字节不合此编码") from error
    candidates = [(text, codec) for codec in _UNMARKED if (text := _try(data, codec)) is not None]
    if candidates and (candidates[0][1] == "utf-8" and "\0" not in candidates[0][0]):
        return candidates[0]
    for text, codec in candidates:
        if _plausibility(text) >= _PLAUSIBLE:
            return text, codec
    raise CorpusError("无法确定文字编码（UTF-8、GB18030、Big5、UTF-16 都不像），请另存为 UTF-8 后重试")


def _try(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _plausibility(text: str) -> float:
    """Share of everyday characters among the Han and the odd ones; 0 for binary text."""
    sample = simplify(text[:20_000])
    if "\0" in sample:
        return 0.0
    foreign = [c for c in sample if ord(c) > 0x7F and not _is_punctuation(c)]
    return sum(map(_is_everyday, foreign)) / len(foreign) if foreign else 1.0


def _is_punctuation(char: str) -> bool:
    return (
        "\u2000" <= char <= "\u206f"
        or "\u3000" <= char <= "\u303f"
        or "\uff00" <= char <= "\uffef"
        or char == "\u00b7"
    )


def _is_everyday(char: str) -> bool:
    encoded = char.encode("gb2312", errors="namereplace")
    return len(encoded) == 2 and 0xB0 <= encoded[0] <= 0xD7

"""Names of files that come from outside: usable on every system, or refused with a reason."""

from __future__ import annotations

import unicodedata

from index.archive import ARCHIVES
from index.errors import CorpusError
from index.files import HIDDEN, SIDECAR, ending_of

# What the common file systems take for one name.
MAX_BYTES = 255
_SEPARATORS = "/\\"
_FORBIDDEN = '<>:"|?*'
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))]
)
# Controls, invisible and direction marks, halves of characters, line and paragraph separators.
_INVISIBLE = frozenset(["Cc", "Cf", "Cs", "Zl", "Zp"])


def safe_name(name: str) -> str:
    """Return the name as it may be written into a folder. Raises CorpusError naming what is wrong with it.

    Nothing is silently taken out of a name: two files would become one, or another than their owner knows.
    """
    name = unicodedata.normalize("NFC", name.strip(" "))
    reason = _refusal(name)
    if reason:
        raise CorpusError(reason)
    return name


def numbered(name: str, number: int) -> str:
    """Return the name with a number before its ending. Raises CorpusError when it is too long then."""
    stem, dot, ending = name.rpartition(".")
    if name.endswith(SIDECAR):
        raise CorpusError("已有同名的说明文件，内容不同；请选「替换同名文件」或先删除旧的")
    return safe_name(f"{stem}（{number}）{dot}{ending}")


def _refusal(name: str) -> str:
    if not name:
        return "文件没有名字，请改名后重试"
    if any(separator in name for separator in _SEPARATORS):
        return "文件名里有路径，未收下；请只上传文件本身"
    hidden = next((c for c in name if unicodedata.category(c) in _INVISIBLE), None)
    if hidden:
        return f"文件名里有看不见的字符（U+{ord(hidden):04X}），请改名后重试"
    if name.startswith(HIDDEN):
        return "隐藏文件或 Office 的临时文件，不收录"
    return _not_portable(name) or _not_readable(name)


def _not_portable(name: str) -> str:
    forbidden = next((c for c in name if c in _FORBIDDEN), None)
    if forbidden:
        return f"文件名里有 {forbidden}，不是所有系统都允许，请改名后重试"
    if name.partition(".")[0].strip().lower() in _DEVICES:
        return "文件名是 Windows 保留的设备名，请改名后重试"
    if len(name.encode()) > MAX_BYTES:
        return f"文件名太长（{len(name.encode())} 字节，最多 {MAX_BYTES}），请改短后重试"
    return ""


def _not_readable(name: str) -> str:
    ending = ending_of(name)
    if name.endswith(SIDECAR) or ending in readable_endings():
        return ""
    return f"暂不支持 {ending or '无扩展名'} 格式，未收下"


def readable_endings() -> tuple[str, ...]:
    """Endings of the files that can be read, archives among them."""
    from index.formats.table import READERS  # all parsers: slow to import

    return (*READERS, *ARCHIVES)

"""Zip archives to their files, with the names that their makers saw."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from index.decode import decode
from index.errors import CorpusError

ARCHIVES = (".zip",)
_MAX_MEMBERS = 10_000
# Entries that are parsed at all, those of packages in the archive included: each takes a kilobyte.
_MAX_ENTRIES, _ENTRY = 200_000, b"PK\x01\x02"
_MAX_MEMBER = 256 << 20
_MAX_TOTAL = 2 << 30
_MAX_DEPTH = 2
# Share of text that zip packs best, blanks and repeats, is below this; bombs are far above.
_MAX_RATIO = 400
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_LINK = 0o120000
_JUNK = ("__MACOSX", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive; without data, the reason why it cannot be read."""

    name: str
    data: bytes | None
    reason: str = ""


def open_archive(data: bytes, depth: int = 1) -> Iterator[Member]:
    """Files of an archive and of the archives in it; hidden ones are left out.

    Nothing is written to disk. Raises CorpusError when it is no archive, holds too much or no file at all.
    """
    if (entries := data.count(_ENTRY)) > _MAX_ENTRIES:
        raise CorpusError(f"压缩包里有 {entries} 个文件，超过 {_MAX_MEMBERS} 个，请拆分后重试")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise CorpusError("压缩包已损坏或不完整，请重新下载或压缩后重试") from error
    with archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        _check_sizes(infos)
        seen: Counter[str] = Counter()
        for info in infos:
            name = _name(info)
            if any(
                part.startswith((".", "~$")) and part != ".." or part in _JUNK for part in name.split("/")
            ):
                continue
            yield from _expand(_read(archive, info, _distinct(name, seen)), depth)
        if not seen:
            raise CorpusError("压缩包里没有文件，请检查压缩时是否漏选")


def _distinct(name: str, seen: Counter[str]) -> str:
    """Return the name, marked and numbered when the archive had it before."""
    seen[name] += 1
    if (count := seen[name] - 1) == 0:
        return name
    path = PurePosixPath(name)
    return _distinct(
        str(path.with_name(f"{path.stem}（重名{count if count > 1 else ''}）{path.suffix}")), seen
    )


def _expand(member: Member, depth: int) -> Iterator[Member]:
    """Return the member, or the files of an archive that it is."""
    if member.data is None or not member.name.lower().endswith(ARCHIVES):
        yield member
    elif depth >= _MAX_DEPTH:
        yield Member(member.name, None, f"压缩包套叠超过 {_MAX_DEPTH} 层，请解压后重试")
    else:
        try:
            for inner in open_archive(member.data, depth + 1):
                yield Member(f"{member.name}/{inner.name}", inner.data, inner.reason)
        except CorpusError as error:
            yield Member(member.name, None, str(error))


def _check_sizes(infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > _MAX_MEMBERS:
        raise CorpusError(f"压缩包里有 {len(infos)} 个文件，超过 {_MAX_MEMBERS} 个，请拆分后重试")
    unpacked, packed = sum(i.file_size for i in infos), sum(i.compress_size for i in infos)
    if unpacked > _MAX_TOTAL or unpacked > _MAX_RATIO * max(packed, 1 << 20):
        raise CorpusError(f"解压后有 {unpacked >> 20} MiB，疑似压缩炸弹，未读取")


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> Member:
    reason = _refusal(info, name)
    if reason:
        return Member(name, None, reason)
    try:
        return Member(name, archive.read(info))
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        RuntimeError,
        ValueError,
        EOFError,
        OSError,
    ) as error:
        unsupported = isinstance(error, NotImplementedError)
        reason = "压缩方式不受支持" if unsupported else "压缩包里的这个文件已损坏"
        return Member(name, None, f"{reason}，请解压后重试")


def _refusal(info: zipfile.ZipInfo, name: str) -> str:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        return "压缩包里的路径指向包外，未读取"
    if info.flag_bits & _ENCRYPTED:
        return "已加密，请解压并解除密码后重试"
    if (info.external_attr >> 16) & 0o170000 == _LINK:
        return "压缩包里的链接，未读取"
    if info.file_size > _MAX_MEMBER:
        return f"文件超过 {_MAX_MEMBER >> 20} MiB，请拆分后重试"
    return ""


def _name(info: zipfile.ZipInfo) -> str:
    """Name as its maker saw it, split by `/`: some programs split by backslashes, or begin with `./`."""
    name = _written_name(info).replace("\\", "/")
    while name.startswith("./"):
        name = name.removeprefix("./")
    return name


def _written_name(info: zipfile.ZipInfo) -> str:
    """Chinese programs write GB18030 where the format says code page 437."""
    if info.flag_bits & _UTF8_NAME:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    return info.filename if raw.isascii() else _decode_name(raw)


def _decode_name(raw: bytes) -> str:
    """Decode by evidence, and where a name has too little of it, by the code that Chinese programs use."""
    try:
        return decode(raw)[0]
    except CorpusError:
        pass
    try:
        return raw.decode("gb18030")
    except UnicodeDecodeError:
        return raw.decode("cp437")

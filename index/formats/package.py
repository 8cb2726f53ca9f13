"""Office files as packages: zip archives of XML, looked at before a library parses them."""

from __future__ import annotations

import io
import posixpath
import zipfile

from lxml import etree

from index.errors import CorpusError

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
# A package of more than this, unpacked, is a bomb: text of 10 million characters is about 100 MB of XML.
_MAX_UNPACKED = 1 << 30
# An office file of more than this much XML a byte is no longer of human making. Pictures are not counted.
_MAX_RATIO = 400
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def check_package(data: bytes) -> zipfile.ZipFile:
    """Open an office file as a zip archive.

    Raises CorpusError when it is encrypted, an older format under a new name, damaged, or a bomb.
    """
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise CorpusError("文件已加密，请解除密码后重试")
        raise CorpusError("这是旧版 Office 格式，扩展名与内容不符，请用 Word 或 WPS 另存为新格式后重试")
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
        _check_sizes(package)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise CorpusError("文件已损坏或不完整，请用 Word 或 WPS 打开修复，另存后重试") from error
    return package


def mended(data: bytes) -> bytes:
    """Return a package without references to parts that it lacks.

    Programs that drop a picture leave `Target="NULL"` behind; Word and WPS pass over it.
    """
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(made, "w") as whole:
        names = set(package.namelist())
        for name in package.namelist():
            content = package.read(name)
            whole.writestr(
                name, _without_dangling(name, content, names) if name.endswith(".rels") else content
            )
    return made.getvalue()


def _without_dangling(name: str, content: bytes, names: set[str]) -> bytes:
    relations = etree.fromstring(content, etree.XMLParser(resolve_entities=False))
    folder = posixpath.dirname(posixpath.dirname(name))
    for relation in list(relations):
        path = posixpath.normpath(posixpath.join("/", folder, relation.get("Target") or ""))
        if relation.get("TargetMode") != "External" and path.lstrip("/") not in names:
            relations.remove(relation)
    return etree.tostring(relations)


def _check_sizes(package: zipfile.ZipFile) -> None:
    """Declared sizes are enough: the zip reader stops at them."""
    files = package.infolist()
    if any(info.flag_bits & 1 for info in files):
        raise CorpusError("文件已加密，请解除密码后重试")
    unpacked = sum(info.file_size for info in files)
    packed = sum(info.compress_size for info in files)
    if unpacked > _MAX_UNPACKED or unpacked > _MAX_RATIO * max(packed, 1 << 20):
        raise CorpusError(f"解压后有 {unpacked >> 20} MiB，疑似压缩炸弹，未读取")

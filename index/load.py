"""Files to documents: every file ends as a document or as a CorpusError that says why."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from index.decode import decode
from index.errors import CorpusError
from index.html import html_text
from index.metadata import file_title, read_metadata
from index.types import Document

READERS: Mapping[str, Callable[[str], str]] = {
    ".txt": str,
    ".md": str,
    ".markdown": str,
    ".html": html_text,
    ".htm": html_text,
}
_MAX_BYTES = 64 * 1024 * 1024


def list_files(corpus: Path) -> list[Path]:
    """Every file below the folder, by name; hidden ones and office lock files are not documents.

    Raises CorpusError when the folder is missing, is no folder, or cannot be listed.
    """
    if not corpus.exists():
        raise CorpusError(f"找不到语料文件夹：{corpus}。请检查路径，或先建立该文件夹并放入文件")
    if not corpus.is_dir():
        raise CorpusError(f"语料应是文件夹，而不是文件：{corpus}")
    try:
        with os.scandir(corpus):
            paths = [p for p in corpus.rglob("*") if not p.is_dir()]
    except OSError as error:
        raise CorpusError(f"无法读取语料文件夹 {corpus}：{error.strerror}") from error
    hidden = [p for p in paths if any(part.startswith((".", "~$")) for part in p.relative_to(corpus).parts)]
    return sorted(set(paths) - set(hidden))


def load_document(path: Path, corpus: Path) -> Document:
    """Read one file. Raises CorpusError naming the reason when it cannot become a document."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise CorpusError(
            f"暂不支持 {path.suffix or '无扩展名'} 格式（支持 {'、'.join(READERS)}），请另存后重试"
        )
    data = _read(path, corpus)
    decoded, codec = decode(data)
    text = reader(decoded)
    if not text.strip():
        raise CorpusError("文件是空的")
    return make_document(path.relative_to(corpus).as_posix(), text, hashlib.sha256(data).hexdigest(), codec)


def make_document(document_id: str, text: str, sha256: str, codec: str = "utf-8") -> Document:
    """Return a document with the metadata that its text and name state."""
    fields, body_start = read_metadata(text, document_id)
    return Document(
        document_id,
        fields.get("title") or file_title(document_id),
        text,
        sha256,
        codec,
        body_start,
        published=fields.get("published"),
        source=fields.get("source"),
        issuer=fields.get("issuer"),
        doc_no=fields.get("doc_no"),
        effective=fields.get("effective"),
        expires=fields.get("expires"),
        superseded_by=fields.get("superseded_by"),
    )


def _read(path: Path, corpus: Path) -> bytes:
    if not path.resolve().is_relative_to(corpus.resolve()):
        raise CorpusError("链接指向语料文件夹之外，未读取")
    if not path.is_file():
        raise CorpusError("不是普通文件，未读取")
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise CorpusError(f"文件超过 {_MAX_BYTES >> 20} MiB，请拆分后重试")
        return path.read_bytes()
    except OSError as error:
        raise CorpusError(f"无法读取：{error.strerror}") from error

"""Formats of older programs, converted by LibreOffice where it is installed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from index.errors import CorpusError
from index.formats.docx import read_docx
from index.formats.html import read_html
from index.formats.mht import read_mht
from index.formats.reading import Beat
from index.formats.slides import read_pptx
from index.types import Extracted

LEGACY = (".doc", ".wps", ".rtf", ".odt", ".ppt", ".dps", ".odp")
_SLIDES = (".ppt", ".dps", ".odp")
_PROGRAMS = ("soffice", "libreoffice")
_STEPS = 60
_STEP_SECONDS = 3


def office_found() -> bool:
    """Whether LibreOffice is installed."""
    return any(map(shutil.which, _PROGRAMS))


def read_legacy_text(data: bytes, beat: Beat) -> Extracted:
    """Read a document of Word 97-2003, WPS, RTF or OpenDocument; programs call web pages so too.

    Raises CorpusError when LibreOffice is not installed or cannot convert it.
    """
    if data.startswith(b"PK") and b"word/" in data[:100_000]:
        return read_docx(data, beat)
    start = data[:1000].lstrip().lower()
    if start.startswith((b"<html", b"<!doctype", b"<?xml")) and b"<html" in data[:10_000].lower():
        return read_html(data, beat)
    if start.startswith(b"mime-version"):
        return read_mht(data, beat)
    return read_docx(_convert(data, "docx", beat), beat)


def read_legacy_slides(data: bytes, beat: Beat) -> Extracted:
    """Read a presentation of PowerPoint 97-2003, WPS or OpenDocument. Raises CorpusError likewise."""
    return read_pptx(_convert(data, "pptx", beat), beat)


def _convert(data: bytes, to: str, beat: Beat) -> bytes:
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None:
        raise CorpusError(f"旧版格式需要转换：请用 Word 或 WPS 另存为 {to} 后重试，或安装 LibreOffice")
    with tempfile.TemporaryDirectory(prefix="wenju-") as temporary:
        folder = Path(temporary)
        source = folder / "source.bin"
        source.write_bytes(data)
        # A profile of its own: one that is open in a window would take the work over, macros and all.
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [program, profile, "--headless", "--norestore", "--convert-to", to, "--outdir"]
        _run([*command, str(folder), str(source)], beat)
        made = folder / f"source.{to}"
        if not made.exists():
            raise CorpusError(f"LibreOffice 无法转换此文件，请用 Word 或 WPS 另存为 {to} 后重试")
        return made.read_bytes()


def _run(command: list[str], beat: Beat) -> None:
    """Run to the end, giving signs of life. Raises CorpusError when it takes too long."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(
        command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
    ) as process:
        for _ in range(_STEPS):
            try:
                process.wait(_STEP_SECONDS)
                return
            except subprocess.TimeoutExpired:
                beat()
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL) if os.name == "posix" else process.kill()
    raise CorpusError(f"LibreOffice 转换超过 {_STEPS * _STEP_SECONDS} 秒，已停止，请另存为 docx 后重试")

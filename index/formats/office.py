"""LibreOffice, where it is installed: which formats need it, and the conversion."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from index.errors import CorpusError
from index.formats.reading import Beat

LEGACY = (".doc", ".wps", ".rtf", ".odt", ".ppt", ".dps", ".odp")
_PROGRAMS = ("soffice", "libreoffice")
_STEPS = 60
_STEP_SECONDS = 3


def office_found() -> bool:
    """Whether LibreOffice is installed."""
    return any(map(shutil.which, _PROGRAMS))


def convert(data: bytes, to: str, beat: Beat) -> bytes:
    """Return the file as `to` (docx, pptx). Raises CorpusError without LibreOffice, or when it fails."""
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

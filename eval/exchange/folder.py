"""Where exported files go."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from index.errors import WenjuError


def require_new(folder: Path) -> None:
    """Raise WenjuError where something is that would be mixed with what is written."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise WenjuError(f"{folder} 已经存在，里面有别的文件；请换一个空文件夹")


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write lines in a folder that is made for them. Raises WenjuError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{line}\n" for line in lines)
    except OSError as error:
        raise WenjuError(f"写不出 {path}：{error.strerror}。请换一个文件夹") from error

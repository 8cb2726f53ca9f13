"""Measured figures, each beside the limit that it is a ratio to, and the file that keeps them."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

RESULTS = Path(__file__).parent / "RESULTS.md"
_HEAD = "| figure | measured | against, in the same run | ratio | limit | command |"
_LIBRARIES = ("onnxruntime", "faiss-cpu", "tantivy", "sentence-transformers", "gradio", "numpy")
_MACHINE = "Machine of the last run: "
_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, and against what; `limit` is what the ratio may be at most, None for none."""

    name: str
    measured: str
    against: str
    ratio: float
    limit: float | None
    command: str

    def row(self) -> str:
        """The figure as a row of the table."""
        limit = "" if self.limit is None else f"{self.limit:g}"
        mark = "" if self.limit is None or self.ratio <= self.limit else " **over**"
        cells = (
            self.name,
            self.measured,
            self.against,
            f"{self.ratio:.3g}{mark}",
            limit,
            f"`{self.command}`",
        )
        return f"| {' | '.join(cells)} |"


def keep(figures: Iterable[Figure], path: Path = RESULTS) -> None:
    """Put figures into the table of the file, in the place of those of the same name; name the machine."""
    said = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    lines = [f"{_MACHINE}{machine()}" if line.startswith(_MACHINE) else line for line in said]
    start = lines.index(_HEAD) if _HEAD in lines else len(lines)
    end = start
    while end < len(lines) and lines[end].startswith("|"):
        end += 1
    rows = {_name(row): row for row in lines[start + 2 : end]}
    rows |= {figure.name: figure.row() for figure in figures}
    kept = [*lines[:start], _HEAD, _rule(), *rows.values(), *lines[end:]]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")


def machine() -> str:
    """The machine and the libraries, in one line."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    system = f"{platform.system()}, Python {platform.python_version()}"
    return f"{_processor()}, {cores} cores, {_memory()} GB, {system}; {libraries}"


def rss_mib(peak: bool = False) -> float:
    """Memory of this process that is in RAM, or the most that ever was, in MiB. Linux alone."""
    field = "VmHWM" if peak else "VmRSS"
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition(f"{field}:")[2].split()[0]) * 1024 / _MIB


def anonymous_mib() -> float:
    """The same without what is mapped from files, which the system may drop at any time."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("RssAnon:")[2].split()[0]) * 1024 / _MIB


def _name(row: str) -> str:
    return row.split(" | ")[0].removeprefix("| ")


def _rule() -> str:
    return "|" + "---|" * _HEAD.count(" | ") + "---|"


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    names = [line for line in info.read_text().splitlines() if "model name" in line] if info.exists() else []
    return names[0].partition(":")[2].strip() if names else platform.processor()


def _memory() -> str:
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 0
    return f"{pages / (1 << 30):.0f}"

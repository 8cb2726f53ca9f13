"""What a run was made with: the head of its report."""

from __future__ import annotations

import os
import platform
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from eval.commit import commit
from index.generation import current_generation
from index.manifest import read_manifest


@dataclass(frozen=True, slots=True)
class Conditions:
    """Of what, with what, on what and when. Sizes are in bytes; `None` where it cannot be known.

    `split` is the half of the questions, `made` an ISO time with its zone.
    """

    made: str
    questions: str
    split: str | None
    max_chars: int
    generation: str
    encoder: str
    documents: int
    passages: int
    index_bytes: int
    processors: int
    system: str
    python: str
    commit: str | None
    peak_bytes: int | None

    def named(self) -> list[tuple[str, str]]:
        """(name, value) of all, as people read them."""
        peak = "未知" if self.peak_bytes is None else size(self.peak_bytes)
        halves = {"dev": "开发（dev）", "test": "测试（test）"}
        return [
            ("时间", self.made.replace("T", " ")),
            ("题目", self.questions),
            ("题目的哪一半", halves.get(self.split or "", self.split or "全部")),
            ("答案最多", f"{self.max_chars} 字"),
            ("索引", self.generation),
            ("模型", self.encoder),
            ("文件", f"{self.documents:,} 份，{self.passages:,} 段"),
            ("索引大小", size(self.index_bytes)),
            ("内存峰值", peak),
            ("机器", f"{self.processors} 核，{self.system}"),
            ("Python", self.python),
            ("提交", self.commit or "未知（不在 git 检出里运行）"),
        ]


def conditions(index_dir: Path, questions: Path, split: str | None, max_chars: int) -> Conditions:
    """Those of this process, now. Raises IndexUnusableError without an index."""
    folder = current_generation(index_dir)
    manifest = read_manifest(folder)
    return Conditions(
        made=datetime.now().astimezone().isoformat(timespec="seconds"),
        questions=questions.as_posix(),
        split=split,
        max_chars=max_chars,
        generation=folder.name,
        encoder=manifest.model,
        documents=manifest.documents,
        passages=manifest.chunks,
        index_bytes=sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()),
        processors=os.cpu_count() or 1,
        system=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
        commit=commit(),
        peak_bytes=peak_memory(),
    )


def peak_memory() -> int | None:
    """The most memory that this process has held, in bytes; None on Windows, which does not tell."""
    if sys.platform == "win32":
        return None
    import resource

    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return held if sys.platform == "darwin" else held * 1024  # macOS counts bytes, others KB


def size(count: int) -> str:
    """Bytes in millions, as disks and memory are spoken of."""
    return f"{count / 1e6:,.1f} MB"

"""Which state of the source runs, where it runs from a git checkout."""

from __future__ import annotations

import subprocess
from pathlib import Path

_SOURCE = Path(__file__).parents[1]


def commit() -> str | None:
    """Short name of the commit, with `+` after it when files differ from it; None outside of a checkout."""
    name = _git("rev-parse", "--short=12", "HEAD")
    if name is None:
        return None
    return f"{name}+" if _git("status", "--porcelain", "--untracked-files=no") else name


def commits() -> list[str]:
    """All that the checkout descends from, in full, the oldest first; none outside of one."""
    return (_git("rev-list", "--reverse", "--topo-order", "HEAD") or "").split()


def _git(*arguments: str) -> str | None:
    """What git prints of the source; None without git, and where the source merely lies in a repository."""
    if not (_SOURCE / ".git").exists():
        return None
    try:
        done = subprocess.run(
            ["git", "-C", str(_SOURCE), *arguments], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()

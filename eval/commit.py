"""Which state of the source runs, where it runs from a git checkout."""

from __future__ import annotations

import subprocess
from pathlib import Path

_SOURCE = Path(__file__).parents[1]


def commit() -> str | None:
    """Short name of the commit, with `+` after it when files differ from it; None outside of a checkout.

    Files of `docs/` change nothing that is measured.
    """
    name = _git("rev-parse", "--short=12", "HEAD")
    if name is None:
        return None
    return f"{name}+" if _git("status", "--porcelain", "--untracked-files=no", "--", ":!docs") else name


def commits() -> list[str]:
    """All that the checkout descends from, in full, the oldest first; none outside of one."""
    return (_git("rev-list", "--reverse", "--topo-order", "HEAD") or "").split()


def versions(path: Path) -> list[tuple[str, str]]:
    """(commit, text) of a file of the source for each commit that changed it; none outside of a checkout."""
    if not path.resolve().is_relative_to(_SOURCE):
        return []
    name = path.resolve().relative_to(_SOURCE).as_posix()
    changed = (_git("log", "--reverse", "--format=%H", "--", name) or "").split()
    found = [(commit, _git("show", f"{commit}:{name}")) for commit in changed]
    return [(commit, text) for commit, text in found if text is not None]  # None where it was removed


def _git(*arguments: str) -> str | None:
    """What git prints of the source; None without git, and where the source merely lies in a repository."""
    if not (_SOURCE / ".git").exists():
        return None
    try:
        done = subprocess.run(
            ["git", "-C", str(_SOURCE), *arguments], capture_output=True, encoding="utf-8", check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()

"""A folder that is put back as it was before every trial."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.torture.asked import BEFORE, answers, build, set_corpus
from tests.torture.child import value_of

# In memory where that can be: what a killed process wrote is there all the same, and syncing is quick.
_PLACE = "/dev/shm" if Path("/dev/shm").is_dir() else None


@dataclass(frozen=True, slots=True)
class Stage:
    """`root` is where trials happen, always the same place, and `known` what was told of it."""

    root: Path
    known: Any
    _kept: Path

    def reset(self) -> None:
        """Put everything back."""
        shutil.rmtree(self.root, ignore_errors=True)
        shutil.copytree(self._kept, self.root, symlinks=True)


@contextmanager
def staged(prepare: Callable[[Path], Any]) -> Iterator[Stage]:
    """Make a folder by `prepare`, in a process of its own, and keep a copy of it."""
    with tempfile.TemporaryDirectory(prefix="wenju-torture-", dir=_PLACE) as temporary:
        _warm(Path(temporary, "warm"))
        root, kept = Path(temporary, "root"), Path(temporary, "kept")
        root.mkdir()
        known = value_of(lambda: prepare(root))
        shutil.copytree(root, kept, symlinks=True)
        yield Stage(root, known, kept)


def _warm(root: Path) -> None:
    """Import, compile and load here what every child would have to do anew."""
    set_corpus(root / "corpus", BEFORE)
    build(root)
    answers(root / "index")

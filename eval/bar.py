"""A progress bar on stderr, for what takes minutes."""

from __future__ import annotations

import sys

from tqdm import tqdm

from index.encoder import Progress


def bar(stage: str, total: int) -> Progress:
    """Show how much of a stage is done, on a terminal alone."""
    if not total:
        return lambda done: None
    shown = tqdm(total=total, desc=stage, file=sys.stderr, leave=False, disable=None)

    def advance(done: int) -> None:
        shown.update(done)
        if shown.n >= total:
            shown.close()

    return advance

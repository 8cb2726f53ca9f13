"""Indexes a folder under tight limits and says what it took.

Run as `python -m tests.torture.hostile_build CORPUS INDEX`.

A process of its own, so that one that dies is seen to die, and its memory is its own.
"""

from __future__ import annotations

import json
import resource
import sys
from dataclasses import asdict
from pathlib import Path

import index.corpus
from index.build import build_index
from index.extract import Extractor, Limits
from tests.fakes import FakeEncoder

# What a hostile file may take here; those of the program are wider.
LIMITS = Limits(memory=2 << 30, silence=5, total=15)


def main(corpus: Path, index_dir: Path) -> None:
    """Print the report and the peaks of memory, in MiB, as one line of JSON."""
    index.corpus.Extractor = lambda: Extractor(LIMITS)  # type: ignore[misc,assignment]
    report = build_index(corpus, index_dir, FakeEncoder())
    own, workers = (
        resource.getrusage(who).ru_maxrss >> 10 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    made = {"files": [asdict(file) for file in report.files], "own": own, "workers": workers}
    sys.stdout.write(json.dumps(made) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

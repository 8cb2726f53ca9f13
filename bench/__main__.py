"""`python -m bench [NAME ...]`: runs benchmarks, prints their figures, keeps them in the table of RESULTS.md.

Without names all are run but `growth` and `peers`, which take long and need data or packages of others.
"""

from __future__ import annotations

import sys
from importlib import import_module

from bench.figures import RESULTS, keep, machine
from index.errors import WenjuError

FIGURES = ("question", "neighbours", "start", "clients", "indexing", "growth", "peers")
LINES = ("late", "page")
_LONG = ("growth", "peers")


def main(names: list[str]) -> int:
    """Exit status 1 when a figure is over its limit or can't be had, 2 for a name that is none."""
    if unknown := [name for name in names if name not in FIGURES + LINES]:
        sys.stderr.write(f"no benchmark: {', '.join(unknown)}; there are {', '.join(FIGURES + LINES)}\n")
        return 2
    over = False
    sys.stdout.write(f"{machine()}\n")
    for name in names or [n for n in FIGURES + LINES if n not in _LONG]:
        try:
            found = import_module(f"bench.{name}").measure()
        except WenjuError as error:
            sys.stderr.write(f"bench {name}: {error}\n")
            return 1
        if isinstance(found, str):
            sys.stdout.write(f"{found}\n")
            continue
        keep(found, RESULTS)
        for figure in found:
            sys.stdout.write(f"{figure.row()}\n")
            over |= figure.limit is not None and figure.ratio > figure.limit
        sys.stdout.flush()
    return int(over)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Runs what is meant to break the product: `python -m tests.torture [NAME ...] [--full] [--write FILE]`."""

from __future__ import annotations

import argparse
import logging
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.torture.corruption import corruption
from tests.torture.crash import crash
from tests.torture.soak import soak
from tests.torture.trouble import trouble

# Each takes whether to run in full, returns its figures in one line, and raises AssertionError when one is
# not what it must be.
RUNS: dict[str, Callable[[bool], str]] = {
    "crash": crash,
    "trouble": trouble,
    "corruption": corruption,
    "soak": soak,
}
BEGIN, END = "<!-- figures of `make torture` -->", "<!-- end -->"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one or more of {', '.join(RUNS)}")
    parser.add_argument("--full", action="store_true", help="as the figures were made; takes about an hour")
    parser.add_argument("--write", type=Path, metavar="FILE", help="put the figures into this Markdown file")
    options = parser.parse_args(arguments)
    if unknown := set(options.names) - set(RUNS):
        parser.error(f"there is no run called {', '.join(sorted(unknown))}")
    logging.disable(logging.CRITICAL)  # the product logs each of the faults
    failed = 0
    for name in options.names or RUNS:
        started = time.monotonic()
        try:
            line = RUNS[name](options.full)
        except AssertionError as error:
            failed += 1
            print(f"✗ {name}: {error}", flush=True)
            continue
        print(f"✓ {name}: {line} ({time.monotonic() - started:.0f} s)", flush=True)
        if options.write:
            write(options.write, name, f"{line}{'' if options.full else ' (short form)'}")
    return 1 if failed else 0


def write(file: Path, name: str, line: str) -> None:
    """Put a figure into the table of the file, in the place of the one of its name."""
    head, begin, rest = file.read_text(encoding="utf-8").partition(BEGIN)
    table, end, tail = rest.partition(END)
    if not begin or not end:
        raise SystemExit(f"{file} has no table between {BEGIN} and {END}")
    rows = [row for row in table.strip().splitlines() if not row.startswith(f"| {name} |")]
    rows = [*(rows or ["| run | figures |", "|---|---|"]), f"| {name} | {line} |"]
    file.write_text(f"{head}{BEGIN}\n" + "\n".join(rows) + f"\n{END}{tail}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The `wenju` command: arguments to commands, errors to one line and an exit code.

Exit codes: 0 success, 1 an error that the user can mend, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence

from cli import ask, doctor, evaluate, index, model, serve, show
from index.errors import WenjuError

_COMMANDS = (index, ask, show, serve, evaluate, doctor, model)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    _write_utf8()
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options))
    except WenjuError as error:
        print(f"wenju: {' '.join(str(error).split())}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("wenju: 已中断", file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader, `head` say, has what it wants
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="wenju", description="文据：用自己的文件回答问题，逐字引用，注明出处，不联网"
    )
    commands = parser.add_subparsers(title="命令", metavar="命令", required=True)
    for command in _COMMANDS:
        command.add_parser(commands)
    return parser


def _write_utf8() -> None:
    """Chinese on every console: Windows pipes default to the local code page."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())

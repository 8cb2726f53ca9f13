"""Lines of progress with the time of day, for a log that is read while it grows."""

from __future__ import annotations

import sys
import time


def say(line: str) -> None:
    """Write a line at once."""
    sys.stdout.write(f"{time.strftime('%H:%M:%S')} {line}\n")
    sys.stdout.flush()
